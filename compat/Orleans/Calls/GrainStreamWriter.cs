namespace Orleans.Runtime;

/// <summary>The grain's side of an enumeration. It lives until the caller ends it, forgets it, or the activation ends.</summary>
internal sealed class GrainStreamWriter<T> : IAsyncDisposable
{
    private readonly CancellationTokenSource _cancel = new();
    private readonly IAsyncEnumerator<T> _elements;
    private readonly int _maxBatchSize;
    private readonly ITimer _expiry;
    private readonly CancellationToken _ending;
    private Task<bool>? _next;
    private bool _seen = true;
    private bool _busy;

    public GrainStreamWriter(Activation activation, GrainStream<T> stream)
    {
        Activation = activation;
        _maxBatchSize = Math.Max(1, stream.MaxBatchSize);
        var arguments = (object?[])stream.Arguments.Clone();
        if (stream.Method.TokenIndex >= 0)
            arguments[stream.Method.TokenIndex] = _cancel.Token;
        _elements = stream.Method.Invoke(activation.GrainInstance!, arguments).GetAsyncEnumerator(_cancel.Token);
        _ending = activation.AddEnumeration(this);
        var period = activation.Runtime.Messaging.ResponseTimeout;
        _expiry = activation.Runtime.Time.CreateTimer(static state => ((GrainStreamWriter<T>)state!).ScheduleExpiry(), this, period, period);
    }

    public Activation Activation { get; }

    public bool IsDisposed { get; private set; }

    /// <summary>The elements that are there already, or else the next one when it comes.</summary>
    public async ValueTask<Batch> FetchAsync()
    {
        _seen = _busy = true;
        try
        {
            var batch = new List<T>();
            while (batch.Count < _maxBatchSize)
            {
                _next ??= _elements.MoveNextAsync().AsTask();
                if (!_next.IsCompletedSuccessfully && batch.Count > 0)
                    return new(batch, false);
                var more = await _next.WaitAsync(_ending);
                _next = null;
                if (!more)
                {
                    await DisposeAsync();
                    return new(batch, true);
                }
                batch.Add(_elements.Current);
            }
            return new(batch, false);
        }
        catch (Exception e)
        {
            var aborted = e is OperationCanceledException && _ending.IsCancellationRequested && _next is { IsCompleted: false };
            await DisposeAsync();
            if (!aborted)
                throw;
            throw new EnumerationAbortedException("Enumeration aborted: the grain is being deactivated.");
        }
        finally
        {
            _busy = false;
            _seen = true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (IsDisposed)
            return;
        IsDisposed = true;
        await _expiry.DisposeAsync();
        Activation.RemoveEnumeration(this);
        _cancel.Cancel();
        if (_next is not null)
            await ((Task)_next).WaitAsync(Activation.Runtime.Messaging.ResponseTimeout, Activation.Runtime.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (_next is null or { IsCompleted: true })
            await _elements.DisposeAsync();
    }

    private void ScheduleExpiry() => Task.Factory.StartNew(Expire, CancellationToken.None, TaskCreationOptions.None, Activation.Scheduler);

    private void Expire()
    {
        if (!_busy && !_seen)
            _ = DisposeAsync().AsTask();
        _seen = false;
    }

    public readonly record struct Batch(List<T>? Elements, bool Completed);
}
