using Microsoft.Data.Sqlite;

namespace Directives.Silo.Storage.Sqlite;

/// <summary>The ledger in one SQLite file, for one process on one machine.</summary>
internal sealed class SqliteLedgerDatabase : ILedgerDatabase
{
    private readonly string path;
    private FileStream? claim;

    public SqliteLedgerDatabase(string path)
    {
        this.path = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(this.path)!);
    }

    public void Migrate(DateTimeOffset now) => Migrate(now, Migration.For("sqlite"));

    /// <summary>Takes all steps in one transaction, so that one that fails leaves none.</summary>
    public void Migrate(DateTimeOffset now, IReadOnlyList<Migration> steps)
    {
        using var connection = Open(readOnly: false);
        using var transaction = connection.BeginTransaction(deferred: false);
        connection.Run("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, name TEXT NOT NULL, at INTEGER NOT NULL) STRICT");
        var version = (int)connection.Number("SELECT coalesce(max(version), 0) FROM schema_version");
        foreach (var step in Migration.After(version, steps))
        {
            connection.Run(step.Sql);
            connection.Run(
                "INSERT INTO schema_version (version, name, at) VALUES ($version, $name, $at)",
                ("$version", step.Version), ("$name", step.Name), ("$at", LedgerTime.ToMicros(now)));
        }

        transaction.Commit();
    }

    public ILedgerWriter OpenWriter(ChainClaim chain)
    {
        Claim(chain.Chain);
        var connection = Open(readOnly: false);
        try
        {
            return new SqliteLedgerWriter(connection, chain);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public ILedgerReader OpenReader() => new SqliteLedgerReader(Open(readOnly: true));

    public void Dispose() => claim?.Dispose();

    /// <summary>Holds a lock file while this process lives, however it ends.</summary>
    private void Claim(int chain)
    {
        if (claim is not null)
            return;
        try
        {
            claim = new FileStream($"{path}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            using var reader = OpenReader();
            throw new ChainHeldException(
                $"{path} is in use by another process ({((SqliteLedgerReader)reader).ReadOwner(chain) ?? "starting"}), which holds {path}.lock. One process at a time can write an SQLite ledger.",
                exception);
        }
    }

    private SqliteConnection Open(bool readOnly)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Cache = SqliteCacheMode.Private,
            Pooling = false,
        }.ConnectionString);
        try
        {
            connection.Open();
            connection.Run(readOnly
                ? "PRAGMA query_only = ON; PRAGMA cache_size = -16384"
                : "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4000");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
