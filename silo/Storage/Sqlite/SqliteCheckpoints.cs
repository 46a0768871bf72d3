using Microsoft.Data.Sqlite;

namespace Directives.Silo.Storage.Sqlite;

/// <summary>
/// Takes what was committed from the write-ahead log into the file, on a thread of its own: a commit that has to do it
/// keeps everybody waiting while thousands of scattered pages are written.
/// </summary>
/// <remarks>Where it falls behind or fails, the commit that finds the log too long does it, as SQLite has it.</remarks>
internal sealed class SqliteCheckpoints : IDisposable
{
    /// <summary>Each puts a page or two into the log.</summary>
    private const int RowsBetween = 256;

    private readonly SqliteConnection connection;
    private readonly AutoResetEvent due = new(initialState: false);
    private readonly Thread thread;
    private volatile bool ended;
    private int rows;

    /// <param name="connection">Its own from here on.</param>
    public SqliteCheckpoints(SqliteConnection connection)
    {
        this.connection = connection;
        thread = new Thread(Run) { IsBackground = true, Name = "ledger checkpoint" };
        thread.Start();
    }

    /// <summary>Says that so many rows were committed. For one thread at a time.</summary>
    public void Committed(int count)
    {
        rows += count;
        if (rows < RowsBetween)
            return;
        rows = 0;
        due.Set();
    }

    public void Dispose()
    {
        ended = true;
        due.Set();
        thread.Join();
        connection.Dispose();
        due.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            due.WaitOne();
            if (ended)
                return;
            try
            {
                connection.Run("PRAGMA wal_checkpoint(PASSIVE)");
            }
            catch (SqliteException)
            {
                // Nothing is lost: the log has it still.
            }
        }
    }
}
