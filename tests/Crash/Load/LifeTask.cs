using Directives.Crash.Faults;

namespace Directives.Crash.Load;

/// <summary>What is done to directives in a round beside issuing one.</summary>
/// <param name="Rescinds">Older directives that are cancelled.</param>
/// <param name="Reiterates">An older directive that is repeated; null for none.</param>
/// <param name="Closed">A directive that is not in force any more, so that amending, repeating and cancelling it are refused; null for none.</param>
/// <param name="AmendAfter">Milliseconds after issue.</param>
/// <param name="Heads">Who can verify.</param>
internal sealed record LifeTask(IReadOnlyList<string> Rescinds, string? Reiterates, string? Closed, int AmendAfter, IReadOnlyList<OfficerTask> Heads)
{
    /// <param name="supersedes">What the directive of the round takes the place of; null for nothing.</param>
    /// <param name="reiterates">What it repeats by its lineage; null for nothing.</param>
    /// <param name="left">What of the older ones stays in force.</param>
    public static LifeTask Create(
        IReadOnlyList<string> inForce, int most, Fault fault, Random random, out string? supersedes, out string? reiterates, out IReadOnlyList<string> left)
    {
        var (older, rescinds) = (new Queue<string>(inForce), new List<string>());
        supersedes = older.Count > 0 && (fault.Name == "relay.linked" || random.Next(3) == 0) ? older.Dequeue() : null;
        while (older.Count >= most || (older.Count > 1 && random.Next(5) == 0))
            rescinds.Add(older.Dequeue());
        left = [.. older];
        reiterates = left.Count > 0 && random.Next(4) == 0 ? left[random.Next(left.Count)] : null;
        var repeated = left.Count > 0 && random.Next(3) == 0 ? left[random.Next(left.Count)] : null;
        return new LifeTask(rescinds, repeated, rescinds.FirstOrDefault(), random.Next(3) == 0 ? 0 : random.Next(100, 700), []);
    }
}
