using System.Diagnostics;
using Directives.Grains;
using Directives.Silo.Storage;
using Directives.Tests.Rules;
using Directives.Tests.Support;
using Microsoft.Data.Sqlite;
using Npgsql;
using static Directives.Tests.Relay.Acts;

namespace Directives.Tests.Storage;

/// <summary>
/// Makes the databases of <c>golden/</c>, which later programs have to open: to be kept where DIRECTIVES_GOLDEN names that
/// folder, see the README there, and otherwise only to see that they can be made.
/// </summary>
public sealed class OlderDatabaseMaker : IDisposable
{
    private const string Owner = "process 1 on golden";
    private readonly DirectoryInfo temporary = Directory.CreateTempSubdirectory("directives-golden-");

    public static TheoryData<string> Providers => TestDatabase.Providers;

    [Theory, MemberData(nameof(Providers))]
    public async Task Make_DatabaseOfTheTablesOfNow_IsKept(string provider)
    {
        var folder = Environment.GetEnvironmentVariable("DIRECTIVES_GOLDEN") is { Length: > 0 } kept ? kept : temporary.FullName;
        using var database = TestDatabase.Create(provider);
        await using (var silo = await TestSilo.StartAsync(database, new FakeTimeProvider(Given.Now)))
            await FillAsync(silo);
        database.Execute($"UPDATE chain SET owner = '{Owner}'");

        var path = Path.Combine(folder, $"schema-{Migration.For(provider).Count}.{(provider == TestDatabase.Sqlite ? "sqlite.db" : "postgres.sql")}");
        Assert.False(File.Exists(path), $"{path} is kept for ever");
        if (provider == TestDatabase.Sqlite)
            Copy(database, path);
        else
            await DumpAsync(database, path);
        Assert.InRange(new FileInfo(path).Length, 1, 200 * 1024);
    }

    public void Dispose() => temporary.Delete(recursive: true);

    /// <summary>An organogram in its second version, directives with and without deadlines, a full page of diary, every kind of act.</summary>
    private static async Task FillAsync(TestSilo silo)
    {
        await silo.EstablishAsync(TestOrganogram.Province());
        var order = (await silo.IssueAsync(Given.Draft())).Draft.Number;
        await silo.RestAsync();
        await OpenAndAcknowledgeAsync(silo, "sgad/so-1", "p-3", order);
        await OpenAsync(silo, "law/lo-1", "p-8", order);
        await DeclineAsync(silo, "law/lo-1", "p-8", order);
        await OpenAsync(silo, "sgad-estates/eo-1", "p-4", order);
        await DeclineAsync(silo, "sgad-estates/eo-1", "p-4", order);
        await AcknowledgeAsync(silo, "sgad-estates/eo-1", "p-4", order);
        await OpenAsync(silo, "sgad-procurement/md", "p-5", order);
        await ComplyAsync(silo, "sgad", order);
        await silo.RestAsync();

        await silo.EstablishAsync(TestOrganogram.Province().Add("sgad", "sgad-welfare", TestOrganogram.Post("so-1", 17, "section-officer", "pms", "p-3")), "op-import-2");
        for (var number = 1; number <= DiaryState.PageSize; number++)
            await silo.IssueAsync(Small($"{number}/2020"));
        await silo.RestAsync();
        await OpenAndAcknowledgeAsync(silo, "punjab/cs", "p-1", "7/2020");
        await silo.IssueAsync((DirectiveDraft)StoredSamples.Sparse["draft"] with { Number = "LHR 17/2020", Jurisdiction = "lahore-division" });
        await silo.RestAsync();
        await OpenAndAcknowledgeAsync(silo, "kasur-district/dc", "p-18", "LHR 17/2020");
        await ComplyAsync(silo, "kasur-district", "LHR 17/2020");
        await silo.RestAsync();
    }

    private static DirectiveDraft Small(string number) => (DirectiveDraft)StoredSamples.Sparse["draft"] with
    {
        Number = number,
        Audience = Given.Rule(Given.Action(Given.Posts("punjab/cs"))),
    };

    private static void Copy(TestDatabase database, string path)
    {
        database.Execute("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");
        SqliteConnection.ClearAllPools();
        File.Copy(database.Settings["Storage:Path"]!, path);
    }

    /// <summary>What <c>pg_dump</c> says, without the settings of its session.</summary>
    private static async Task DumpAsync(TestDatabase database, string path)
    {
        var settings = new NpgsqlConnectionStringBuilder(database.Settings["Storage:ConnectionString"]);
        var start = new ProcessStartInfo(PostgresServer.Tool("pg_dump")) { RedirectStandardOutput = true };
        foreach (var argument in (string[])["-h", settings.Host!, "-U", settings.Username!, "--no-owner", "--no-privileges", "--inserts", "--rows-per-insert=50", settings.Database!])
            start.ArgumentList.Add(argument);
        using var dump = Process.Start(start)!;
        var text = await dump.StandardOutput.ReadToEndAsync().InTime("pg_dump");
        dump.EndInTime(() => "pg_dump");
        Assert.Equal(0, dump.ExitCode);
        string[] session = ["--", "SET ", "SELECT pg_catalog.set_config", "\\"];
        var lines = text.Split('\n').Where(line => line.Length > 0 && !session.Any(start => line.StartsWith(start, StringComparison.Ordinal)));
        await File.WriteAllTextAsync(path, string.Join('\n', lines) + "\n");
    }
}
