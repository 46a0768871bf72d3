using System.Collections.Concurrent;
using Directives.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Hosting;

namespace Directives.Tests.Compat.Silo;

/// <summary>A host with a silo in it, on a clock that a test moves.</summary>
internal sealed class TestSilo : IAsyncDisposable, ILoggerProvider, ILogger
{
    private IHost _host = null!;

    public FakeTimeProvider Time { get; } = new();

    /// <summary>What the silo logged as a warning or worse.</summary>
    public ConcurrentQueue<string> Warnings { get; } = new();

    public IServiceProvider Services => _host.Services;

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    public Probe Probe => Services.GetRequiredService<Probe>();

    public static async Task<TestSilo> StartAsync(Action<ISiloBuilder>? configure = null)
    {
        var silo = new TestSilo();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(silo);
        builder.Services.AddSingleton<TimeProvider>(silo.Time);
        builder.Services.AddSingleton<Probe>();
        builder.UseOrleans(orleans =>
        {
            orleans.UseLocalhostClustering();
            configure?.Invoke(orleans);
        });
        silo._host = builder.Build();
        await silo._host.StartAsync();
        return silo;
    }

    public T Get<T>(string key)
        where T : IGrainWithStringKey => Grains.GetGrain<T>(key);

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync().InTime("the stop of the silo");
        _host.Dispose();
    }

    ILogger ILoggerProvider.CreateLogger(string categoryName) => this;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel >= LogLevel.Warning)
            Warnings.Enqueue($"{formatter(state, exception)} {exception?.GetType().Name}");
    }

    void IDisposable.Dispose()
    {
    }
}
