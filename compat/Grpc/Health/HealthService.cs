using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Grpc.AspNetCore.HealthChecks;

/// <summary>The standard health service over ASP.NET Core's health checks: Check runs them, Watch follows the published reports.</summary>
internal sealed class HealthService(
    HealthCheckService checks,
    HealthStatusFeed feed,
    IOptions<GrpcHealthChecksOptions> options,
    IHostApplicationLifetime lifetime) : Health.V1.Health.HealthBase
{
    public override async Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context) =>
        await RunAsync(request.Service, context.CancellationToken) is { } status
            ? new HealthCheckResponse { Status = status }
            : throw new RpcException(new Status(StatusCode.NotFound, ""));

    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        var latest = feed.Latest;
        var status = await RunAsync(request.Service, context.CancellationToken) ?? ServingStatus.ServiceUnknown;
        await responseStream.WriteAsync(new HealthCheckResponse { Status = status });
        try
        {
            while (true)
            {
                await latest.Replaced.WaitAsync(ending.Token);
                latest = feed.Latest;
                var next = latest[request.Service] ?? ServingStatus.ServiceUnknown;
                if (next == status)
                    continue;
                status = next;
                await responseStream.WriteAsync(new HealthCheckResponse { Status = status });
            }
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested)
        {
            await responseStream.WriteAsync(new HealthCheckResponse { Status = ServingStatus.NotServing });
        }
    }

    /// <summary>Runs the service's checks now; null when no service has this name.</summary>
    private async Task<ServingStatus?> RunAsync(string service, CancellationToken cancellationToken)
    {
        if (options.Value.Services.Find(service) is not { } mapping)
            return null;
        var report = await checks.CheckHealthAsync(
            registration => mapping.HealthCheckPredicate!(new HealthCheckMapContext(registration.Name, registration.Tags)),
            cancellationToken);
        return HealthStatusFeed.StatusOf(mapping, report);
    }
}
