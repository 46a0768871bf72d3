using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Directives.Grains;

[GrainType("directive")]
internal sealed partial class DirectiveGrain(
    [PersistentState("directive", LedgerStorage.Name)] IPersistentState<DirectiveState> directive,
    [PersistentState("draft", LedgerStorage.Name)] IPersistentState<DraftState> draft,
    [FromKeyedServices(LedgerStorage.Name)] IGrainStorage storage,
    IGrainContext context,
    ProductClock time) : Grain, IDirectiveGrain
{
    private readonly StateRows<VersionState> versions = new(storage, context, LifeRules.VersionKind);
    private DirectiveStanding? standing;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        standing = LifeRules.StandingOf(directive.State);
        return Task.CompletedTask;
    }

    public async Task<IssuedDirective> Issue(IssueCommand command, CancellationToken cancellation)
    {
        Operation.Check(command.OperationId);
        if (directive.State.Issued is not null && DirectiveRules.IsRepeat(directive.State, command))
            return (await GetVersion(1))!;
        RefuseTaken();
        if (draft.State.Draft is not null)
            throw RefusedException.NotAllowedNow("DRAFT_PENDING", $"{Number} is being drafted: what is approved is issued by IssueDraft.");

        var now = time.GetLedgerTime();
        var calendar = await CalendarAsync(now);
        var violations = DraftRules.Check(command.Draft);
        if (violations.Count == 0)
            violations = CheckDays(command.Draft, calendar, now);
        if (violations.Count > 0)
            throw new RefusedException(violations);

        var reach = await new DraftPlaces(GrainFactory).Resolve(command.Draft);
        await RequireLinksAsync(command.Draft);
        return command.DryRun
            ? DirectiveRules.Prepare(command, now, calendar)
            : await IssueAsync(command, DirectiveRules.Digest(command), reach, calendar, cancellation);
    }

    public Task<IssuedDirective?> Get() => Task.FromResult(directive.State.Issued);

    public Task<DirectiveOrder?> GetOrder() => Task.FromResult(directive.State.ToOrder());

    public async Task<OperationOutcome?> GetOutcome(string operationId)
    {
        if (directive.State.Operation == operationId && await GetVersion(1) is { } first)
            return new OperationOutcome(operationId, nameof(Issued), first.IssuedAt);
        return (DraftingRules.Find(draft.State, operationId) ?? LifeRules.Find(directive.State, operationId)) is { } done
            ? new OperationOutcome(operationId, done.Fact, done.At)
            : null;
    }

    public async Task<DirectiveOrder?> Reroute(long registryVersion)
    {
        // What was owed in a period that is over was owed by the offices that there were.
        if (directive.State is not { Issued: { } issued, Closed: null }
            || (issued.Period is not null && issued.ComplyBy < time.GetLedgerTime())
            || await new DraftPlaces(GrainFactory).Reroute(issued.Draft, registryVersion) is not { } reach)
        {
            return null;
        }

        await WriteAsync(DirectiveRules.Reroute(directive.State, reach, registryVersion, time.GetLedgerTime()));
        return directive.State.ToOrder();
    }

    public Task PassDeadline(DeadlineKind deadline, DateTimeOffset due) =>
        WriteAsync(DirectiveRules.PassDeadline(directive.State, deadline, due, time.GetLedgerTime()));

    private string Number => this.GetPrimaryKeyString();

    private IReadOnlyList<FieldViolation> CheckDays(DirectiveDraft checking, WorkingCalendar calendar, DateTimeOffset now) =>
        [.. DeadlineRules.Check(checking, calendar, now), .. DutyRules.Check(checking, directive.State.Issued?.Draft, calendar, now)];

    /// <summary>The dispatch number is the directive's before it is issued, and stays so where this is cut off in between.</summary>
    private async Task<IssuedDirective> IssueAsync(
        IssueCommand command, string digest, ImmutableArray<ReachTarget> reach, WorkingCalendar calendar, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var dispatch = await GrainFactory.GetGrain<IDispatchGrain>(command.Draft.Issuer).Give(command.Draft.Number, 1);
        var clearance = new Clearance(dispatch, draft.State.DraftedBy, draft.State.ApprovedBy);
        duties = null;
        await WriteAsync(DirectiveRules.Issue(command, reach, time.GetLedgerTime(), digest, clearance, calendar));
        return directive.State.Issued!;
    }
}
