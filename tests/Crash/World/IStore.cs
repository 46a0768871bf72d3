using System.Data.Common;

namespace Directives.Crash.World;

/// <summary>The database of the run, which a fault may take away.</summary>
internal interface IStore : IAsyncDisposable
{
    /// <summary>How the gateway is to use it now.</summary>
    IReadOnlyList<string> Settings { get; }

    /// <summary>Where a small disk can be mounted that the database's user can reach.</summary>
    string SmallDiskPath { get; }

    /// <summary>A connection of its own, past every proxy, for the checker.</summary>
    DbConnection Open();

    /// <summary>Starts what has ended.</summary>
    Task ReviveAsync(CancellationToken cancellation);

    /// <summary>Bytes of what the name says.</summary>
    /// <param name="what">data or wal.</param>
    long SizeOf(string what);

    /// <summary>Moves what the name says to a small disk. The gateway does not run meanwhile.</summary>
    /// <param name="what">data or wal.</param>
    Task MoveToAsync(SmallDisk disk, string what, CancellationToken cancellation);

    /// <summary>Moves it back.</summary>
    Task MoveBackAsync(CancellationToken cancellation);
}
