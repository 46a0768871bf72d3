using Orleans;
using Orleans.Runtime;

namespace Directives.Tests.Compat.Silo;

public interface ITimerGrain : IGrainWithStringKey
{
    Task Start(TimeSpan due, TimeSpan period, bool interleave = false, bool keepAlive = false);

    Task Change(TimeSpan due, TimeSpan period);

    Task Stop();

    Task Wait(string gate);

    Task FailNext();

    Task<int> Ticks();

    Task End();
}

internal sealed class TimerGrain(Probe probe) : Grain, ITimerGrain
{
    private IGrainTimer? _timer;
    private bool _fail;
    private int _ticks;

    public Task Start(TimeSpan due, TimeSpan period, bool interleave, bool keepAlive)
    {
        _timer = this.RegisterGrainTimer(Tick, "state", new() { DueTime = due, Period = period, Interleave = interleave, KeepAlive = keepAlive });
        return Task.CompletedTask;
    }

    public Task Change(TimeSpan due, TimeSpan period)
    {
        _timer!.Change(due, period);
        return Task.CompletedTask;
    }

    public Task Stop()
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    public async Task Wait(string gate)
    {
        probe.Record($"begin {gate}");
        await probe.Gate(gate);
        probe.Record($"end {gate}");
    }

    public Task FailNext()
    {
        _fail = true;
        return Task.CompletedTask;
    }

    public Task<int> Ticks() => Task.FromResult(_ticks);

    public Task End()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        probe.Record("deactivating");
        return Task.CompletedTask;
    }

    private async Task Tick(string state, CancellationToken token)
    {
        await Task.Yield();
        _ticks++;
        probe.Record($"tick {_ticks}");
        if (!_fail)
            return;
        _fail = false;
        throw new InvalidDataException("a tick that fails");
    }
}
