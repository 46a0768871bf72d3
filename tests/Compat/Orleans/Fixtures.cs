using Orleans;
using Orleans.Concurrency;

namespace Directives.Tests.Compat.Silo;

public interface ICounterGrain : IGrainWithStringKey
{
    Task<int> Add(int amount);

    ValueTask<int> Get();

    Task Slow(string gate);

    [AlwaysInterleave]
    Task<int> Peek();

    [ReadOnly]
    Task ReadSlow(string gate);

    ValueTask DeactivateSoon();

    Task<string> Key();

    Task Fail();
}

internal sealed class CounterGrain(Probe probe) : Grain, ICounterGrain
{
    private int _value;

    public Task<int> Add(int amount) => Task.FromResult(_value += amount);

    public ValueTask<int> Get() => new(_value);

    public async Task Slow(string gate)
    {
        probe.Record($"begin {gate}");
        await probe.Gate(gate);
        probe.Record($"end {gate}");
    }

    public Task<int> Peek() => Task.FromResult(_value);

    public Task ReadSlow(string gate) => Slow(gate);

    public ValueTask DeactivateSoon()
    {
        DeactivateOnIdle();
        return default;
    }

    public Task<string> Key() => Task.FromResult(this.GetPrimaryKeyString());

    public Task Fail() => throw new InvalidDataException("as asked");

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        probe.Record("activate");
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        probe.Record($"deactivate {reason.ReasonCode}");
        return Task.CompletedTask;
    }
}
