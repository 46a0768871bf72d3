using Phase = Directives.V1.ImportProgress.Types.Phase;

namespace Directives.Gateway;

/// <summary>Hands an organogram to the registry in parts, commits it, and follows it until it is in force.</summary>
internal sealed class OrganogramStore(IClusterClient cluster, ILedger ledger, IRelayProgress relay, TimeProvider time)
{
    public const int MaxPartDepartments = 200;

    /// <summary>Parts are bounded by posts too, since a department can have 2,000.</summary>
    private const int MaxPartPosts = 4_000;

    /// <summary>How often the progress of the relay is looked at for the caller to see.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    private IRegistryGrain Registry => cluster.GetGrain<IRegistryGrain>(IRegistryGrain.Key);

    /// <summary>What an import would lead to.</summary>
    public async Task<V1.ImportResult> TryAsync(Organogram organogram, string digest)
    {
        var status = await Registry.GetStatus();
        return ToResult(organogram, status.Version, status.Digest == digest);
    }

    /// <returns>Once the organogram is in force.</returns>
    public async Task<V1.ImportResult> StoreAsync(
        Organogram organogram, string digest, string operationId, string by, ImportProgress progress, CancellationToken cancellation)
    {
        var ticket = await Registry.Begin(operationId, digest, cancellation);
        var version = ticket.Version;
        if (ticket.Done is null)
        {
            var parts = Divide(organogram.Places);
            await StageAsync(version, parts, progress, organogram.Places.Length, cancellation);
            await Registry.Commit(ToCommit(organogram, digest, operationId, by, version, parts.Count), cancellation);
            await FollowAsync(version, parts, progress, organogram.Places.Length, cancellation);
        }
        else if ((await Registry.GetStatus()).Version < version)
        {
            await relay.WaitAsync(ledger.Head, cancellation);
        }

        return ToResult(organogram, version, ticket is { Done: not null, IsRepeat: false });
    }

    private async Task StageAsync(
        long version, List<ImmutableArray<DepartmentPlace>> parts, ImportProgress progress, int total, CancellationToken cancellation)
    {
        var done = 0;
        for (var part = 0; part < parts.Count; part++)
        {
            ImmutableArray<DepartmentPlace> numbered = [.. parts[part].Select(place => place with { RegistryVersion = version })];
            await Registry.Stage(version, part, numbered, cancellation);
            await progress.TellAsync(Phase.Storing, done += numbered.Length, total);
        }
    }

    /// <summary>From the commit on the relay establishes it by itself; this only watches.</summary>
    private async Task FollowAsync(
        long version, List<ImmutableArray<DepartmentPlace>> parts, ImportProgress progress, int total, CancellationToken cancellation)
    {
        var established = relay.WaitAsync(ledger.Head, cancellation);
        while (!established.IsCompleted)
        {
            var status = await Registry.GetStatus();
            var done = status.Version >= version ? total : parts.Take(status.EstablishedParts).Sum(part => part.Length);
            await progress.TellAsync(Phase.Establishing, done, total);
            using var looking = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            await Task.WhenAny(established, Task.Delay(Look, time, looking.Token));
            await looking.CancelAsync();
        }

        await established;
        await progress.TellAsync(Phase.Establishing, total, total);
    }

    private static List<ImmutableArray<DepartmentPlace>> Divide(ImmutableArray<DepartmentPlace> places)
    {
        var parts = new List<ImmutableArray<DepartmentPlace>>();
        var (from, posts) = (0, 0);
        for (var i = 0; i < places.Length; i++)
        {
            if (i > from && (i - from == MaxPartDepartments || posts + places[i].Roster.Length > MaxPartPosts))
            {
                parts.Add(places[from..i]);
                (from, posts) = (i, 0);
            }

            posts += places[i].Roster.Length;
        }

        parts.Add(places[from..]);
        return parts;
    }

    private static ImportCommit ToCommit(Organogram organogram, string digest, string operationId, string by, long version, int parts) => new(
        operationId, digest, version, parts, organogram.Root.Id, organogram.Places.Length,
        organogram.Posts, organogram.Vacant, organogram.WithAdditionalCharge, by);

    private static V1.ImportResult ToResult(Organogram organogram, long version, bool unchanged) => new()
    {
        Departments = organogram.Places.Length,
        Posts = organogram.Posts,
        Vacant = organogram.Vacant,
        WithAdditionalCharge = organogram.WithAdditionalCharge,
        Version = version,
        Unchanged = unchanged,
    };
}
