using System.Collections.Concurrent;
using System.Collections.Immutable;
using Directives.Grains;
using Orleans;

namespace Directives.Gateway.Web;

/// <summary>
/// Which departments a person heads: from the organogram, read once for each version of it, and from the departments in which
/// charge has changed hands since.
/// </summary>
internal sealed class Headships(IClusterClient cluster, OrganogramVersion organogram)
{
    private const int AtATime = 64;

    /// <summary>Departments that have changed; past it the organogram is read again.</summary>
    private const int MaxChanged = 10_000;

    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<string, bool> changed = new(StringComparer.Ordinal);
    private long version;
    private Task<ILookup<string, string>> byPerson = Task.FromResult(Enumerable.Empty<string>().ToLookup(_ => ""));

    /// <summary>The highest in the hierarchy first.</summary>
    public async Task<ImmutableArray<string>> OfAsync(string person)
    {
        var status = await cluster.GetGrain<IRegistryGrain>(IRegistryGrain.Key).GetStatus();
        Task<ILookup<string, string>> reading;
        lock (gate)
        {
            if (status.Root is not null && (version != status.Version || byPerson.IsFaulted || changed.Count > MaxChanged))
            {
                changed.Clear();
                (version, byPerson) = (status.Version, ReadAsync(status.Root));
            }

            reading = byPerson;
        }

        var headed = new List<DepartmentPlace>();
        foreach (var department in (await reading)[person].Union(changed.Keys))
        {
            if (await organogram.FindAsync(department) is { } place && HeadOf(place) == person)
                headed.Add(place);
        }

        return [.. headed.OrderBy(place => place.Path.Length).Select(place => place.Id)];
    }

    /// <summary>Charge of a post of the department may have changed hands.</summary>
    public void Change(string department) => changed[department] = true;

    private async Task<ILookup<string, string>> ReadAsync(string root)
    {
        var heads = new List<(string Person, string Department)>();
        var level = new List<string> { root };
        while (level.Count > 0)
        {
            var below = new List<string>();
            foreach (var some in level.Chunk(AtATime))
            {
                foreach (var place in await Task.WhenAll(some.Select(id => cluster.GetGrain<IDepartmentGrain>(id).GetPlace())))
                {
                    if (place is null)
                        continue;
                    below.AddRange(place.Children.Select(child => child.Id));
                    if (HeadOf(place) is { } person)
                        heads.Add((person, place.Id));
                }
            }

            level = below;
        }

        return heads.ToLookup(head => head.Person, head => head.Department, StringComparer.Ordinal);
    }

    private static string? HeadOf(DepartmentPlace place) =>
        place.Roster.FirstOrDefault(post => PostId.Of(place.Id, post.Seat) == place.HeadPost)?.Incumbent?.Person;
}
