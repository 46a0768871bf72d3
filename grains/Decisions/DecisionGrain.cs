namespace Directives.Grains;

[GrainType("decision")]
internal sealed class DecisionGrain(
    [PersistentState("decision", LedgerStorage.Name)] IPersistentState<DecisionState> decision,
    [PersistentState("links", LedgerStorage.Name)] IPersistentState<LinksState> links,
    ProductClock time) : Grain, IDecisionGrain
{
    public async Task<RecordedDecision> Record(RecordDecisionCommand command, CancellationToken cancellation)
    {
        Operation.Check(command.OperationId);
        var next = DecisionRules.Record(decision.State, command, time.GetLedgerTime());
        if (!ReferenceEquals(next, decision.State))
        {
            cancellation.ThrowIfCancellationRequested();
            await decision.WriteAsync(next, this);
        }

        return decision.State.Recorded!;
    }

    public Task<RecordedDecision?> Get() => Task.FromResult(decision.State.Recorded);

    public Task Link(LinkedBy link)
    {
        var next = links.State.With(link);
        return ReferenceEquals(next, links.State) ? Task.CompletedTask : links.WriteAsync(next, this);
    }

    public Task<KnownLinks> GetLinks() => Task.FromResult(new KnownLinks(links.State.Links, links.State.More));
}
