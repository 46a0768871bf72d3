using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Directives.Crash.World;

/// <summary>One SQLite file in a folder of its own.</summary>
internal sealed class SqliteStore : IStore
{
    private const string FileName = "directives.db";
    private readonly string home;
    private string folder;

    public SqliteStore(string home) => (this.home, folder) = (home, home);

    public IReadOnlyList<string> Settings => ["Storage:Provider=sqlite", $"Storage:Path={Path.Combine(folder, FileName)}"];

    public string SmallDiskPath => Path.Combine(home, "small");

    public DbConnection Open()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(folder, FileName),
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
        }.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA query_only = ON";
        command.ExecuteNonQuery();
        return connection;
    }

    public Task ReviveAsync(CancellationToken cancellation) => Task.CompletedTask;

    public long SizeOf(string what) => Directory.GetFiles(folder, FileName + "*").Sum(file => new FileInfo(file).Length);

    public Task MoveToAsync(SmallDisk disk, string what, CancellationToken cancellation) => Task.FromResult(Move(disk.Path));

    public Task MoveBackAsync(CancellationToken cancellation) => Task.FromResult(Move(home));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private bool Move(string to)
    {
        foreach (var file in Directory.GetFiles(folder, FileName + "*"))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
            File.Delete(file);
        }

        folder = to;
        return true;
    }
}
