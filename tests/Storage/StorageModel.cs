using System.Collections.Immutable;
using System.Globalization;
using Directives.Grains;
using Directives.Silo.Storage;
using Directives.Tests.Support;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Directives.Tests.Storage;

/// <summary>
/// A storage and what it ought to hold: dictionaries of rows, of what falls due and of positions, and a list of facts.
/// Every step is taken in both, and what the storage answers is compared.
/// </summary>
internal sealed partial class StorageModel : IAsyncDisposable
{
    public const int Rows = 4;

    private static readonly string[] Texts = ["", "reason", "وجہ", "a\0b", "\u0001\"\\", "😀", "\u2028\ufeff", "' -- ;"];
    private static readonly string?[] Directives = [null, "1/2020", "2/2020"];

    private readonly TestDatabase database;
    private readonly int run;
    private readonly StorageSettings settings;
    private readonly long before;
    private readonly Dictionary<int, (long Version, string? Operation, string? Reason)> stored = [];
    private readonly Dictionary<int, GrainState<OfficerDirectiveState>> held = [];
    private readonly List<(int Row, string Operation, string? Directive)> facts = [];
    private readonly Dictionary<(int Row, string What), DateTimeOffset> due = [];
    private readonly Dictionary<string, long> positions = [];
    private int operations;

    private StorageModel(TestDatabase database, TestLedger ledger, int run, StorageSettings settings)
    {
        (this.database, Ledger, this.run, this.settings) = (database, ledger, run, settings);
        before = ledger.Ledger.Head.Number;
    }

    public TestLedger Ledger { get; private set; }

    public static async Task<StorageModel> StartAsync(TestDatabase database, int run, StorageSettings settings)
    {
        database.Execute("DELETE FROM due");
        return new StorageModel(database, await StartAsync(database, settings), run, settings);
    }

    public ValueTask DisposeAsync() => Ledger.DisposeAsync();

    public async Task TakeAsync(StorageStep step)
    {
        switch (step.Ask)
        {
            case StorageAsk.Write:
                await WriteAsync(step);
                break;
            case StorageAsk.WriteStale or StorageAsk.ClearStale:
                await BeStaleAsync(step.Row, clear: step.Ask is StorageAsk.ClearStale);
                break;
            case StorageAsk.Clear:
                await Ledger.Storage.ClearStateAsync("state", Grain(step.Row), await HeldAsync(step.Row));
                Cleared(step.Row);
                break;
            case StorageAsk.Read:
                await ReadAsync(step.Row);
                break;
            case StorageAsk.Forget:
                held.Remove(step.Row);
                break;
            case StorageAsk.Together:
                await WriteTogetherAsync([.. Enumerable.Range(0, Rows).Select(row => step.A / (int)Math.Pow(3, row) % 3)], held: step.B % 2 == 0);
                break;
            case StorageAsk.Race:
                await RaceAsync(step);
                break;
            case StorageAsk.RemoveDue:
                await RemoveDueAsync(step);
                break;
            case StorageAsk.SavePosition:
                positions[$"{run}/{step.Row}"] = step.B;
                await Ledger.Positions.SaveAsync(1, $"{run}/{step.Row}", step.B, default);
                break;
            case StorageAsk.ReadLedger:
                await ReadLedgerAsync(step.B % (facts.Count + 2), step.A % 10 + 1, Directives[step.Row % Directives.Length]);
                break;
            case StorageAsk.ReadDue:
                await ReadDueAsync(TestLedger.Noon.AddMinutes(step.B % 40), step.A % 5 + 1);
                break;
            case StorageAsk.Restart:
                await Ledger.DisposeAsync();
                Ledger = await StartAsync(database, settings);
                break;
            case StorageAsk.StopUnderWay:
                await StopUnderWayAsync();
                break;
        }
    }

    /// <summary>Writes rows at once, in one transaction where the database is held: each is good (0), stale (1) or refused (2).</summary>
    public async Task WriteTogetherAsync(ImmutableArray<int> fates, bool held)
    {
        var asked = new List<(int Row, int Fate, GrainState<OfficerDirectiveState> State, (string Operation, string? Directive)[] Facts)>();
        foreach (var (row, fate) in fates.Index())
        {
            var state = fate == 1 ? Stale(row) : Copy(await HeldAsync(row));
            var operation = fate == 2 ? $"{Next()}bad" : Next();
            state.State = Make(operation, Texts[row % Texts.Length], row % 2 + 1, ImmutableArray<DueEntry>.Empty, out var written);
            asked.Add((row, fate, state, written));
        }

        List<Task<Exception?>> writes;
        using (held ? database.Hold() : null)
            writes = [.. asked.Select(write => GrainStorageTests.Try(() => Ledger.WriteAsync(Grain(write.Row), write.State, "state")))];
        var outcomes = await Task.WhenAll(writes);

        foreach (var ((row, fate, state, _), outcome) in asked.Zip(outcomes))
        {
            switch (fate)
            {
                case 0:
                    Assert.True(outcome is null, $"{Grain(row)} was to be written, and failed: {outcome}");
                    Written(row, state);
                    break;
                case 1:
                    Assert.Equal($"{Stored(row).Version}", Assert.IsType<InconsistentStateException>(outcome).StoredEtag);
                    break;
                default:
                    Assert.False(Assert.IsType<LedgerUnavailableException>(outcome).OutcomeUnknown);
                    break;
            }
        }

        await AppendAnyOrderAsync([.. asked.Where(write => write.Fate == 0).Select(write => (write.Row, write.Facts))]);
    }

    /// <summary>Writes a row against others until it has won so often.</summary>
    /// <returns>The ETags that it won.</returns>
    public async Task<List<string>> WinAsync(int row, int writer, int times)
    {
        var won = new List<string>();
        while (won.Count < times)
        {
            var state = await Ledger.ReadAsync(Grain(row), "state");
            state.State = Make($"{run}-{writer}-{won.Count}", "", 1, [], out _);
            if (await GrainStorageTests.Try(() => Ledger.WriteAsync(Grain(row), state, "state")) is not { } failure)
                won.Add(state.ETag!);
            else
                Assert.IsType<InconsistentStateException>(failure);
        }

        return won;
    }

    private static Task<TestLedger> StartAsync(TestDatabase database, StorageSettings settings) => TestLedger.StartAsync(
        database, ("TailEntries", Text(settings.TailEntries)), ("MaxBatch", Text(settings.MaxBatch)));

    private async Task WriteAsync(StorageStep step)
    {
        var state = await HeldAsync(step.Row);
        DueEntry[] falls = [new(TestLedger.Noon.AddMinutes(step.B % 40), "x"), new(TestLedger.Noon.AddMinutes(step.A % 40), "y")];
        ImmutableArray<DueEntry> chosen = (step.B % 5) switch { 0 => [.. falls], 1 => [falls[0]], 2 => [falls[1]], _ => [] };
        state.State = Make(Next(), Texts[step.A % Texts.Length], step.A % 4, chosen, out var written);

        await Ledger.WriteAsync(Grain(step.Row), state, "state");

        Written(step.Row, state);
        facts.AddRange(written.Select(fact => (step.Row, fact.Operation, fact.Directive)));
        foreach (var entry in chosen)
            due[(step.Row, entry.What)] = entry.At;
    }

    private async Task BeStaleAsync(int row, bool clear)
    {
        var state = Stale(row);
        state.State = Make(Next(), "", 1, [new(TestLedger.Noon, "x")], out _);

        var stale = await Assert.ThrowsAsync<InconsistentStateException>(() => clear
            ? Ledger.Storage.ClearStateAsync("state", Grain(row), state)
            : Ledger.WriteAsync(Grain(row), state, "state"));

        Assert.Equal($"{Stored(row).Version}", stale.StoredEtag);
    }

    /// <summary>Several with the same version in their hands, of which one may clear: one of them wins.</summary>
    private async Task RaceAsync(StorageStep step)
    {
        var racers = new List<(GrainState<OfficerDirectiveState> State, bool Clears, (string, string?)[] Facts)>();
        for (var i = 0; i < 2 + step.A % 3; i++)
        {
            var state = Copy(await HeldAsync(step.Row));
            var clears = i == 0 && step.B % 4 == 0;
            (string, string?)[] written = [];
            if (!clears)
                state.State = Make(Next(), "", 1, [], out written);
            racers.Add((state, clears, written));
        }

        var outcomes = await Task.WhenAll(racers.Select(racer => GrainStorageTests.Try(() => racer.Clears
            ? Ledger.Storage.ClearStateAsync("state", Grain(step.Row), racer.State)
            : Ledger.WriteAsync(Grain(step.Row), racer.State, "state"))));

        var winner = racers[Assert.Single(Enumerable.Range(0, racers.Count), i => outcomes[i] is null)];
        Assert.All(outcomes.Where(outcome => outcome is not null), outcome => Assert.IsType<InconsistentStateException>(outcome));
        if (winner.Clears)
        {
            held[step.Row] = winner.State;
            Cleared(step.Row);
            return;
        }

        Written(step.Row, winner.State);
        await AppendAnyOrderAsync([(step.Row, winner.Facts)]);
    }

    /// <summary>The storage stops while writes are on their way: each has taken place, or was refused as not written.</summary>
    private async Task StopUnderWayAsync()
    {
        var asked = new List<(int Row, GrainState<OfficerDirectiveState> State, (string, string?)[] Facts)>();
        for (var row = 0; row < Rows; row++)
        {
            var state = Copy(await HeldAsync(row));
            state.State = Make(Next(), "", 1, [], out var written);
            asked.Add((row, state, written));
        }

        var writes = asked.ConvertAll(write => GrainStorageTests.Try(() => Ledger.WriteAsync(Grain(write.Row), write.State, "state")));
        await Ledger.DisposeAsync();
        var outcomes = await Task.WhenAll(writes);
        Ledger = await StartAsync(database, settings);

        Assert.All(outcomes, outcome => Assert.True(outcome is null or LedgerUnavailableException { OutcomeUnknown: false }, $"Unexpected: {outcome}"));
        var done = asked.Where((_, i) => outcomes[i] is null).ToList();
        foreach (var (row, state, _) in done)
            Written(row, state);
        await AppendAnyOrderAsync([.. done.Select(write => (write.Row, write.Facts))]);
    }

    private async Task RemoveDueAsync(StorageStep step)
    {
        var at = due.GetValueOrDefault((step.Row, "x"), TestLedger.Noon);
        var removed = new DueRow(step.B % 3 == 0 ? at.AddMicroseconds(1) : at, "officer", Grain(step.Row).Key.ToString()!, "x");
        await Ledger.Due.RemoveAsync(removed, default);
        if (step.B % 3 != 0)
            due.Remove((step.Row, "x"));
    }

    private OfficerDirectiveState Make(string operation, string reason, int factCount, ImmutableArray<DueEntry> falls, out (string Operation, string? Directive)[] written)
    {
        var name = new LocalText("Ayesha Khan", "عائشہ خان");
        written = [.. Enumerable.Range(0, factCount).Select(i => (factCount == 1 ? operation : $"{i}.{operation}", Directives[(operations + i) % Directives.Length]))];
        return new OfficerDirectiveState
        {
            Acts = [new StoredAct(Standing.Declined, TestLedger.Noon, "p-1", name, 1, reason, operation)],
            Facts = [.. written.Select(fact => new Opened(1, 1, "p-1", name, fact.Operation) { Directive = fact.Directive, At = TestLedger.Noon })],
            Due = falls,
        };
    }

    private void Written(int row, GrainState<OfficerDirectiveState> state)
    {
        stored[row] = (Stored(row).Version + 1, state.State!.Acts[0].Operation, state.State.Acts[0].Reason);
        held[row] = state;
        Assert.Equal(Text(Stored(row).Version), state.ETag);
        Assert.True(state.RecordExists && state.State.Facts.IsEmpty && state.State.Due.IsEmpty, $"{Grain(row)} was written and still has its facts");
    }

    private void Cleared(int row)
    {
        stored[row] = (Stored(row).Version + 1, null, null);
        Assert.Equal((Text(Stored(row).Version), false, 0), (held[row].ETag, held[row].RecordExists, held[row].State!.Acts.Length));
    }

    private GrainState<OfficerDirectiveState> Stale(int row) => new(new OfficerDirectiveState())
    {
        ETag = Stored(row).Version switch { 0 => "5", 1 => null, var version => Text(version - 1) },
    };

    private static GrainState<OfficerDirectiveState> Copy(GrainState<OfficerDirectiveState> state) =>
        new(state.State!, state.ETag) { RecordExists = state.RecordExists };

    private async Task<GrainState<OfficerDirectiveState>> HeldAsync(int row) =>
        held.TryGetValue(row, out var state) ? state : held[row] = await Ledger.ReadAsync(Grain(row), "state");

    private (long Version, string? Operation, string? Reason) Stored(int row) => stored.GetValueOrDefault(row);

    private GrainId Grain(int row) => GrainId.Create("officer", $"{run}/{row}");

    private string Next() => $"{run}-{operations++}";

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
