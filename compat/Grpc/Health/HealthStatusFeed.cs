using Grpc.Health.V1;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Grpc.AspNetCore.HealthChecks;

/// <summary>The status of each mapped service as of the last published health report, and word of the next.</summary>
internal sealed class HealthStatusFeed(IOptions<GrpcHealthChecksOptions> options) : IHealthCheckPublisher
{
    private Snapshot _latest = new([]);

    internal Snapshot Latest => Volatile.Read(ref _latest);

    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        var statuses = new Dictionary<string, ServingStatus>();
        foreach (var mapping in options.Value.Services)
            statuses[mapping.Name] = StatusOf(mapping, report);
        Interlocked.Exchange(ref _latest, new Snapshot(statuses)).Replace();
        return Task.CompletedTask;
    }

    /// <summary>NotServing when one of the service's checks is unhealthy, Unknown when it has none.</summary>
    internal static ServingStatus StatusOf(ServiceMapping mapping, HealthReport report)
    {
        var status = ServingStatus.Unknown;
        foreach (var (name, entry) in report.Entries)
        {
            if (!mapping.HealthCheckPredicate!(new HealthCheckMapContext(name, entry.Tags)))
                continue;
            if (entry.Status == HealthStatus.Unhealthy)
                return ServingStatus.NotServing;
            status = ServingStatus.Serving;
        }
        return status;
    }

    /// <summary>The statuses of one report.</summary>
    internal sealed class Snapshot(Dictionary<string, ServingStatus> statuses)
    {
        private readonly TaskCompletionSource _replaced = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task Replaced => _replaced.Task;

        internal ServingStatus? this[string service] => statuses.TryGetValue(service, out var status) ? status : null;

        internal void Replace() => _replaced.SetResult();
    }
}
