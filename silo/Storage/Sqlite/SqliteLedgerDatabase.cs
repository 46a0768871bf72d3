using Microsoft.Data.Sqlite;

namespace Directives.Silo.Storage.Sqlite;

/// <summary>The ledger in one SQLite file, for one process on one machine.</summary>
internal sealed class SqliteLedgerDatabase : ILedgerDatabase
{
    /// <summary>SQLITE_NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, NOTADB.</summary>
    private static readonly int[] CodesOfTheWhole = [7, 8, 10, 11, 13, 14, 26];

    private readonly string path;
    private readonly IReadOnlyList<Migration> steps;
    private FileStream? claim;

    /// <param name="steps">The steps of the tables; the program's own unless given.</param>
    public SqliteLedgerDatabase(string path, IReadOnlyList<Migration>? steps = null)
    {
        this.path = Path.GetFullPath(path);
        this.steps = steps ?? Migration.For("sqlite");
    }

    public int CurrentVersion => steps.Count;

    public int ReadVersion()
    {
        if (!File.Exists(path))
            return 0;
        using var connection = Open(readOnly: true);
        return SqliteSchema.ReadVersion(connection, steps);
    }

    public ILedgerWriter OpenWriter(ChainClaim chain)
    {
        if (claim is null)
            Claim(chain.Chain);
        var connection = Open(readOnly: false);
        try
        {
            return new SqliteLedgerWriter(connection, chain, steps);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public ILedgerReader OpenReader() => new SqliteLedgerReader(Open(readOnly: true));

    public bool ConcernsAllWrites(Exception error) => error is SqliteException { SqliteErrorCode: var code } && CodesOfTheWhole.Contains(code);

    public void Dispose() => claim?.Dispose();

    /// <summary>Holds a lock file while this process lives, however it ends.</summary>
    private void Claim(int chain)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var version = ReadVersion();
        try
        {
            claim = new FileStream($"{path}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new ChainHeldException(
                $"{path} is in use by another process ({(version == 0 ? null : ReadOwner(chain)) ?? "starting"}), which holds {path}.lock. One process at a time can write an SQLite ledger.",
                exception);
        }
    }

    /// <summary>Who took a chain last; null where nobody has.</summary>
    private string? ReadOwner(int chain)
    {
        using var connection = Open(readOnly: true);
        using var command = connection.Prepare("SELECT owner FROM chain WHERE id = $c", "$c");
        return command.With(chain).ExecuteScalar() as string;
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
