namespace Directives.Crash.Checker;

/// <summary>What kind of promise was broken.</summary>
internal enum Broken
{
    /// <summary>Something that was confirmed, or follows from it, is not there.</summary>
    Lost,

    /// <summary>Something is there twice, or although it was refused.</summary>
    Doubled,

    /// <summary>A tally is not the recount.</summary>
    Miscounted,

    /// <summary>Something cannot be: a state without its fact, a chain that does not verify, an answer that is not so.</summary>
    Unverified,
}

/// <summary>Everything that was found to be wrong.</summary>
internal sealed class Findings
{
    private readonly List<(Broken Rule, string What)> all = [];

    /// <summary>The same thing is found again in later rounds; it counts once.</summary>
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    public IReadOnlyList<(Broken Rule, string What)> All => all;

    public bool Any => all.Count > 0;

    public int Count(Broken rule) => all.Count(finding => finding.Rule == rule);

    public void Add(Broken rule, string what)
    {
        if (known.Add(what))
            all.Add((rule, what));
    }

    public void Require(bool holds, Broken rule, string what)
    {
        if (!holds)
            Add(rule, what);
    }
}
