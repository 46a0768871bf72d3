using System.Runtime.CompilerServices;

namespace Directives.Gateway.Reports;

/// <summary>Where a directive stopped.</summary>
internal sealed class CoverageReader(
    IClusterClient cluster, DirectiveFolds folds, IRelayProgress relay, OrganogramVersion organogram, ProductClock time)
{
    /// <summary>Offices whose places are read together.</summary>
    private const int AtOnce = 64;

    /// <param name="department">Empty for the directive's jurisdiction.</param>
    /// <exception cref="RefusedException">NotFound; NotAllowedNow (NOT_ADDRESSED).</exception>
    public Task<V1.Coverage> GetAsync(string directive, string department, CancellationToken cancellation) => ReadAsync(
        directive, department, read => folds.ReadAsync(directive, DateTimeOffset.MaxValue, false, read, cancellation),
        async (issued, fold, root, gaps) =>
        {
            var count = new CoverageCount(issued, fold);
            await foreach (var (visit, place) in WalkAsync(fold, root, cancellation))
                count.Add(visit, place, gaps.Of(visit, place));
            return await count.ToWireAsync(root, cluster, time);
        });

    /// <summary>Tells every gap of a subtree, in the order of the hierarchy.</summary>
    /// <param name="tell">Is given batches of at most <paramref name="size"/>, and is awaited.</param>
    public Task ListAsync(
        string directive, string department, int size, Func<IReadOnlyList<V1.Gap>, Task> tell, CancellationToken cancellation) => ReadAsync(
        directive, department, read => folds.TellAsync(directive, read, cancellation),
        async (_, fold, root, gaps) =>
        {
            var batch = new List<V1.Gap>(size);
            await foreach (var (visit, place) in WalkAsync(fold, root, cancellation))
            {
                foreach (var gap in gaps.Of(visit, place))
                {
                    batch.Add(gap);
                    if (batch.Count < size)
                        continue;
                    await tell(batch);
                    batch.Clear();
                }
            }

            if (batch.Count > 0)
                await tell(batch);
            return true;
        });

    private async Task<T> ReadAsync<T>(
        string directive, string department, Func<Func<DirectiveFold, Task<T>>, Task<T>> fold, Func<IssuedDirective, DirectiveFold, string, OfficeGaps, Task<T>> read)
    {
        var issued = await cluster.GetGrain<IDirectiveGrain>(directive).Get() ?? throw RefusedException.NotFound($"directive {directive}");
        var root = department.Length == 0 ? issued.Draft.Jurisdiction : department;
        await CheckAddressedAsync(directive, root);
        var gaps = new OfficeGaps(relay.Position.Number, (await organogram.GetAsync()).InForce, 0);
        return await fold(folded => read(issued, folded, root, gaps with { Version = folded.Version }));
    }

    private async Task CheckAddressedAsync(string directive, string department)
    {
        var grain = cluster.GetGrain<IDepartmentGrain>(department);
        var place = await grain.GetPlace() ?? throw RefusedException.NotFound($"department {department}");
        if (await grain.GetDiaryEntry(directive) is not null)
            return;
        var order = await cluster.GetGrain<IDirectiveGrain>(directive).GetOrder();
        if (order is null || !Audience.Reaches(order, place.Path.AsSpan()))
            throw RefusedException.NotAllowedNow("NOT_ADDRESSED", $"{directive} does not go to {department}.");
    }

    /// <summary>The offices of a subtree in order, each with its place in the organogram as it is now.</summary>
    private async IAsyncEnumerable<(OfficeVisit Visit, DepartmentPlace? Place)> WalkAsync(
        DirectiveFold fold, string root, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var visits in fold.Visit(root).Chunk(AtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            var places = await Task.WhenAll(visits.Select(visit => cluster.GetGrain<IDepartmentGrain>(visit.Department).GetPlace()));
            for (var i = 0; i < visits.Length; i++)
                yield return (visits[i], places[i]);
        }
    }
}
