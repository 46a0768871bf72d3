using System.Collections.Concurrent;

namespace Orleans.Runtime;

/// <summary>The activations of this process, one a grain.</summary>
internal sealed class ActivationDirectory(SiloRuntime runtime)
{
    private readonly ConcurrentDictionary<GrainId, Activation> _activations = new();

    public int Count => _activations.Count;

    public Activation GetOrAdd(GrainId id) =>
        _activations.TryGetValue(id, out var found)
            ? found
            : _activations.GetOrAdd(id, static (id, runtime) => new(runtime, runtime.Classes.Get(id.Type), id), runtime);

    public void Remove(Activation activation) => _activations.TryRemove(new(activation.GrainId, activation));

    public void CollectIdle()
    {
        var now = runtime.Time.GetTimestamp();
        foreach (var (_, activation) in _activations)
            activation.DeactivateIfIdle(now);
    }

    /// <summary>Ends every activation, those that start meanwhile too.</summary>
    public async Task DeactivateAll(CancellationToken cancellationToken)
    {
        while (!_activations.IsEmpty && !cancellationToken.IsCancellationRequested)
        {
            var all = _activations.Values.ToArray();
            foreach (var activation in all)
                activation.Deactivate(new(DeactivationReasonCode.ShuttingDown, "This process is terminating."), cancellationToken);
            await Task.WhenAll(all.Select(a => a.Deactivated)).WaitAsync(cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
