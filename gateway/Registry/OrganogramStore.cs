using Phase = Directives.V1.ImportProgress.Types.Phase;

namespace Directives.Gateway;

/// <summary>Hands an organogram to the registry in parts, commits it, and follows it until it is in force.</summary>
internal sealed class OrganogramStore(
    IClusterClient cluster, OrganogramVersion organogram, ILedger ledger, IRelayProgress relay, ProductClock time)
{
    /// <summary>How often the progress of the relay is looked at for the caller to see.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    private IRegistryGrain Registry => cluster.GetGrain<IRegistryGrain>(IRegistryGrain.Key);

    /// <summary>What an import would lead to.</summary>
    public async Task<V1.ImportResult> TryAsync(OrganogramParts parts, string digest, CancellationToken cancellation)
    {
        var status = await Registry.GetStatus();
        return ToResult(parts, status.Version, status.Digest == digest, await CompareAsync(parts, status, cancellation));
    }

    /// <returns>Once the organogram is in force.</returns>
    public async Task<V1.ImportResult> StoreAsync(
        OrganogramParts parts, string digest, string operationId, string by, ImportProgress progress, CancellationToken cancellation)
    {
        var ticket = await Registry.Begin(operationId, digest, cancellation);
        OrganogramDifferences? differences = null;
        if (ticket.Done is null)
        {
            differences = await CompareAsync(parts, await Registry.GetStatus(), cancellation);
            parts.Abolish(differences?.Vanished ?? []);
            await StageAsync(ticket.Version, parts, progress, cancellation);
            // What was issued meanwhile is on the list once the relay has come to it.
            await relay.WaitAsync(ledger.Head, cancellation);
            await RequireNoneStrandedAsync(differences);
            using (organogram.Change())
                await Registry.Commit(ToCommit(parts, digest, operationId, by, ticket.Version), CancellationToken.None);
            await FollowAsync(ticket.Version, parts, progress, cancellation);
        }
        else if ((await Registry.GetStatus()).Version < ticket.Version)
        {
            await relay.WaitAsync(ledger.Head, cancellation);
        }

        organogram.Forget();
        return ToResult(parts, ticket.Version, ticket is { Done: not null, IsRepeat: false }, differences);
    }

    /// <exception cref="RefusedException">NotAllowedNow (STRANDS_DIRECTIVE): a directive in force would have nowhere to go.</exception>
    private async Task<OrganogramDifferences?> CompareAsync(OrganogramParts parts, RegistryStatus inForce, CancellationToken cancellation)
    {
        var differences = await OrganogramDifferences.FindAsync(cluster, parts, inForce, cancellation);
        await RequireNoneStrandedAsync(differences);
        return differences;
    }

    /// <exception cref="RefusedException">NotAllowedNow (STRANDS_DIRECTIVE).</exception>
    private async Task RequireNoneStrandedAsync(OrganogramDifferences? differences)
    {
        var vanished = differences?.Vanished.Select(place => place.Id).ToHashSet(StringComparer.Ordinal) ?? [];
        if (vanished.Count == 0)
            return;

        foreach (var line in await cluster.GetGrain<IDirectiveListGrain>(IDirectiveListGrain.Key).List())
        {
            if (vanished.Contains(line.Jurisdiction)
                && await cluster.GetGrain<IDirectiveGrain>(line.Number).GetOrder() is { Status: DirectiveStatus.InForce } order)
            {
                throw RefusedException.NotAllowedNow(
                    "STRANDS_DIRECTIVE", $"{order.Number} is in force in {order.Jurisdiction}, which the import leaves out: rescind it first, or keep the department.");
            }
        }
    }

    private async Task StageAsync(long version, OrganogramParts parts, ImportProgress progress, CancellationToken cancellation)
    {
        for (var part = 0; part < parts.Count; part++)
        {
            ImmutableArray<DepartmentPlace> numbered = [.. parts.Take(part).Select(place => place with { RegistryVersion = version })];
            await Registry.Stage(version, part, numbered, cancellation);
            await progress.TellAsync(Phase.Storing, parts.DepartmentsOf(part + 1), parts.Departments);
        }
    }

    /// <summary>From the commit on the relay establishes it by itself; this only watches.</summary>
    private async Task FollowAsync(long version, OrganogramParts parts, ImportProgress progress, CancellationToken cancellation)
    {
        var established = relay.WaitAsync(ledger.Head, cancellation);
        while (!established.IsCompleted)
        {
            var status = await Registry.GetStatus();
            var done = status.Version >= version ? parts.Departments : parts.DepartmentsOf(status.EstablishedParts);
            await progress.TellAsync(Phase.Establishing, done, parts.Departments);
            using var looking = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            await Task.WhenAny(established, Task.Delay(Look, time, looking.Token));
            await looking.CancelAsync();
        }

        await established;
        await progress.TellAsync(Phase.Establishing, parts.Departments, parts.Departments);
    }

    private static ImportCommit ToCommit(OrganogramParts parts, string digest, string operationId, string by, long version) => new(
        operationId, digest, version, parts.Count, parts.Summary.Root.Id, parts.Departments,
        parts.Summary.Posts, parts.Summary.Vacant, parts.Summary.WithAdditionalCharge, by);

    private static V1.ImportResult ToResult(OrganogramParts parts, long version, bool unchanged, OrganogramDifferences? differences) => new()
    {
        Departments = parts.Departments,
        Posts = parts.Summary.Posts,
        Vacant = parts.Summary.Vacant,
        WithAdditionalCharge = parts.Summary.WithAdditionalCharge,
        Version = version,
        Unchanged = unchanged,
        Differences = differences?.ToWire(),
    };
}
