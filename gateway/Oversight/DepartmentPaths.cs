using System.Collections.Concurrent;

namespace Directives.Gateway;

/// <summary>Which departments are in a subtree. Paths are kept for as long as the organogram stays as it is.</summary>
internal sealed class DepartmentPaths(IClusterClient cluster, OrganogramVersion organogram)
{
    private const int MaxKept = 200_000;
    private volatile Generation kept = new(0);

    /// <summary>Drops what is known of an earlier organogram; asked for once for each batch of facts.</summary>
    public async Task RefreshAsync()
    {
        var version = (await organogram.GetAsync()).InForce;
        if (version != kept.Version)
            kept = new Generation(version);
    }

    public async ValueTask<bool> IsWithinAsync(string department, string subtree)
    {
        if (department == subtree)
            return true;

        var paths = kept.Paths;
        if (!paths.TryGetValue(department, out var path))
        {
            path = (await cluster.GetGrain<IDepartmentGrain>(department).GetPlace())?.Path ?? [];
            if (paths.Count >= MaxKept)
                paths.Clear();
            paths[department] = path;
        }

        return path.Contains(subtree);
    }

    private sealed class Generation(long version)
    {
        public long Version { get; } = version;

        public ConcurrentDictionary<string, ImmutableArray<string>> Paths { get; } = new(StringComparer.Ordinal);
    }
}
