using Directives.Crash.World;

namespace Directives.Crash.Checker;

/// <summary>
/// Compares what clients were told with what is stored and what the API answers. It shares no code with the product: it
/// reads the clients' ledgers, the files that were sent, the database by SQL, and the API.
/// </summary>
internal sealed class RoundChecker(IStore store, Func<string> server, Func<int, string> folderOf) : IDisposable
{
    private readonly Findings findings = new();
    private readonly Api api = new(server, TimeProvider.System);
    private readonly Dictionary<int, RoundFiles> files = [];
    private readonly Dictionary<string, RoundFiles> byDirective = new(StringComparer.Ordinal);
    private Chain? chain;
    private Charges? charges;
    private StateRules? states;
    private ClientRecords? records;

    public Findings Findings => findings;

    /// <summary>Checks a round, and that what was there before still is.</summary>
    /// <param name="atRest">Whether all has come to rest; where something cannot go on, only what must hold always is checked.</param>
    public async Task CheckAsync(int round, IEnumerable<string> ledgers, bool atRest)
    {
        var current = FilesOf(round);
        records ??= new ClientRecords(findings);
        records.Advance(ledgers);
        chain ??= new Chain(findings);
        charges ??= new Charges(findings, PostsOf);
        states ??= new StateRules(findings);
        var known = chain.Facts.Count;
        HashSet<string> touched;
        using (var connection = store.Open())
        {
            chain.Advance(connection);
            charges.Advance(chain.Facts);
            touched = [current.Directive, .. chain.Facts.Skip(known).Select(fact => fact.Directive).OfType<string>()];
            foreach (var period in touched.Where(IsPeriod))
                byDirective.TryAdd(period, byDirective[period[..period.IndexOf('@', StringComparison.Ordinal)]].OfPeriod(period));
            var read = states.Check(connection, chain, charges, touched);
            if (atRest)
                CheckRested(connection, read, touched);
        }

        CommandRules.Check(records, chain.Facts, findings);
        foreach (var directive in touched.Where(directive => byDirective.ContainsKey(directive)))
            LifeRules.Check(directive, chain.FactsOf(directive), findings);
        if (!atRest)
        {
            // Nothing more will come of what was issued: whoever was to be served by now should have been.
            if (chain.FactsOf(current.Directive).Any(fact => fact.Kind == "Issued"))
                ServiceRules.Check(current, Recount.Of(current.Directive, chain.FactsOf(current.Directive), findings), charges, findings);
            return;
        }

        WatchRules.Check(Path.Combine(folderOf(round), "watched.jsonl"), current.Directive, chain.FactsOf(current.Directive), findings);
        await CheckCountsAsync(touched, chain, charges);
        await ApiRules.CheckOutcomesAsync(api, [.. records.Commands.Values.Where(command => command.Round == round)], chain.Facts, charges, findings);
    }

    /// <summary>Checks everything once more from the beginning: the whole chain, every state, every directive's tallies.</summary>
    public async Task CheckAllAsync(int rounds)
    {
        var anew = new Chain(findings);
        var folded = new Charges(findings, PostsOf);
        var all = Enumerable.Range(1, rounds).Select(round => FilesOf(round).Directive).Concat(byDirective.Keys.Where(IsPeriod)).ToHashSet(StringComparer.Ordinal);
        using (var connection = store.Open())
        {
            anew.Advance(connection);
            folded.Advance(anew.Facts);
            findings.Require(chain is null || anew.Facts.Count == chain.Facts.Count, Broken.Lost, $"the ledger had {chain?.Facts.Count} entries and has {anew.Facts.Count}");
            CheckRested(connection, states!.Check(connection, anew, folded, null), all);
        }

        CommandRules.Check(records!, anew.Facts, findings);
        await CheckCountsAsync(all, anew, folded);
    }

    public void Dispose() => api.Dispose();

    /// <summary>What must hold when everything that follows has followed.</summary>
    private void CheckRested(System.Data.Common.DbConnection connection, IReadOnlyList<StoredState> read, IEnumerable<string> directives)
    {
        DispatchRules.Check(read, chain!.Facts, findings);
        EndorsementRules.Check(read, chain, directives, findings);
        SampleRules.Check(connection, read, chain!, directives, findings);
        DueRules.Check(connection, read, chain!, directives, TimeProvider.System, findings);
    }

    private async Task CheckCountsAsync(IEnumerable<string> directives, Chain counted, Charges held)
    {
        foreach (var directive in directives)
        {
            var recount = Recount.Of(directive, counted.FactsOf(directive), findings);
            ServiceRules.Check(byDirective[directive], recount, held, findings);
            await ApiRules.CheckTalliesAsync(api, byDirective[directive], recount, findings);
        }
    }

    private static bool IsPeriod(string directive) => directive.Contains('@', StringComparison.Ordinal);

    private RoundFiles FilesOf(int round)
    {
        if (!files.TryGetValue(round, out var read))
        {
            files[round] = read = RoundFiles.Read(round, folderOf(round));
            byDirective[read.Directive] = read;
        }

        return read;
    }

    private Dictionary<string, string> PostsOf(int round, string department) =>
        FilesOf(round).Rosters[department].ToDictionary(post => post.Seat, post => post.Person, StringComparer.Ordinal);
}
