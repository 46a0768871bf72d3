namespace Directives.Grains;

/// <summary>The drafts that wait for approval, kept by the relay. Key: <c>drafts</c>.</summary>
[Alias("IDraftListGrain")]
public interface IDraftListGrain : IGrainWithStringKey
{
    const string Key = "drafts";

    /// <summary>Lists a draft as it stands, in place of what was listed under its number.</summary>
    [Alias("Put")]
    Task Put(DraftLine line);

    /// <summary>Takes a draft off the list, since it waits no more; one that is not listed changes nothing.</summary>
    [Alias("Remove")]
    Task Remove(string number);

    /// <summary>The newest first.</summary>
    [Alias("List"), ReadOnly]
    Task<ImmutableArray<DraftLine>> List();
}

/// <param name="DraftedAt">When this edition was written: since then it waits.</param>
/// <param name="Edition">Counts how often it was written, from 1.</param>
/// <param name="Amends">The version that it amends; 0 for a directive that is to be.</param>
[GenerateSerializer, Immutable, Alias("DraftLine")]
public sealed record DraftLine(
    [property: Id(0)] string Number,
    [property: Id(1)] LocalText Title,
    [property: Id(2)] string Issuer,
    [property: Id(3)] string DraftedBy,
    [property: Id(4)] DateTimeOffset DraftedAt,
    [property: Id(5)] int Edition,
    [property: Id(6)] int Amends);

/// <summary>The drafts that wait, in the order in which they were written. State name: <c>drafts</c>.</summary>
public sealed record DraftListState : LedgeredState
{
    public ImmutableArray<DraftLine> Lines { get; init; } = [];

    /// <returns>The state itself, where the line is listed as it is.</returns>
    public DraftListState Put(DraftLine line) =>
        Lines.Contains(line) ? this : this with { Lines = [.. Without(line.Number), line] };

    /// <returns>The state itself, where there is no such line.</returns>
    public DraftListState Remove(string number) =>
        Lines.Any(line => line.Number == number) ? this with { Lines = [.. Without(number)] } : this;

    private IEnumerable<DraftLine> Without(string number) => Lines.Where(line => line.Number != number);
}

[GrainType("drafts")]
internal sealed class DraftListGrain(
    [PersistentState("drafts", LedgerStorage.Name)] IPersistentState<DraftListState> list) : Grain, IDraftListGrain
{
    public Task Put(DraftLine line) => WriteAsync(list.State.Put(line));

    public Task Remove(string number) => WriteAsync(list.State.Remove(number));

    public Task<ImmutableArray<DraftLine>> List() => Task.FromResult(list.State.Lines.Reverse().ToImmutableArray());

    private Task WriteAsync(DraftListState next) => ReferenceEquals(next, list.State) ? Task.CompletedTask : list.WriteAsync(next, this);
}
