using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

/// <summary>Runs the observers of a lifecycle stage by stage; those of one stage run together.</summary>
internal sealed partial class LifecycleSubject(ILogger logger) : ISiloLifecycle, IGrainLifecycle
{
    private readonly List<Subscription> _subscriptions = [];
    private int? _reached;
    private bool _stopping;

    public int HighestCompletedStage { get; private set; } = int.MinValue;

    public int LowestStoppedStage { get; private set; } = int.MaxValue;

    public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        if (_reached.HasValue)
            throw new InvalidOperationException("Lifecycle has already been started.");
        var subscription = new Subscription(observerName, stage, observer);
        _subscriptions.Add(subscription);
        return subscription;
    }

    public async Task OnStart(CancellationToken cancellationToken)
    {
        if (_reached.HasValue)
            throw new InvalidOperationException("Lifecycle has already been started.");
        foreach (var stage in _subscriptions.GroupBy(s => s.Stage).OrderBy(s => s.Key))
        {
            if (cancellationToken.IsCancellationRequested)
                throw new OrleansLifecycleCanceledException($"Lifecycle start canceled at stage '{stage.Key}' by request.");
            _reached = stage.Key;
            await Task.WhenAll(stage.Select(s => Guarded(s.Observer, o => o.OnStart(cancellationToken))));
            HighestCompletedStage = stage.Key;
        }
    }

    /// <summary>Stops what was started; an observer that fails is logged and the rest go on.</summary>
    public async Task OnStop(CancellationToken cancellationToken)
    {
        if (_reached is not { } reached || _stopping)
            return;
        _stopping = true;
        foreach (var stage in _subscriptions.Where(s => s.Stage <= reached).GroupBy(s => s.Stage).OrderByDescending(s => s.Key))
        {
            try
            {
                await Task.WhenAll(stage.Select(s => Guarded(s.Observer, o => o.OnStop(cancellationToken))));
            }
            catch (Exception e)
            {
                LogStopFailed(logger, e, stage.Key);
            }
            LowestStoppedStage = stage.Key;
        }
    }

    private static Task Guarded(ILifecycleObserver? observer, Func<ILifecycleObserver, Task> step)
    {
        try
        {
            return observer is null ? Task.CompletedTask : step(observer);
        }
        catch (Exception e)
        {
            return Task.FromException(e);
        }
    }

    private sealed class Subscription(string name, int stage, ILifecycleObserver observer) : IDisposable
    {
        public int Stage => stage;

        public ILifecycleObserver? Observer { get; private set; } = observer;

        public void Dispose() => Observer = null;

        public override string ToString() => name;
    }
}
