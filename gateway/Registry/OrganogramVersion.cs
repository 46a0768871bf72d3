namespace Directives.Gateway;

/// <summary>
/// Which organogram is in force, for the many who must not ask the registry each time. Another gateway's import is seen
/// within a second, this one's at once.
/// </summary>
internal sealed class OrganogramVersion(IClusterClient cluster, TimeProvider time)
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);
    private volatile Known? known;

    /// <summary>0 before the first import.</summary>
    public async ValueTask<long> GetAsync()
    {
        if (known is { } current && time.GetElapsedTime(current.At) < MaxAge)
            return current.Version;

        var at = time.GetTimestamp();
        var status = await cluster.GetGrain<IRegistryGrain>(IRegistryGrain.Key).GetStatus();
        known = new Known(status.Version, at);
        return status.Version;
    }

    /// <summary>A department's place in the organogram in force. Null for one that it does not have, or has no more.</summary>
    public async Task<DepartmentPlace?> FindAsync(string department) =>
        await cluster.GetGrain<IDepartmentGrain>(department).GetPlace() is { } place && place.RegistryVersion >= await GetAsync() ? place : null;

    public void Forget() => known = null;

    private sealed record Known(long Version, long At);
}
