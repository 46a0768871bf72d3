using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;

namespace Directives.Tests.Compat.Silo;

/// <summary>Tells how it comes to life and how it ends.</summary>
public interface ILifeGrain : IGrainWithStringKey
{
    /// <summary>Which activation this is, counted from one.</summary>
    Task<int> Incarnation();

    Task<int> EndAfter(string gate);

    /// <summary>Answers which activation it was and ends it.</summary>
    Task<int> EndNow();

    Task Stay(TimeSpan time);

    Task<string> Dependencies();

    Task<string> Identity();
}

internal class LifeGrain(
    Probe probe,
    LifeScript script,
    IGrainContext context,
    LifeGrain.Scoped scoped,
    [FromKeyedServices("special")] string keyed) : Grain, ILifeGrain, IAsyncDisposable
{
    private readonly int _incarnation = script.Count();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        probe.Record($"activating {_incarnation}");
        if (script.EndsWhileActivating == _incarnation)
            DeactivateOnIdle();
        await script.OnActivate(_incarnation, cancellationToken);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await Task.Yield();
        probe.Record($"deactivating {_incarnation} {reason.ReasonCode}");
    }

    public Task<int> Incarnation() => Task.FromResult(_incarnation);

    public async Task<int> EndAfter(string gate)
    {
        DeactivateOnIdle();
        probe.Record($"ending {_incarnation}");
        await probe.Gate(gate);
        return _incarnation;
    }

    public Task<int> EndNow()
    {
        this.DeactivateOnIdle();
        return Task.FromResult(_incarnation);
    }

    public Task Stay(TimeSpan time)
    {
        DelayDeactivation(time);
        return Task.CompletedTask;
    }

    public Task<string> Dependencies() => Task.FromResult(
        $"{keyed}, {(ReferenceEquals(scoped, ServiceProvider.GetService<Scoped>()) ? "same scope" : "another scope")}, "
        + $"{(ReferenceEquals(context, GrainContext) ? "own context" : "another context")}");

    public Task<string> Identity() => Task.FromResult($"{this.GetGrainId()} {IdentityString}");

    public ValueTask DisposeAsync()
    {
        probe.Record($"disposed {_incarnation}");
        return default;
    }

    public sealed class Scoped(Probe probe) : IDisposable
    {
        public void Dispose() => probe.Record("scope disposed");
    }
}

public interface IKeptGrain : ILifeGrain;

[KeepAlive]
[GrainType("kept-for-ever")]
internal sealed class KeptGrain(Probe probe, LifeScript script, IGrainContext context, LifeGrain.Scoped scoped, [FromKeyedServices("special")] string keyed)
    : LifeGrain(probe, script, context, scoped, keyed), IKeptGrain;

/// <summary>What an activation is to do, by its number.</summary>
public sealed class LifeScript
{
    private int _count;

    public Func<int, CancellationToken, Task> OnActivate { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>The activation that asks to be ended before it has begun.</summary>
    public int EndsWhileActivating { get; init; }

    public int Count() => Interlocked.Increment(ref _count);
}

/// <summary>An interface that two classes implement and none is named after.</summary>
public interface IAmbiguousGrain : IGrainWithStringKey;

internal sealed class OneOfTwoGrain : Grain, IAmbiguousGrain;

internal sealed class OtherOfTwoGrain : Grain, IAmbiguousGrain;

public interface IMissingGrain : IGrainWithStringKey;
