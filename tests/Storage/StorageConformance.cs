using System.Collections.Immutable;
using Directives.Grains;
using Directives.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Data.Sqlite;

namespace Directives.Tests.Storage;

public sealed class SqliteConformanceTests() : StorageConformance(TestDatabase.Sqlite);

public sealed class PostgresConformanceTests() : StorageConformance(TestDatabase.Postgres);

/// <summary>
/// What every database that the ledger is kept in has to do: whatever is asked of it, alone or at once, with rows that
/// are stale or refused among them and with stops in between, it answers as <see cref="StorageModel"/> does.
/// </summary>
public abstract class StorageConformance(string provider)
{
    [Fact]
    public void Storage_AnyOperations_AnswersAsTheModel()
    {
        using var database = Prepared();
        var run = 0;
        Always.Holds(
            from steps in StorageStep.Any.Lists(40)
            from settings in StorageSettings.Any
            select (Settings: settings, Steps: steps),
            script => Always.Smaller(script.Steps, StorageStep.Smaller).Select(steps => (script.Settings, steps)),
            script => Play(database, ++run, script.Settings, script.Steps),
            runs: 25,
            size: 40);
    }

    /// <summary>Many writers of one grain, each with what it read last: of those that read a version one makes the next.</summary>
    [Fact]
    public void Write_RacingForOneGrain_OneWinsEachVersion()
    {
        using var database = Prepared();
        var run = 0;
        Always.Holds(
            from writers in Gen.Choose(2, 5)
            from rounds in Gen.Choose(1, 6)
            select (Writers: writers, Rounds: rounds),
            race => [(2, race.Rounds), (race.Writers, 1)],
            race => Wait(() => RaceAsync(database, ++run, race.Writers, race.Rounds)),
            runs: 8);
    }

    /// <summary>Rows that the database refuses, anywhere among good and stale ones of one transaction: only they fail.</summary>
    [Fact]
    public void Commit_RefusedRowsAmongGoodOnes_FailAlone()
    {
        using var database = Prepared();
        var run = 0;
        Always.Holds(
            Gen.Frequency((6, Gen.Constant(0)), (1, Gen.Constant(1)), (2, Gen.Constant(2))).Lists(24),
            fates => Always.Smaller(fates),
            fates => Wait(async () =>
            {
                await using var model = await StorageModel.StartAsync(database, ++run, StorageSettings.Default);
                await model.WriteTogetherAsync(fates, held: true);
                await model.CheckAllAsync();
            }),
            runs: 12,
            size: 24);
    }

    private static void Play(TestDatabase database, int run, StorageSettings settings, ImmutableArray<StorageStep> steps) => Wait(async () =>
    {
        await using var model = await StorageModel.StartAsync(database, run, settings);
        foreach (var step in steps)
            await model.TakeAsync(step);
        await model.CheckAllAsync();
    });

    private static async Task RaceAsync(TestDatabase database, int run, int writers, int rounds)
    {
        await using var model = await StorageModel.StartAsync(database, run, StorageSettings.Default);
        var won = await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(() => model.WinAsync(row: 0, writer, rounds))));

        // Each wins so often in the end, and no version is won twice.
        Assert.Equal(Enumerable.Range(1, writers * rounds).Select(version => $"{version}"), won.SelectMany(etags => etags).OrderBy(etag => etag.Length).ThenBy(etag => etag, StringComparer.Ordinal));
        await model.Ledger.VerifyAsync();
    }

    /// <summary>Runs what waits on a thread of the pool, where no test's context can hold it up.</summary>
    private static void Wait(Func<Task> run) => Task.Run(run).InTime("a run of the model").GetAwaiter().GetResult();

    private TestDatabase Prepared()
    {
        var database = TestDatabase.Create(provider);
        Wait(async () => await (await TestLedger.StartAsync(database)).DisposeAsync());
        using var connection = database.Open();
        database.Execute(connection is SqliteConnection
            ? """
              CREATE TRIGGER forbid BEFORE INSERT ON ledger_entry WHEN json_extract(new.payload, '$.operationId') LIKE '%bad'
              BEGIN SELECT raise(ABORT, 'not this one'); END
              """
            : """
              CREATE FUNCTION forbid() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not this one'; END $$;
              CREATE TRIGGER forbid BEFORE INSERT ON ledger_entry FOR EACH ROW WHEN (new.payload LIKE '%bad"%') EXECUTE FUNCTION forbid()
              """);
        return database;
    }
}

public enum StorageAsk
{
    Write,
    WriteStale,
    Clear,
    ClearStale,
    Read,
    Forget,
    Together,
    Race,
    RemoveDue,
    SavePosition,
    ReadLedger,
    ReadDue,
    Restart,
    StopUnderWay,
}

/// <param name="Row">Which of the model's rows.</param>
/// <param name="A">What is written: facts, texts, fates, counts.</param>
/// <param name="B">When and whether something falls due; where reading begins.</param>
internal sealed record StorageStep(StorageAsk Ask, int Row, int A, int B)
{
    public static Gen<StorageStep> Any { get; } =
        from ask in Gen.Frequency(
            (8, Gen.Constant(StorageAsk.Write)), (2, Gen.Constant(StorageAsk.WriteStale)), (2, Gen.Constant(StorageAsk.Clear)),
            (1, Gen.Constant(StorageAsk.ClearStale)), (4, Gen.Constant(StorageAsk.Read)), (2, Gen.Constant(StorageAsk.Forget)),
            (3, Gen.Constant(StorageAsk.Together)), (2, Gen.Constant(StorageAsk.Race)), (2, Gen.Constant(StorageAsk.RemoveDue)),
            (2, Gen.Constant(StorageAsk.SavePosition)), (4, Gen.Constant(StorageAsk.ReadLedger)), (2, Gen.Constant(StorageAsk.ReadDue)),
            (1, Gen.Constant(StorageAsk.Restart)), (1, Gen.Constant(StorageAsk.StopUnderWay)))
        from row in Gen.Choose(0, StorageModel.Rows - 1)
        from a in Gen.Choose(0, 999)
        from b in Gen.Choose(0, 999)
        select new StorageStep(ask, row, a, b);

    public static IEnumerable<StorageStep> Smaller(StorageStep step) =>
        [.. Always.Smaller(step.A).Select(a => step with { A = a }), .. Always.Smaller(step.B).Select(b => step with { B = b })];
}

/// <param name="TailEntries">Entries in memory: none, few, or all.</param>
/// <param name="MaxBatch">Writes of one transaction.</param>
internal sealed record StorageSettings(int TailEntries, int MaxBatch)
{
    public static StorageSettings Default { get; } = new(65_536, 2_048);

    public static Gen<StorageSettings> Any { get; } =
        from tail in Gen.Elements(0, 1, 5, 65_536)
        from batch in Gen.Elements(1, 3, 2_048)
        select new StorageSettings(tail, batch);
}
