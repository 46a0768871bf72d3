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
    private readonly object gate = new();
    private readonly Thread thread;
    private int rows;
    private bool ended;

    /// <param name="connection">Its own from here on.</param>
    public SqliteCheckpoints(SqliteConnection connection)
    {
        this.connection = connection;
        thread = new Thread(Run) { IsBackground = true, Name = "ledger checkpoint" };
        thread.Start();
    }

    /// <summary>Says that so many rows were committed.</summary>
    public void Committed(int count)
    {
        lock (gate)
        {
            rows += count;
            if (rows >= RowsBetween)
                Monitor.Pulse(gate);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            ended = true;
            Monitor.Pulse(gate);
        }

        thread.Join();
        connection.Dispose();
    }

    private void Run()
    {
        while (WaitForRows())
        {
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

    /// <returns>False once it has ended.</returns>
    private bool WaitForRows()
    {
        lock (gate)
        {
            while (rows < RowsBetween && !ended)
                Monitor.Wait(gate);
            rows = 0;
            return !ended;
        }
    }
}
