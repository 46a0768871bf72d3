using System.Runtime.CompilerServices;

namespace Directives.Gateway;

/// <summary>What a watcher of a subtree is told.</summary>
/// <param name="Position">Give it as <c>after</c> to resume.</param>
/// <param name="Events">The facts of the subtree since the last update, in order; none in the first one.</param>
/// <param name="Compliance">The counts with these facts, and with any that came since.</param>
internal sealed record WatchUpdate(LedgerPosition Position, ImmutableArray<V1.Event> Events, V1.Compliance Compliance);

/// <summary>A watcher asked to resume where this ledger has nothing.</summary>
internal sealed class PositionUnknownException(string position)
    : Exception($"This ledger has no position {position}; begin again without one.");

/// <summary>
/// Follows a directive in a subtree, for the API and the dashboard. A watcher reads the ledger onward from its own
/// position, a page at a time and only as far as the relay has come, so that a slow one holds nothing.
/// </summary>
internal sealed class DirectiveFeed(
    IClusterClient cluster, ILedger ledger, IRelayProgress relay, ComplianceReader compliance, DepartmentPaths paths, ProductClock time)
{
    private const int PageSize = 500;
    private const int MaxUpdateBytes = 1024 * 1024;

    /// <summary>The least time between two updates: facts that come closer together are told together.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);
    private int watchers;
    private long told;

    /// <summary>How many watch now.</summary>
    public int Watchers => Volatile.Read(ref watchers);

    /// <summary>How many facts were handed to watchers, each counted as often as it was.</summary>
    public long Told => Interlocked.Read(ref told);

    /// <param name="department">Empty for the directive's jurisdiction.</param>
    /// <param name="after">The position of the last update seen; empty to begin with now.</param>
    /// <exception cref="RefusedException">
    /// NotFound; NotAllowedNow (NOT_ADDRESSED); InvalidArgument for what is no position.
    /// </exception>
    /// <exception cref="PositionUnknownException">The position is beyond the ledger or of another one.</exception>
    public async IAsyncEnumerable<WatchUpdate> WatchAsync(
        string directive, string department, string after, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var place = Enter();
        var issued = await cluster.GetGrain<IDirectiveGrain>(directive).Get()
            ?? throw RefusedException.NotFound($"directive {directive}");
        var subtree = department.Length == 0 ? issued.Draft.Jurisdiction : department;
        var position = Start(after);
        yield return new WatchUpdate(position, [], await CountAsync(issued, subtree, position, cancellation));

        while (true)
        {
            await relay.WaitAsync(position with { Number = position.Number + 1 }, cancellation);
            var page = await ReadAsync(issued, subtree, position, cancellation);
            position = page.Position;
            // An amendment has deadlines of its own.
            if (page.Events.Any(told => told.Kind == nameof(Amended)))
                issued = await cluster.GetGrain<IDirectiveGrain>(directive).Get() ?? issued;
            Interlocked.Add(ref told, page.Events.Length);
            if (!page.Events.IsEmpty)
                yield return new WatchUpdate(position, page.Events, await CountAsync(issued, subtree, position, cancellation));
            if (!page.HasMore)
                await Task.Delay(Pace, time, cancellation);
        }
    }

    /// <summary>Counts with every fact up to a position, also while the relay counts some of them again.</summary>
    private async Task<V1.Compliance> CountAsync(
        IssuedDirective issued, string subtree, LedgerPosition position, CancellationToken cancellation)
    {
        while (true)
        {
            await relay.WaitAsync(position, cancellation);
            var counts = await compliance.GetAsync(issued, subtree);
            if (relay.Position.Number >= position.Number)
                return counts;
        }
    }

    private LedgerPosition Start(string after)
    {
        if (after.Length == 0)
            return relay.Position;
        if (!LedgerPosition.TryParse(after, out var position))
            throw RefusedException.Field("after", "must be a position that a watch gave, or empty to begin with now");
        var head = ledger.Head;
        return position.Chain == head.Chain && position.Number <= head.Number ? position : throw new PositionUnknownException(after);
    }

    /// <summary>The next facts of the subtree that the relay has passed.</summary>
    private async Task<Page> ReadAsync(IssuedDirective issued, string subtree, LedgerPosition after, CancellationToken cancellation)
    {
        var passed = relay.Position;
        if (passed.Number < after.Number)
            return new Page(after, [], false);
        var entries = await ledger.ReadAsync(after, PageSize, issued.Draft.Number, cancellation);
        var whole = subtree == issued.Draft.Jurisdiction;
        if (!whole)
            await paths.RefreshAsync();

        var events = ImmutableArray.CreateBuilder<V1.Event>();
        var bytes = 0;
        foreach (var entry in entries)
        {
            if (entry.Position.Number > passed.Number)
                return new Page(passed, events.ToImmutable(), false);
            if (bytes >= MaxUpdateBytes)
                return new Page(after, events.ToImmutable(), true);
            after = entry.Position;
            if (!whole && entry.Department() is { } department && !await paths.IsWithinAsync(department, subtree))
                continue;
            var told = entry.ToEvent();
            bytes += told.CalculateSize();
            events.Add(told);
        }

        var full = entries.Count == PageSize;
        return new Page(full ? after : passed, events.ToImmutable(), full);
    }

    private WatcherPlace Enter()
    {
        Interlocked.Increment(ref watchers);
        return new WatcherPlace(this);
    }

    /// <param name="Position">There are no other facts of the subtree up to here.</param>
    /// <param name="HasMore">The ledger may have more that the relay has passed.</param>
    private readonly record struct Page(LedgerPosition Position, ImmutableArray<V1.Event> Events, bool HasMore);

    private sealed class WatcherPlace(DirectiveFeed feed) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref feed.watchers);
    }
}
