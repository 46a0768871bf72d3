using Directives.Grains;
using Directives.Silo;
using Directives.Silo.Storage;
using Directives.Tests.Support;

namespace Directives.Tests.Storage;

/// <summary>Tables are brought up to date as a whole or not at all, and never taken back.</summary>
public sealed class MigrationTests
{
    public static TheoryData<string> Providers => TestDatabase.Providers;

    /// <summary>Two steps after those of now, of which the second fails half way.</summary>
    [Theory, MemberData(nameof(Providers))]
    public async Task Migrate_StepFailsHalfWay_LeavesNothingOfAnyStep(string provider)
    {
        using var database = OlderDatabase.Restore(provider, 1);
        var (tables, versions) = (Tables(database), Versions(database));
        var now = Migration.For(provider);
        IReadOnlyList<Migration> broken =
        [
            .. now,
            new(now.Count + 1, "good", "CREATE TABLE first_new (id integer PRIMARY KEY); UPDATE chain SET epoch = epoch + 1"),
            new(now.Count + 2, "broken", "CREATE TABLE second_new (id integer PRIMARY KEY); INSERT INTO second_new VALUES (1); INSERT INTO second_new VALUES (1)"),
        ];

        var failure = Assert.Throws<SchemaException>(() => Migrate(database, broken));

        Assert.Contains($"version {now.Count + 2} (broken)", failure.Message, StringComparison.Ordinal);

        Assert.Equal(tables, Tables(database));
        Assert.Equal(versions, Versions(database));
        Assert.Equal(1, database.Scalar<long>("SELECT epoch FROM chain"));

        Migrate(database, [.. broken.SkipLast(1), new(now.Count + 2, "mended", "CREATE TABLE second_new (id integer PRIMARY KEY)")]);
        Assert.Equal(Enumerable.Range(1, now.Count + 2).Select(version => (long)version), Versions(database));
        Assert.Equal(3, database.Scalar<long>("SELECT epoch FROM chain"));

        var refusal = await Assert.ThrowsAsync<SchemaException>(() => TestLedger.StartAsync(database));
        Assert.Contains($"version {now.Count + 2}", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>The first start fails half way: something of the name of one of the tables is there already.</summary>
    [Theory, MemberData(nameof(Providers))]
    public async Task Migrate_FirstStepFailsHalfWay_LeavesNothingAndCanBeTriedAgain(string provider)
    {
        using var database = TestDatabase.Create(provider);
        database.Execute("CREATE TABLE due (another integer)");

        await Assert.ThrowsAsync<SchemaException>(() => TestLedger.StartAsync(database));
        Assert.Equal(["due"], Tables(database));

        database.Execute("DROP TABLE due");
        await using var ledger = await TestLedger.StartAsync(database);
        await ledger.WriteNewAsync(TestLedger.Officer(1), "op-1");
        await ledger.VerifyAsync();
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Migrate_TablesOfANewerProgram_IsRefusedWithBothVersionsAndChangesNothing(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await (await TestLedger.StartAsync(database)).DisposeAsync();
        var newer = Migration.For(provider).Count + 1;
        database.Execute($"INSERT INTO schema_version (version, name, at) VALUES ({newer}, 'future', 0)");
        var epoch = database.Scalar<long>("SELECT epoch FROM chain");

        var refusal = await Assert.ThrowsAsync<SchemaException>(() => TestLedger.StartAsync(database));

        Assert.Contains($"tables of version {newer}", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"up to version {newer - 1}", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("a newer one", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(epoch, database.Scalar<long>("SELECT epoch FROM chain"));
        Assert.Equal(Enumerable.Range(1, newer).Select(version => (long)version), Versions(database));
    }

    /// <summary>A program that knows other tables, which one that runs still writes, is started beside it and takes over.</summary>
    [Theory, MemberData(nameof(Providers))]
    public async Task TakeOver_OwnerIsOfAnOlderProgram_TablesStayAsTheyAreUntilItHasEnded(string provider)
    {
        var now = Migration.For(provider);
        using var database = OlderDatabase.Restore(provider, now.Count - 1);
        using var older = database.OpenLedger([.. now.SkipLast(1)]);
        var owner = older.OpenWriter(Claim);

        var standby = TestLedger.StartAsync(database, ("Standby", "true"));
        Assert.Equal(now.Count - 1, Versions(database).Count);
        var diary = """{"v":1,"entries":[{"directive":"Late 1/2020"}]}"""u8.ToArray();
        owner.Commit(new CommitBatch([new StateWrite(new("department", "late", "diary"), 0, diary, new DiaryState())], TestLedger.Noon), owner.Head);
        Assert.Equal(now.Count - 1, Versions(database).Count);
        owner.Release();
        owner.Dispose();
        older.Dispose();

        await using var ledger = await standby.InTime("the standby takes over");
        Assert.Equal(now.Count, Versions(database).Count);
        Assert.Equal(1, database.Scalar<long>("SELECT count(*) FROM grain_state WHERE grain_key = 'late' AND state_name = 'entry/Late 1/2020'"));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Migrate_AsACommandWhileAnOwnerIsThere_IsRefusedWithWhatToDo(string provider)
    {
        var now = Migration.For(provider);
        using var database = OlderDatabase.Restore(provider, now.Count - 1);
        using (var older = database.OpenLedger([.. now.SkipLast(1)]))
        {
            using var owner = older.OpenWriter(Claim);
            var (refused, _, error) = await MigrateAsync(database);
            owner.Release();

            Assert.Equal((1, now.Count - 1), (refused, Versions(database).Count));
            Assert.Contains("(an older program)", error, StringComparison.Ordinal);
            Assert.Contains("Stop that process first", error, StringComparison.Ordinal);
        }

        Assert.Equal((0, "The schema is up to date.\n", ""), await MigrateAsync(database));
        Assert.Equal(now.Count, Versions(database).Count);

        // What is up to date may have an owner, and the next owner need not wait for that of the command.
        await using var ledger = await TestLedger.StartAsync(database, ("TakeOverWait", "0"));
        Assert.Equal((0, "The schema is up to date.\n", ""), await MigrateAsync(database));
    }

    private static ChainClaim Claim => new(1, "an older program", null, TimeSpan.FromDays(1), TestLedger.Noon);

    private static async Task<(int Code, string Output, string Error)> MigrateAsync(TestDatabase database)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await SchemaMigration.RunAsync(database.Arguments("--Storage:TakeOverWait=0"), output, error);
        return (code, output.ToString(), error.ToString());
    }

    private static void Migrate(TestDatabase database, IReadOnlyList<Migration> steps)
    {
        using var ledger = database.OpenLedger(steps);
        using var writer = ledger.OpenWriter(Claim);
        writer.Release();
    }

    private static IReadOnlyList<long> Versions(TestDatabase database) => database.Column<long>("SELECT version FROM schema_version ORDER BY version");

    private static IReadOnlyList<string?> Tables(TestDatabase database) => database.Column<string>(
        database.Settings["Storage:Provider"] == TestDatabase.Sqlite
            ? "SELECT name FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY 1"
            : """
              SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i')
              UNION ALL SELECT proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1
              """);
}
