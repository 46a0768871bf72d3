using System.Collections.Concurrent;

namespace Directives.Gateway;

/// <summary>
/// Which organogram is in force, for the many who must not ask the registry each time. Another gateway's import is seen
/// within a second, this one's at once.
/// </summary>
internal sealed class OrganogramVersion(IClusterClient cluster, TimeProvider time)
{
    /// <summary>Departments whose place is remembered; past it all are forgotten and asked again.</summary>
    private const int MaxKept = 200_000;
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, DepartmentPlace> places = new(StringComparer.Ordinal);
    private volatile Known? known;
    private volatile int forgotten;

    /// <summary>0 before the first import.</summary>
    public ValueTask<long> GetAsync() =>
        known is { } current && time.GetElapsedTime(current.At) < MaxAge ? new(current.Version) : new(AskAsync());

    /// <summary>A department's place in the organogram in force. Null for one that it does not have, or has no more.</summary>
    public async ValueTask<DepartmentPlace?> FindAsync(string department)
    {
        var version = await GetAsync();
        if (places.TryGetValue(department, out var remembered) && remembered.RegistryVersion >= version)
            return remembered;
        if (await cluster.GetGrain<IDepartmentGrain>(department).GetPlace() is not { } place || place.RegistryVersion < version)
            return null;

        if (places.Count >= MaxKept)
            places.Clear();
        return places[department] = place;
    }

    public void Forget()
    {
        Interlocked.Increment(ref forgotten);
        known = null;
    }

    private async Task<long> AskAsync()
    {
        var (asked, at) = (forgotten, time.GetTimestamp());
        var status = await cluster.GetGrain<IRegistryGrain>(IRegistryGrain.Key).GetStatus();
        if (asked == forgotten)
            known = new Known(status.Version, at);
        return status.Version;
    }

    private sealed record Known(long Version, long At);
}
