using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Directives.Grains;

[GrainType("correspondence")]
internal sealed class CorrespondenceGrain : Grain, ICorrespondenceGrain
{
    private const string AskerKind = "asker";
    private const string QuestionKind = "question";
    private const string ExemptionKind = "exemption";

    private readonly IPersistentState<CorrespondenceState> index;
    private readonly StateRows<AskerState> askers;
    private readonly StateRows<QuestionState> questions;
    private readonly StateRows<ExemptionState> exemptions;
    private readonly StateRows<OperationState> operations;
    private readonly ProductClock time;

    public CorrespondenceGrain(
        [PersistentState("correspondence", LedgerStorage.Name)] IPersistentState<CorrespondenceState> index,
        [FromKeyedServices(LedgerStorage.Name)] IGrainStorage storage,
        IGrainContext context,
        ProductClock time)
    {
        (this.index, this.time) = (index, time);
        askers = new(storage, context, AskerKind);
        questions = new(storage, context, QuestionKind);
        exemptions = new(storage, context, ExemptionKind);
        operations = new(storage, context, OperationState.Kind);
    }

    private string Directive => this.GetPrimaryKeyString();

    public async Task<Clarification> Ask(AskCommand command, CancellationToken cancellation)
    {
        CorrespondenceRules.Check(command);
        var digest = CorrespondenceRules.DigestOf(command);
        if (await FindRepeatAsync(command.OperationId, digest) is { } repeated)
            return await FindThreadAsync(repeated);

        var thread = command.Question == 0 ? null : await FindThreadAsync(command.Question);
        var (name, _) = await CheckServedAsync(command.Asker, command.By);
        var asker = (await askers.GetAsync(command.Asker)).State;
        cancellation.ThrowIfCancellationRequested();
        var change = CorrespondenceRules.Ask(Directive, index.State, asker, thread, command, name, time.GetLedgerTime());
        await WriteAsync(change, command.Asker, command.OperationId, digest, command.Asker, change.Question!.Thread!.Number);
        return change.Question.Thread;
    }

    public async Task<Clarification> Answer(AnswerCommand command, CancellationToken cancellation)
    {
        CorrespondenceRules.Check(command);
        var digest = CorrespondenceRules.DigestOf(command);
        if (await FindRepeatAsync(command.OperationId, digest) is { } repeated)
            return await FindThreadAsync(repeated);

        var thread = await FindThreadAsync(command.Question);
        var asker = (await askers.GetAsync(thread.Asker)).State;
        cancellation.ThrowIfCancellationRequested();
        var change = CorrespondenceRules.Answer(Directive, index.State, asker, thread, command, time.GetLedgerTime());
        await WriteAsync(change, thread.Asker, command.OperationId, digest, null, command.Question);
        return change.Question!.Thread!;
    }

    public async Task<ClarificationPage> ListClarifications(CorrespondenceQuery query)
    {
        var asker = query.Viewer is null ? null : (await askers.GetAsync(query.Viewer)).State;
        var (numbers, next) = PageOf(CorrespondenceRules.Threads(index.State, asker, query), query.Count);
        var found = await Task.WhenAll(numbers.Select(FindThreadAsync));
        return new ClarificationPage([.. found.Select(thread => CorrespondenceRules.SeenBy(thread, query.Viewer))], next);
    }

    public async Task<Exemption> RequestExemption(ExemptionCommand command, CancellationToken cancellation)
    {
        CorrespondenceRules.Check(command);
        var digest = CorrespondenceRules.DigestOf(command);
        if (await FindRepeatAsync(command.OperationId, digest) is { } repeated)
            return await FindExemptionAsync(repeated);

        var (name, owes) = await CheckServedAsync(command.Asker, command.By);
        if (!owes)
            throw RefusedException.NotAllowedNow("NOTHING_OWED", $"{command.Asker} owes nothing under {Directive}.");
        var asker = (await askers.GetAsync(command.Asker)).State;
        cancellation.ThrowIfCancellationRequested();
        var change = CorrespondenceRules.RequestExemption(Directive, index.State, asker, command, name, time.GetLedgerTime());
        var requested = change.Exemptions[0].Exemption!;
        await WriteAsync(change, command.Asker, command.OperationId, digest, command.Asker, requested.Number);
        return requested;
    }

    public async Task<Exemption> DecideExemption(DecideCommand command, CancellationToken cancellation)
    {
        var digest = CorrespondenceRules.DigestOf(command);
        if (await FindRepeatAsync(command.OperationId, digest) is { } repeated)
            return await FindExemptionAsync(repeated);

        var now = time.GetLedgerTime();
        CorrespondenceRules.Check(command, now);
        var exemption = await FindExemptionAsync(command.Exemption);
        var asker = (await askers.GetAsync(exemption.Asker)).State;
        var inForce = asker.InForce == 0 ? null : await FindExemptionAsync(asker.InForce);
        if (command.Until is not null && await GrainFactory.GetGrain<IDirectiveGrain>(Directive).GetOrder() is not { Status: DirectiveStatus.InForce })
            throw RefusedException.NotAllowedNow(DepartmentRules.NotInForce, $"{Directive} is not in force any more.");
        cancellation.ThrowIfCancellationRequested();
        var change = CorrespondenceRules.DecideExemption(index.State, asker, exemption, inForce, command, now);
        await WriteAsync(change, exemption.Asker, command.OperationId, digest, null, exemption.Number);
        return change.Exemptions[0].Exemption!;
    }

    public async Task<ExemptionPage> ListExemptions(CorrespondenceQuery query)
    {
        var asker = query.Viewer is null ? null : (await askers.GetAsync(query.Viewer)).State;
        var (numbers, next) = PageOf(CorrespondenceRules.Requests(index.State, asker, query), query.Count);
        return new ExemptionPage([.. await Task.WhenAll(numbers.Select(FindExemptionAsync))], next);
    }

    public async Task PassDue(string what, DateTimeOffset due)
    {
        if (CorrespondenceRules.ExemptionOf(what) is not { } number
            || (await exemptions.GetAsync(Name(number))).State.Exemption is not { } exemption)
        {
            return;
        }

        var asker = (await askers.GetAsync(exemption.Asker)).State;
        if (CorrespondenceRules.Expire(index.State, asker, exemption, due, time.GetLedgerTime()) is { } change)
            await WriteAsync(change, exemption.Asker, []);
    }

    public async Task<OperationOutcome?> GetOutcome(string? asker, string operationId) =>
        (await operations.GetAsync(OperationState.NameOf(operationId))).State.Operation is { } operation
        && operation.Id == operationId && operation.Owner == asker
            ? operation.ToOutcome()
            : null;

    /// <returns>The name of the person who asks, where it is known, and whether the post or office owes anything.</returns>
    private async Task<(LocalText? Name, bool Owes)> CheckServedAsync(string asker, string by)
    {
        var isPost = PostId.TryParse(asker, out var department, out var seat);
        var office = GrainFactory.GetGrain<IDepartmentGrain>(isPost ? department : asker);
        var service = isPost ? await office.GetService(seat, Directive) : null;
        var entry = isPost ? service!.Entry : await office.GetDiaryEntry(Directive);
        CorrespondenceRules.CheckServed(Directive, asker, by, service, entry);
        var owes = isPost ? service!.Served is { Addressee: AddresseeKind.Action } : DepartmentRules.Owes(entry!);
        return (service?.Post.Incumbent?.Name, owes);
    }

    private async ValueTask<int?> FindRepeatAsync(string operationId, string digest)
    {
        Operation.Check(operationId);
        return (await operations.GetAsync(OperationState.NameOf(operationId))).State.Operation?.Repeat(digest);
    }

    private async Task<Clarification> FindThreadAsync(int number) =>
        (await questions.GetAsync(Name(number))).State.Thread ?? throw RefusedException.NotFound($"question {number} about {Directive}");

    private async Task<Exemption> FindExemptionAsync(int number) =>
        (await exemptions.GetAsync(Name(number))).State.Exemption ?? throw RefusedException.NotFound($"request {number} for an exemption from {Directive}");

    private Task WriteAsync(CorrespondenceChange change, string asker, string operationId, string digest, string? owner, int number) =>
        WriteAsync(change, asker, [OperationState.Row(operationId, digest, owner, number, change.Fact)]);

    /// <summary>Everything that belongs to a change, or nothing.</summary>
    private async Task WriteAsync(CorrespondenceChange change, string asker, ImmutableArray<WrittenRow> operation)
    {
        var rows = operation.ToBuilder();
        rows.Add(new($"{AskerKind}/{asker}", change.Asker, (await askers.GetAsync(asker)).ETag));
        if (change.Question is { } question)
            rows.Add(new($"{QuestionKind}/{Name(question.Thread!.Number)}", question, (await questions.GetAsync(Name(question.Thread.Number))).ETag));
        foreach (var exemption in change.Exemptions)
        {
            var name = Name(exemption.Exemption!.Number);
            rows.Add(new($"{ExemptionKind}/{name}", exemption, (await exemptions.GetAsync(name)).ETag));
        }

        try
        {
            await index.WriteAsync(change.Index with { Rows = rows.ToImmutable() }, this);
        }
        finally
        {
            Forget(rows);
        }
    }

    /// <summary>Rows that were written with the index are read again when they are asked for.</summary>
    private void Forget(IEnumerable<WrittenRow> rows)
    {
        foreach (var row in rows)
        {
            var slash = row.Name.IndexOf('/', StringComparison.Ordinal);
            var name = row.Name[(slash + 1)..];
            askers.Forget(name);
            questions.Forget(name);
            exemptions.Forget(name);
            operations.Forget(name);
        }
    }

    /// <returns>The next page's <c>before</c>; 0 where this is the last.</returns>
    private static (List<int> Numbers, int Next) PageOf(IEnumerable<int> numbers, int count)
    {
        var page = numbers.Take(count + 1).ToList();
        if (page.Count <= count)
            return (page, 0);
        page.RemoveAt(count);
        return (page, page[^1]);
    }

    private static string Name(int number) => number.ToString(CultureInfo.InvariantCulture);
}
