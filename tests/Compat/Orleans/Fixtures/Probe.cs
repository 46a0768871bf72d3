using System.Collections.Concurrent;
using Directives.Tests.Support;

namespace Directives.Tests.Compat.Silo;

/// <summary>What the fixture grains tell their test, and what they wait for.</summary>
public sealed class Probe
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _seen = new();

    public ConcurrentQueue<string> Events { get; } = new();

    public void Record(string what)
    {
        Events.Enqueue(what);
        Signal(_seen, what).TrySetResult();
    }

    /// <summary>Completes once it has been recorded.</summary>
    public Task Saw(string what) => Signal(_seen, what).Task.InTime(what);

    /// <summary>Completes once the test opens the gate.</summary>
    public Task Gate(string name) => Signal(_gates, name).Task;

    public void Open(string name) => Signal(_gates, name).TrySetResult();

    private static TaskCompletionSource Signal(ConcurrentDictionary<string, TaskCompletionSource> signals, string name) =>
        signals.GetOrAdd(name, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
