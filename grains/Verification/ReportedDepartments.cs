namespace Directives.Grains;

/// <summary>
/// The departments that have reported a directive in force, as they are counted: asked for from the jurisdiction down, and
/// only where somebody below has reported, so that an office without others under it is never asked.
/// </summary>
internal sealed class ReportedDepartments(IGrainFactory grains)
{
    private const int AtOnce = 64;

    /// <returns>In ordinal order.</returns>
    /// <exception cref="RefusedException">NotFound for an unknown directive.</exception>
    public async Task<ImmutableArray<string>> FindAsync(string directive, CancellationToken cancellation)
    {
        var order = await grains.GetGrain<IDirectiveGrain>(directive).GetOrder() ?? throw RefusedException.NotFound($"directive {directive}");
        var reported = new List<string>();
        if (await grains.GetGrain<IDepartmentGrain>(order.Jurisdiction).GetTally(directive) is { Complied: true })
            reported.Add(order.Jurisdiction);

        string[] level = [order.Jurisdiction];
        while (level.Length > 0 && reported.Count <= SamplingRules.MaxPopulation)
        {
            var below = new List<string>();
            foreach (var some in level.Chunk(AtOnce))
            {
                cancellation.ThrowIfCancellationRequested();
                var asked = some.Select(department => grains.GetGrain<IDepartmentGrain>(department).GetCompliance(directive));
                foreach (var child in (await Task.WhenAll(asked)).SelectMany(answer => answer?.Children ?? []))
                {
                    if (child.Complied)
                        reported.Add(child.Child.Id);
                    if (child.Tally.OfficesComplied > 0 && child.Child.Departments > 1)
                        below.Add(child.Child.Id);
                }
            }

            level = [.. below];
        }

        reported.Sort(StringComparer.Ordinal);
        return [.. reported];
    }
}
