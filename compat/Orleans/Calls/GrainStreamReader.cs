namespace Orleans.Runtime;

/// <summary>Fetches a grain's elements, a batch a call.</summary>
internal sealed class GrainStreamReader<T> : IAsyncEnumerator<T>
{
    private readonly GrainStream<T> _stream;
    private readonly CancellationTokenSource? _either;
    private readonly CancellationToken _token;
    private GrainStreamWriter<T>? _writer;
    private GrainStreamWriter<T>.Batch _batch;
    private int _index;
    private bool _started;
    private bool _disposed;

    public GrainStreamReader(GrainStream<T> stream, CancellationToken token)
    {
        _stream = stream;
        _token = token;
        if (stream.Method.TokenIndex >= 0 && stream.Arguments[stream.Method.TokenIndex] is CancellationToken { CanBeCanceled: true } own && own != token)
        {
            _either = token.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(own, token) : null;
            _token = _either?.Token ?? own;
        }
    }

    public T Current => _batch.Elements is { } elements && _index < elements.Count
        ? elements[_index]
        : throw new InvalidOperationException("Cannot get current value of an invalid enumerator.");

    public async ValueTask<bool> MoveNextAsync()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_batch.Elements is { } elements && ++_index < elements.Count)
            return true;
        if (_batch.Completed)
            return false;
        _token.ThrowIfCancellationRequested();
        var call = new StreamCall<T, GrainStreamWriter<T>.Batch>(_stream, Fetch);
        _started = true;
        _stream.Target.Deliver(call);
        _index = 0;
        _batch = default;
        _batch = await call.Answer.WaitAsync(_token);
        return _batch.Elements is { Count: > 0 };
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (_started && _writer is not { IsDisposed: true })
        {
            var call = new StreamCall<T, bool>(_stream, DisposeWriter);
            call.Runtime.Pending.Add(call, call.Runtime.Messaging.ResponseTimeout);
            _stream.Target.Deliver(call);
            await ((Task)call.Answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        _either?.Dispose();
    }

    // Runs in the grain.
    private ValueTask<GrainStreamWriter<T>.Batch> Fetch(Activation target)
    {
        _writer ??= new(target, _stream);
        return _writer.Activation == target && !_writer.IsDisposed
            ? _writer.FetchAsync()
            : throw new EnumerationAbortedException("Enumeration aborted: the grain was deactivated since the enumeration began, or it was idle for too long.");
    }

    private async ValueTask<bool> DisposeWriter(Activation target)
    {
        if (_writer?.Activation == target)
            await _writer.DisposeAsync();
        return true;
    }
}
