using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Directives.Tests.Support;

/// <summary>An empty database of one kind, gone when disposed of.</summary>
public abstract class TestDatabase : IDisposable
{
    public const string Sqlite = "sqlite";
    public const string Postgres = "postgres";

    /// <summary>The kinds, for <c>[MemberData]</c>.</summary>
    public static TheoryData<string> Providers => [Sqlite, Postgres];

    /// <summary>What a configuration says to use it: section <c>Storage</c>.</summary>
    public abstract IReadOnlyDictionary<string, string?> Settings { get; }

    public static TestDatabase Create(string provider) => provider switch
    {
        Sqlite => new SqliteTestDatabase(),
        Postgres => new PostgresTestDatabase(PostgresServer.Shared),
        _ => throw new ArgumentException($"There is no provider {provider}.", nameof(provider)),
    };

    /// <summary>A database on a server of the test's own.</summary>
    public static TestDatabase Create(PostgresServer server) => new PostgresTestDatabase(server);

    /// <summary>A connection of its own to look behind the storage, or to tamper with what it keeps.</summary>
    public abstract DbConnection Open();

    /// <summary>Runs a statement.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Execute(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements are the tests' own.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteNonQuery();
    }

    /// <summary>The first column of the first row; the default where there is none or it is null.</summary>
    public T? Scalar<T>(string sql) => Column<T>(sql) is [var first, ..] ? first : default;

    /// <summary>The first column of all rows.</summary>
    public IReadOnlyList<T?> Column<T>(string sql)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements are the tests' own.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var rows = command.ExecuteReader();
        var values = new List<T?>();
        while (rows.Read())
            values.Add(rows.IsDBNull(0) ? default : (T)Convert.ChangeType(rows.GetValue(0), typeof(T), CultureInfo.InvariantCulture));
        return values;
    }

    /// <summary>Keeps everybody else from committing until it is disposed of, so that writes wait for each other.</summary>
    public IDisposable Hold() => new HeldDatabase(Open());

    public abstract void Dispose();

    private sealed class SqliteTestDatabase : TestDatabase
    {
        private readonly string folder = Directory.CreateTempSubdirectory("directives-db-").FullName;

        public override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
        {
            ["Storage:Provider"] = Sqlite,
            ["Storage:Path"] = File,
        };

        private string File => Path.Combine(folder, "directives.db");

        public override DbConnection Open()
        {
            var connection = new SqliteConnection($"Data Source={File};Pooling=False");
            connection.Open();
            return connection;
        }

        public override void Dispose() => Directory.Delete(folder, recursive: true);
    }

    private sealed class PostgresTestDatabase(PostgresServer server) : TestDatabase
    {
        private readonly string connectionString = server.CreateDatabase();

        public override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
        {
            ["Storage:Provider"] = Postgres,
            ["Storage:ConnectionString"] = connectionString,
        };

        public override DbConnection Open()
        {
            var connection = new NpgsqlConnection($"{connectionString};Pooling=false");
            connection.Open();
            return connection;
        }

        /// <summary>Nothing: it goes with the server, and to drop it would cost a checkpoint.</summary>
        public override void Dispose()
        {
        }
    }

    private sealed class HeldDatabase : IDisposable
    {
        private readonly DbConnection connection;

        public HeldDatabase(DbConnection connection)
        {
            this.connection = connection;
            Execute(connection is SqliteConnection ? "BEGIN IMMEDIATE" : "BEGIN; LOCK TABLE chain IN EXCLUSIVE MODE");
        }

        public void Dispose()
        {
            Execute("ROLLBACK");
            connection.Dispose();
        }

        private void Execute(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }
}
