using Directives.Silo.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Directives.Gateway;

/// <summary>
/// A port of its own that answers from the start, while the others are still shut because the process waits to take over,
/// and when they are flooded: <c>/live</c> says whether the process is well, <c>/ready</c> whether to call it.
/// </summary>
internal sealed class HealthListener(
    GatewayOptions options, ChainLease lease, HealthCheckService checks, IHostApplicationLifetime lifetime) : IHostedLifecycleService, IAsyncDisposable
{
    private const int MaxConnections = 100;
    private WebApplication? app;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (options.HealthPort is not { } port)
            return;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Listen(options.Address, port);
        });
        app = builder.Build();
        app.Run(AnswerAsync);
        await app.StartAsync(cancellationToken);
    }

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        if (app is not null)
            await app.StopAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => app?.DisposeAsync() ?? ValueTask.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task AnswerAsync(HttpContext http)
    {
        var (isWell, isReady, text) = await StateAsync(http.RequestAborted);
        http.Response.StatusCode = http.Request.Path.Value switch
        {
            "/live" when isWell => StatusCodes.Status200OK,
            "/ready" when isReady => StatusCodes.Status200OK,
            "/live" or "/ready" => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status404NotFound,
        };
        http.Response.ContentType = "text/plain; charset=utf-8";
        await http.Response.WriteAsync(text, http.RequestAborted);
    }

    /// <summary>To wait for the chain, or for a database that is away, is no illness that a restart would cure.</summary>
    private async Task<(bool IsWell, bool IsReady, string Text)> StateAsync(CancellationToken cancellation)
    {
        if (lease.Reason is { } reason)
            return (true, false, $"ending: {reason}");
        if (!lease.IsHeld)
            return (true, false, lifetime.ApplicationStarted.IsCancellationRequested ? "the database cannot be reached" : "waiting");
        if (!lifetime.ApplicationStarted.IsCancellationRequested)
            return (true, false, "starting");
        var report = await checks.CheckHealthAsync(cancellation);
        return (report.Status != HealthStatus.Unhealthy, report.Status != HealthStatus.Unhealthy, $"active, {report.Status}");
    }
}
