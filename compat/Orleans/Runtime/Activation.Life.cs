namespace Orleans.Runtime;

internal sealed partial class Activation
{
    private bool _changing;
    private bool _wasValid;

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        lock (this)
        {
            if (_stage >= Stage.Deactivating)
                return;
            More.Reason = deactivationReason;
            More.DeactivationToken = cancellationToken;
            _wasValid = _stage == Stage.Valid;
            _stage = Stage.Deactivating;
            _pumping = true;
        }
        _extras?.Ending?.Cancel();
        _scheduler.RequestPump();
    }

    public void DelayDeactivation(TimeSpan timeSpan)
    {
        lock (this)
            More.KeepUntil = timeSpan <= TimeSpan.Zero && timeSpan != Timeout.InfiniteTimeSpan ? default
                : timeSpan == TimeSpan.MaxValue || timeSpan == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue
                : Runtime.Time.GetUtcNow() + timeSpan;
    }

    public void DeactivateIfIdle(long now)
    {
        lock (this)
        {
            if (_stage != Stage.Valid || _running > 0 || _waiting > 0
                || Runtime.Time.GetElapsedTime(_lastUsed, now) < _class.CollectionAge
                || (_extras is not null && _extras.KeepUntil > Runtime.Time.GetUtcNow()))
                return;
        }
        Deactivate(new(DeactivationReasonCode.ActivationIdle, $"Not used for {_class.CollectionAge}."));
    }

    public void AddTimer(IDisposable timer)
    {
        lock (this)
            (More.Timers ??= []).Add(timer);
    }

    public void RemoveTimer(IDisposable timer)
    {
        lock (this)
            _extras?.Timers?.Remove(timer);
    }

    /// <summary>Has the enumeration end with the activation; the token says when that begins.</summary>
    public CancellationToken AddEnumeration(IAsyncDisposable enumeration)
    {
        lock (this)
        {
            (More.Enumerations ??= []).Add(enumeration);
            More.Ending ??= new();
            if (_stage >= Stage.Deactivating)
                More.Ending.Cancel();
            return More.Ending.Token;
        }
    }

    public void RemoveEnumeration(IAsyncDisposable enumeration)
    {
        lock (this)
            _extras?.Enumerations?.Remove(enumeration);
    }

    private void BeginActivating()
    {
        _stage = Stage.Activating;
        _changing = true;
        _ = ActivateAsync(_firstWaiting?.Context);
    }

    private void BeginDeactivating()
    {
        _changing = true;
        _ = FinishAsync();
    }

    private async Task ActivateAsync(Dictionary<string, object>? context)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.ContinueOnCapturedContext);
        try
        {
            RequestContext.Import(context);
            using var timeout = new CancellationTokenSource(Runtime.Collection.ActivationTimeout, Runtime.Time);
            GrainInstance = _class.Create(this);
            if (GrainInstance is ILifecycleParticipant<IGrainLifecycle> participant)
                participant.Participate(ObservableLifecycle);
            if (_lifecycle is not null)
                await _lifecycle.OnStart(timeout.Token).WaitAsync(timeout.Token);
            if (GrainInstance is IGrainBase grain)
                await grain.OnActivateAsync(timeout.Token).WaitAsync(timeout.Token);
        }
        catch (Exception e)
        {
            LogActivationFailed(Logger, e, GrainId);
            Deactivate(new(DeactivationReasonCode.ActivationFailed, e, "Failed to activate grain."));
        }
        lock (this)
        {
            if (_stage == Stage.Activating)
                _stage = Stage.Valid;
            _lastUsed = Runtime.Time.GetTimestamp();
            _changing = false;
            _pumping = true;
        }
        _scheduler.RequestPump();
    }

    private async Task FinishAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.ContinueOnCapturedContext);
        DisposeTimers();
        try
        {
            using var timeout = new CancellationTokenSource(Runtime.Collection.DeactivationTimeout, Runtime.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, More.DeactivationToken);
            if (_wasValid && GrainInstance is IGrainBase grain)
                await Logged(() => grain.OnDeactivateAsync(More.Reason, either.Token).WaitAsync(either.Token));
            if (_lifecycle is not null)
                await Logged(() => _lifecycle.OnStop(either.Token).WaitAsync(either.Token));
        }
        finally
        {
            Runtime.Activations.Remove(this);
            lock (this)
                _stage = Stage.Invalid;
            await DisposeAsync();
            More.Deactivated.TrySetResult();
            Reroute(More.Reason.Exception);
        }
    }

    private async Task Logged(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (Exception e)
        {
            LogDeactivationFailed(Logger, e, GrainId);
        }
    }

    private void DisposeTimers()
    {
        HashSet<IDisposable>? timers;
        lock (this)
        {
            timers = _extras?.Timers;
            if (_extras is not null)
                _extras.Timers = null;
        }
        foreach (var timer in timers ?? [])
            timer.Dispose();
    }

    private async Task DisposeAsync()
    {
        foreach (var enumeration in _extras?.Enumerations?.ToArray() ?? [])
            await Logged(() => enumeration.DisposeAsync().AsTask());
        DisposeTimers();
        var instance = GrainInstance;
        GrainInstance = null;
        if (instance is IAsyncDisposable asyncDisposable)
            await Logged(() => asyncDisposable.DisposeAsync().AsTask());
        else if (instance is IDisposable disposable)
            await Logged(() => { disposable.Dispose(); return Task.CompletedTask; });
        if (_scope is { } scope)
            await Logged(() => scope.DisposeAsync().AsTask());
        _scope = null;
        _lifecycle = null;
    }
}
