using System.Globalization;

namespace Directives.Grains;

/// <summary>After issue: amended, reiterated, superseded, rescinded.</summary>
internal sealed partial class DirectiveGrain
{
    private const string LinksName = "links";
    private StateRow<LinksState>? links;

    public async Task<IssuedDirective> Amend(AmendCommand command, CancellationToken cancellation)
    {
        Operation.Check(command.OperationId);
        if (LifeRules.IsRepeat(directive.State, command.OperationId, LifeRules.Digest(command)))
            return directive.State.Issued!;
        var now = time.GetLedgerTime();
        var calendar = await CalendarAsync(now);
        var violations = DraftRules.Check(command.Draft);
        if (violations.Count == 0)
            violations = CheckDays(command.Draft, calendar, now);
        if (violations.Count > 0)
            throw new RefusedException(violations);
        LifeRules.CheckAmend(directive.State, command);
        if (IsOpen)
            throw RefusedException.NotAllowedNow("DRAFT_PENDING", $"An amendment of {Number} is being drafted: what is approved is issued by IssueDraft.");
        var reach = await new DraftPlaces(GrainFactory).Resolve(command.Draft);
        await RequireLinksAsync(command.Draft);
        var digest = LifeRules.Digest(command);
        return command.DryRun
            ? LifeRules.Amend(directive.State, command, reach, now, digest, new Clearance(null, null, null), calendar).Issued!
            : await AmendAsync(command, digest, reach, cancellation);
    }

    public async Task<DirectiveStanding> Rescind(RescindCommand command, CancellationToken cancellation)
    {
        Operation.Check(command.OperationId);
        cancellation.ThrowIfCancellationRequested();
        await WriteAsync(LifeRules.Rescind(directive.State, command, Number, time.GetLedgerTime()));
        return standing!;
    }

    public async Task<DirectiveStanding> Reiterate(ReiterateCommand command, CancellationToken cancellation)
    {
        Operation.Check(command.OperationId);
        cancellation.ThrowIfCancellationRequested();
        await WriteAsync(LifeRules.Reiterate(directive.State, command, Number, time.GetLedgerTime()));
        return standing!;
    }

    public async Task Follow(LinkedBy link)
    {
        var row = await LinksAsync();
        if (row.State.Has(link))
            return;

        var known = row.State.With(link);
        var next = LifeRules.Follow(directive.State, link, time.GetLedgerTime());
        if (!ReferenceEquals(next, directive.State))
        {
            // Read again when it is asked for: it is written with the directive.
            links = null;
            await WriteAsync(ReferenceEquals(known, row.State) ? next : next with { Rows = [new(LinksName, known, row.ETag)] });
        }
        else if (!ReferenceEquals(known, row.State))
        {
            await row.WriteAsync(known);
        }
    }

    public async Task<KnownLinks> GetLinks()
    {
        var row = await LinksAsync();
        return new KnownLinks(row.State.Links, row.State.More);
    }

    public Task<DirectiveStanding?> GetStanding() => Task.FromResult(standing);

    public async Task<IssuedDirective?> GetVersion(int version)
    {
        if (directive.State.Issued is not { } issued || version < 1 || version > issued.Version)
            return null;
        return version == issued.Version ? issued : (await versions.GetAsync(version.ToString(CultureInfo.InvariantCulture))).State.Issued;
    }

    /// <exception cref="RefusedException">InvalidArgument, with each link that leads nowhere or to what is not in force.</exception>
    private async Task RequireLinksAsync(DirectiveDraft linking)
    {
        var violations = await FindWrongLinksAsync(linking);
        if (violations.Count > 0)
            throw new RefusedException(violations);
    }

    private async Task<List<FieldViolation>> FindWrongLinksAsync(DirectiveDraft linking)
    {
        var found = new List<FieldViolation>();
        var linked = linking.Lineage?.Links ?? [];
        for (var i = 0; i < linked.Length; i++)
        {
            if (linked[i].Decision is { } decision)
            {
                if (await GrainFactory.GetGrain<IDecisionGrain>(decision).Get() is null)
                    found.Add(new($"draft.lineage[{i}].decision", $"there is no decision {decision}: record it first"));
                continue;
            }

            // An amendment may go on naming what its directive has superseded.
            var known = directive.State.Issued?.Draft.Lineage?.Links.Any(earlier => earlier with { Note = null } == linked[i] with { Note = null }) ?? false;
            var target = await GrainFactory.GetGrain<IDirectiveGrain>(linked[i].Directive!).GetStanding();
            if (target is null)
                found.Add(new($"draft.lineage[{i}].directive", $"there is no directive {linked[i].Directive}"));
            else if (!known && target.Status is not DirectiveStatus.InForce && linked[i].Kind is not LinkKind.Adopts)
                found.Add(new($"draft.lineage[{i}].directive", $"{target.Number} is not in force: it went out by {target.Closed!.Instrument}"));
        }

        return found;
    }

    private async ValueTask<StateRow<LinksState>> LinksAsync()
    {
        if (links is { } read)
            return read;

        var row = new StateRow<LinksState>(storage, context, LinksName);
        await row.ReadAsync();
        return links = row;
    }

    private async Task<IssuedDirective> AmendAsync(
        AmendCommand command, string digest, ImmutableArray<ReachTarget> reach, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var dispatch = await GrainFactory.GetGrain<IDispatchGrain>(command.Draft.Issuer).Give(Number, IssuedVersion + 1);
        await OpenPeriodsAsync(null);
        var clearance = IsOpen ? new Clearance(dispatch, draft.State.DraftedBy, draft.State.ApprovedBy) : new Clearance(dispatch, null, null);
        var now = time.GetLedgerTime();
        await WriteAsync(LifeRules.Amend(directive.State, command, reach, now, digest, clearance, await CalendarAsync(now)));
        return directive.State.Issued!;
    }

    /// <summary>What others are told of how it stands is what is stored.</summary>
    private async Task WriteAsync(DirectiveState next)
    {
        if (ReferenceEquals(next, directive.State))
            return;
        await directive.WriteAsync(await WithDutiesAsync(next), this);
        standing = LifeRules.StandingOf(directive.State);
    }
}
