using Directives.Silo.Storage;
using Directives.Silo.Storage.Postgres;
using Directives.Silo.Storage.Sqlite;
using Directives.Tests.Support;

namespace Directives.Tests.Storage;

internal static class LedgerDatabases
{
    /// <summary>A test database as a process has it that has not started yet.</summary>
    /// <param name="steps">The tables that its program knows; those of now unless given.</param>
    public static ILedgerDatabase OpenLedger(this TestDatabase database, IReadOnlyList<Migration>? steps = null, TimeProvider? time = null) =>
        database.Settings["Storage:Provider"] == TestDatabase.Sqlite
            ? new SqliteLedgerDatabase(database.Settings["Storage:Path"]!, steps)
            : new PostgresLedgerDatabase(database.Settings["Storage:ConnectionString"]!, 1, time ?? TimeProvider.System, steps);

    /// <summary>What a command line says to use it.</summary>
    public static string[] Arguments(this TestDatabase database, params string[] more) =>
        [.. database.Settings.Select(setting => $"--{setting.Key}={setting.Value}"), .. more];
}
