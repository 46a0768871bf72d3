using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace Orleans.Runtime;

/// <summary>Starts and stops the silo with its host.</summary>
internal sealed class SiloHostedService(
    SiloRuntime runtime,
    LifecycleSubject lifecycle,
    IEnumerable<ILifecycleParticipant<ISiloLifecycle>> participants) : IHostedService, IDisposable
{
    private ITimer? _collector;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var participant in participants)
            participant.Participate(lifecycle);
        lifecycle.Subscribe(nameof(SiloRuntime), ServiceLifecycleStage.RuntimeInitialize, Start, Stop);
        lifecycle.Subscribe(nameof(SiloRuntime), ServiceLifecycleStage.GrainDeactivation, _ => Task.CompletedTask, runtime.Activations.DeactivateAll);
        await lifecycle.OnStart(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => lifecycle.OnStop(cancellationToken);

    public void Dispose()
    {
        _collector?.Dispose();
        runtime.Pending.Dispose();
    }

    private Task Start(CancellationToken cancellationToken)
    {
        runtime.Pending.Start();
        var quantum = runtime.Collection.CollectionQuantum;
        _collector = runtime.Time.CreateTimer(_ => runtime.Activations.CollectIdle(), null, quantum, quantum);
        return Task.CompletedTask;
    }

    private Task Stop(CancellationToken cancellationToken)
    {
        _collector?.Dispose();
        runtime.Pending.Dispose();
        runtime.Stop();
        return Task.CompletedTask;
    }
}
