using System.Data.Common;
using Directives.Silo.Storage;
using Directives.Silo.Storage.Postgres;
using Directives.Silo.Storage.Sqlite;
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

        Assert.ThrowsAny<DbException>(() => Migrate(database, broken));

        Assert.Equal(tables, Tables(database));
        Assert.Equal(versions, Versions(database));
        Assert.Equal(1, database.Scalar<long>("SELECT epoch FROM chain"));

        Migrate(database, [.. broken.SkipLast(1), new(now.Count + 2, "mended", "CREATE TABLE second_new (id integer PRIMARY KEY)")]);
        Assert.Equal(Enumerable.Range(1, now.Count + 2).Select(version => (long)version), Versions(database));
        Assert.Equal(2, database.Scalar<long>("SELECT epoch FROM chain"));

        var refusal = await Assert.ThrowsAsync<SchemaException>(() => TestLedger.StartAsync(database));
        Assert.Contains($"version {now.Count + 2}", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>The first start fails half way: something of the name of one of the tables is there already.</summary>
    [Theory, MemberData(nameof(Providers))]
    public async Task Migrate_FirstStepFailsHalfWay_LeavesNothingAndCanBeTriedAgain(string provider)
    {
        using var database = TestDatabase.Create(provider);
        database.Execute("CREATE TABLE due (another integer)");

        await Assert.ThrowsAnyAsync<DbException>(() => TestLedger.StartAsync(database));
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

    private static void Migrate(TestDatabase database, IReadOnlyList<Migration> steps)
    {
        if (database.Settings["Storage:Provider"] == TestDatabase.Sqlite)
        {
            using var sqlite = new SqliteLedgerDatabase(database.Settings["Storage:Path"]!);
            sqlite.Migrate(TestLedger.Noon, steps);
        }
        else
        {
            using var postgres = new PostgresLedgerDatabase(database.Settings["Storage:ConnectionString"]!, 1);
            postgres.Migrate(TestLedger.Noon, steps);
        }
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
