namespace Directives.Gateway;

/// <summary>The figure as reported and as verified, for the API and the dashboard.</summary>
internal sealed class VerificationReader(IClusterClient cluster)
{
    /// <exception cref="RefusedException">NotFound for an unknown directive.</exception>
    public async Task<V1.Verification> GetAsync(string directive)
    {
        var order = await cluster.GetGrain<IDirectiveGrain>(directive).GetOrder() ?? throw RefusedException.NotFound($"directive {directive}");
        var report = await cluster.GetGrain<IDepartmentGrain>(order.Jurisdiction).GetTally(directive);
        var draws = await cluster.GetGrain<IVerificationGrain>(directive).ListDraws();
        return new V1.Verification
        {
            Directive = directive,
            OfficesOwing = report?.Tally.OfficesOwing ?? 0,
            OfficesComplied = report?.Tally.OfficesComplied ?? 0,
            Draws = { draws.Select(VerificationMapping.ToWire) },
        };
    }
}
