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
    private Chain? chain;
    private StateRules? states;
    private ClientRecords? records;
    private RoundFiles? before;

    public Findings Findings => findings;

    /// <summary>Facts that are verified.</summary>
    public int Facts => chain?.Facts.Count ?? 0;

    /// <summary>Checks a round, and that what was there before still is.</summary>
    /// <param name="atRest">Whether all has come to rest; where something cannot go on, only what must hold always is checked.</param>
    public async Task CheckAsync(int round, IEnumerable<string> ledgers, bool atRest)
    {
        var files = RoundFiles.Read(round, folderOf(round));
        records ??= new ClientRecords(findings);
        records.Advance(ledgers);
        chain ??= new Chain(findings);
        states ??= new StateRules(findings);
        using (var connection = store.Open())
        {
            chain.Advance(connection);
            states.Check(connection, chain.Facts, files.Directive);
            if (atRest)
                states.CheckPersons(connection, files);
        }

        CommandRules.Check(records, chain.Facts, findings);
        var facts = chain.Facts.Where(fact => fact.Directive == files.Directive).ToList();
        var recount = Recount.Of(files.Directive, facts, findings);
        if (atRest || facts.Any(fact => fact.Kind == "Issued"))
            ServiceRules.Check(files, before, recount, findings);
        if (!atRest)
            return;

        WatchRules.Check(Path.Combine(folderOf(round), "watched.jsonl"), files.Directive, facts, findings);
        await ApiRules.CheckTalliesAsync(api, files, recount, findings);
        await ApiRules.CheckOutcomesAsync(api, [.. records.Commands.Values.Where(command => command.Round == round)], files, facts, findings);
        before = files;
    }

    /// <summary>Checks everything once more from the beginning: the whole chain, every state, every directive's tallies.</summary>
    public async Task CheckAllAsync(int rounds)
    {
        var anew = new Chain(findings);
        using (var connection = store.Open())
        {
            anew.Advance(connection);
            findings.Require(chain is null || anew.Facts.Count == chain.Facts.Count, Broken.Lost, $"the ledger had {chain?.Facts.Count} entries and has {anew.Facts.Count}");
            states!.Check(connection, anew.Facts, null);
        }

        CommandRules.Check(records!, anew.Facts, findings);
        var byDirective = anew.Facts.ToLookup(fact => fact.Directive ?? "", StringComparer.Ordinal);
        for (var round = 1; round <= rounds; round++)
        {
            var files = RoundFiles.Read(round, folderOf(round));
            await ApiRules.CheckTalliesAsync(api, files, Recount.Of(files.Directive, byDirective[files.Directive], findings), findings);
        }
    }

    public void Dispose() => api.Dispose();
}
