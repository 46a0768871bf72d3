using System.Runtime.CompilerServices;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Directives.Tests.Compat.Silo;

/// <summary>Every shape of method, and every way for a call to end.</summary>
public interface ICallGrain : IGrainWithStringKey
{
    Task Nothing();

    ValueTask NothingByValue();

    Task<string> Key();

    ValueTask<int> Add(int left, int right);

    Task<string?> Echo(string? text);

    Task Throw(string message);

    ValueTask<int> ThrowCanceled();

    Task<string> Context(string key);

    [OneWay]
    Task Post(string what);

    [OneWay]
    Task PostAndFail();

    Task Wait(string gate);

    [ResponseTimeout("00:00:05")]
    Task WaitShortly(string gate);

    Task<string> WaitCanceled(string name, CancellationToken token);

    Task RecordCanceled(string name, CancellationToken token);

    IAsyncEnumerable<int> Count(int to, int yieldEvery, CancellationToken token = default);

    Task Forget();
}

internal sealed class CallGrain(Probe probe) : Grain, ICallGrain
{
    public Task Nothing() => Task.CompletedTask;

    public ValueTask NothingByValue() => default;

    public Task<string> Key() => Task.FromResult(this.GetPrimaryKeyString());

    public async ValueTask<int> Add(int left, int right)
    {
        await Task.Yield();
        return left + right;
    }

    public Task<string?> Echo(string? text) => Task.FromResult(text);

    public async Task Throw(string message)
    {
        await Task.Yield();
        throw new InvalidDataException(message);
    }

    public ValueTask<int> ThrowCanceled() => throw new OperationCanceledException("given up");

    public Task<string> Context(string key)
    {
        var value = (string?)RequestContext.Get(key) ?? "nothing";
        RequestContext.Set(key, "changed by the grain");
        return Task.FromResult(value);
    }

    public async Task Post(string what)
    {
        await probe.Gate(what);
        probe.Record(what);
    }

    public Task PostAndFail()
    {
        probe.Record("failing");
        throw new InvalidDataException("nobody hears this");
    }

    public async Task Wait(string gate)
    {
        probe.Record($"begin {gate}");
        await probe.Gate(gate);
        probe.Record($"end {gate}");
    }

    public Task WaitShortly(string gate) => Wait(gate);

    public async Task<string> WaitCanceled(string name, CancellationToken token)
    {
        var scheduler = TaskScheduler.Current;
        await using var registration = token.Register(() => probe.Record(TaskScheduler.Current == scheduler ? $"{name} told in its turn" : $"{name} told elsewhere"));
        probe.Record($"begin {name}");
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        }
        catch (OperationCanceledException)
        {
            probe.Record($"{name} canceled");
            throw;
        }
        return "never";
    }

    public Task RecordCanceled(string name, CancellationToken token)
    {
        probe.Record($"{name} ran, canceled: {token.IsCancellationRequested}");
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<int> Count(int to, int yieldEvery, [EnumeratorCancellation] CancellationToken token = default)
    {
        var scheduler = TaskScheduler.Current;
        try
        {
            for (var i = 1; i <= to; i++)
            {
                if (yieldEvery > 0 && i % yieldEvery == 0)
                    await Task.Yield();
                if (i == 13)
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                if (i == 666)
                    throw new InvalidDataException("at 666");
                yield return i;
            }
        }
        finally
        {
            probe.Record(TaskScheduler.Current == scheduler ? "enumeration ended" : "enumeration ended elsewhere");
        }
    }

    public Task Forget()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
