using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Directives.Tests.Compat.Silo;

/// <summary>Calls that wait at a gate of the test's, with each kind of leave to run beside others.</summary>
public interface ITurnGrain : IGrainWithStringKey
{
    Task Plain(string gate);

    [AlwaysInterleave]
    Task Interleaving(string gate);

    [ReadOnly]
    Task Reading(string gate);

    /// <summary>Adds one with a turn's end between reading and writing.</summary>
    Task<int> Increment();

    Task<bool> StaysOnItsScheduler();

    /// <summary>Calls itself through another grain.</summary>
    Task<string> CallThrough(string other, bool allowReentrancy);

    Task<string> CallBack(ITurnGrain caller);

    Task<string> Answer();
}

internal class TurnGrain(Probe probe) : Grain, ITurnGrain
{
    private int _value;
    private int _inside;

    public Task Plain(string gate) => Wait(gate);

    public Task Interleaving(string gate) => Wait(gate);

    public Task Reading(string gate) => Wait(gate);

    public async Task<int> Increment()
    {
        if (Interlocked.Increment(ref _inside) != 1)
            throw new InvalidOperationException("two threads in one grain");
        var value = _value;
        Interlocked.Decrement(ref _inside);
        await Task.Yield();
        return _value = value + 1;
    }

    public async Task<bool> StaysOnItsScheduler()
    {
        var scheduler = TaskScheduler.Current;
        await Task.Yield();
        await Task.Run(() => { });
        await probe.Gate("opened by the test");
        return scheduler != TaskScheduler.Default && TaskScheduler.Current == scheduler;
    }

    public async Task<string> CallThrough(string other, bool allowReentrancy)
    {
        var through = GrainFactory.GetGrain<ITurnGrain>(other);
        if (!allowReentrancy)
            return await through.CallBack(this.AsReference<ITurnGrain>());
        using (RequestContext.AllowCallChainReentrancy())
            return await through.CallBack(this.AsReference<ITurnGrain>());
    }

    public Task<string> CallBack(ITurnGrain caller)
    {
        var answer = caller.Answer();
        probe.Record("called back");
        return answer;
    }

    public Task<string> Answer() => Task.FromResult($"answer of {this.GetPrimaryKeyString()}");

    private async Task Wait(string gate)
    {
        probe.Record($"begin {gate}");
        await probe.Gate(gate);
        probe.Record($"end {gate}");
    }
}

public interface IReentrantTurnGrain : ITurnGrain;

[Reentrant]
internal sealed class ReentrantTurnGrain(Probe probe) : TurnGrain(probe), IReentrantTurnGrain;
