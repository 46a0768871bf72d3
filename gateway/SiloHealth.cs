using Directives.Silo.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Directives.Gateway;

/// <summary>Healthy where a grain answers, which takes the silo and its storage.</summary>
internal sealed class SiloHealth(IClusterClient cluster, ChainLease lease) : IHealthCheck
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!lease.IsHeld)
            return HealthCheckResult.Unhealthy("this process is not the active one, or cannot reach the database");
        try
        {
            var status = await cluster.GetGrain<IRegistryGrain>(IRegistryGrain.Key).GetStatus().WaitAsync(cancellationToken);
            return HealthCheckResult.Healthy($"organogram version {status.Version}");
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("the silo does not answer", exception);
        }
    }
}
