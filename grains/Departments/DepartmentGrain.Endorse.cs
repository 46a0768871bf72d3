namespace Directives.Grains;

/// <summary>What the department endorses on its way down.</summary>
internal sealed partial class DepartmentGrain
{
    public async Task<GivenEndorsement> Endorse(EndorseCommand command, CancellationToken cancellation)
    {
        var here = Place;
        var known = await endorsements.GetAsync(command.Directive);
        var entry = await FindEntry(command.Directive);
        var tag = entry is null ? null : (await entries.GetAsync(command.Directive)).ETag;
        if ((await reports.GetAsync(command.Directive)).State.Reports.Any(report => report.OperationId == command.OperationId))
            throw Operation.Reused(command.OperationId);

        cancellation.ThrowIfCancellationRequested();
        var next = DepartmentRules.Endorse(diary.State, here, entry, tag, known.State, known.ETag, command, time.GetLedgerTime());
        if (ReferenceEquals(next, diary.State))
            return known.State.Find(command.OperationId)!;
        await diary.WriteAsync(next, this);
        entries.Forget(command.Directive);
        endorsements.Forget(command.Directive);
        return ((EndorsementState)next.Rows[0].State).Find(command.OperationId)!;
    }

    public async Task<ImmutableArray<GivenEndorsement>> ListEndorsements(string directive) => (await endorsements.GetAsync(directive)).State.Given;

    public async Task<EndorsementsAbove?> GetEndorsements(string directive) => await FindEntry(directive) is { } entry
        ? new EndorsementsAbove(Place.Id, entry.Endorsements?.Number ?? 0, entry.Endorsements?.List ?? [])
        : null;
}
