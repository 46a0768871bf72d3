using System.Collections.Concurrent;

namespace Directives.Gateway;

/// <summary>
/// Which organogram is in force, for the many who must not ask the registry each time. From before an import of this
/// gateway is committed on, nothing older is told; another gateway's import is seen within a second.
/// </summary>
internal sealed class OrganogramVersion(IClusterClient cluster, ProductClock time)
{
    /// <summary>Departments whose place is remembered; past it all are forgotten and asked again.</summary>
    private const int MaxKept = 200_000;
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, DepartmentPlace> places = new(StringComparer.Ordinal);

    /// <summary>How often departments were forgotten, many of them counted together.</summary>
    private readonly int[] changes = new int[1_024];
    private readonly Lock gate = new();
    private volatile Known? known;
    private int forgotten;
    private int changing;

    public ValueTask<RegistryVersions> GetAsync() =>
        known is { } current && time.GetElapsedTime(current.At) < MaxAge ? new(current.Versions) : new(AskAsync());

    /// <summary>
    /// A department's place in the organogram in force, or in the one that is being established where it has it already.
    /// Null for one that is in neither, or not any more.
    /// </summary>
    public async ValueTask<DepartmentPlace?> FindAsync(string department)
    {
        var versions = await GetAsync();
        if (places.TryGetValue(department, out var remembered) && remembered.RegistryVersion >= versions.Latest)
            return remembered;
        var asked = Volatile.Read(ref ChangesOf(department));
        if (await cluster.GetGrain<IDepartmentGrain>(department).GetPlace() is not { Abolished: false } place || place.RegistryVersion < versions.InForce)
            return null;

        if (places.Count >= MaxKept)
            places.Clear();
        places[department] = place;
        // It may have been forgotten between the question and here: then this is how it was before.
        if (Volatile.Read(ref ChangesOf(department)) != asked)
            places.TryRemove(department, out _);
        return place;
    }

    /// <summary>The version of a post's department; 0 where it is not known, so that whoever remembers it asks again.</summary>
    public async ValueTask<long> VersionOfAsync(string post) =>
        PostId.TryParse(post, out var department, out _) && await FindAsync(department) is { } place ? place.Version : 0;

    /// <summary>Another person may hold a post of the department, or a directive may be served there in another way.</summary>
    public void Forget(string department)
    {
        Interlocked.Increment(ref ChangesOf(department));
        places.TryRemove(department, out _);
    }

    /// <summary>An import may be committed: until the end of it the registry is asked each time.</summary>
    public IDisposable Change()
    {
        Forget(1);
        return new Ending(this);
    }

    /// <summary>The organogram in force may be another.</summary>
    public void Forget() => Forget(0);

    private ref int ChangesOf(string department) => ref changes[(uint)department.GetHashCode(StringComparison.Ordinal) % changes.Length];

    private void Forget(int began)
    {
        lock (gate)
        {
            forgotten++;
            changing += began;
            known = null;
        }
    }

    private async Task<RegistryVersions> AskAsync()
    {
        var (asked, at) = (Volatile.Read(ref forgotten), time.GetTimestamp());
        var versions = await cluster.GetGrain<IRegistryGrain>(IRegistryGrain.Key).GetVersions();
        lock (gate)
        {
            if (asked == forgotten && changing == 0)
                known = new Known(versions, at);
        }

        return versions;
    }

    private sealed record Known(RegistryVersions Versions, long At);

    private sealed class Ending(OrganogramVersion organogram) : IDisposable
    {
        public void Dispose() => organogram.Forget(-1);
    }
}
