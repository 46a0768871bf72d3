using System.Runtime.CompilerServices;
using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>
/// One stored state of one activation. Its operations run one after the other; a write that nobody has
/// started yet serves everyone who asks for one.
/// </summary>
internal sealed class PersistentState<TState>(string name, Activation activation, IGrainStorage storage) : IPersistentState<TState>, ILifecycleObserver
{
    private GrainState<TState>? _state;
    private Operation? _last;
    private bool _initialized;

    private enum Kind
    {
        Read,
        Write,
        Clear,
    }

    public TState State
    {
        get
        {
            RuntimeContext.CheckInsideGrain();
            return _state is null ? default! : _state.State!;
        }
        set
        {
            RuntimeContext.CheckInsideGrain();
            Stored.State = value;
        }
    }

    public string? Etag => _state?.ETag;

    public bool RecordExists => _initialized ? Stored.RecordExists : throw new InvalidOperationException("State has not yet been loaded");

    private GrainState<TState> Stored => _state ??= new(NewState());

    public Task OnStart(CancellationToken cancellationToken) => _initialized || cancellationToken.IsCancellationRequested ? Task.CompletedTask : ReadStateAsync(CancellationToken.None);

    public Task OnStop(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task ReadStateAsync() => Enqueue(Kind.Read, CancellationToken.None);

    public Task WriteStateAsync() => Enqueue(Kind.Write, CancellationToken.None);

    public Task ClearStateAsync() => Enqueue(Kind.Clear, CancellationToken.None);

    public Task ReadStateAsync(CancellationToken cancellationToken) => Enqueue(Kind.Read, cancellationToken);

    public Task WriteStateAsync(CancellationToken cancellationToken) => Enqueue(Kind.Write, cancellationToken);

    public Task ClearStateAsync(CancellationToken cancellationToken) => Enqueue(Kind.Clear, cancellationToken);

    // A type without a parameterless constructor starts with all its members at their defaults.
    private static TState NewState() => typeof(TState).IsValueType || typeof(TState).GetConstructor(Type.EmptyTypes) is not null
        ? Activator.CreateInstance<TState>()
        : (TState)RuntimeHelpers.GetUninitializedObject(typeof(TState));

    private Task Enqueue(Kind kind, CancellationToken token)
    {
        RuntimeContext.CheckInsideGrain();
        if (kind != Kind.Read && !token.CanBeCanceled && _last is { Started: false, Shared: true } last && last.Kind == kind)
            return last.Completion;
        var operation = new Operation(kind, !token.CanBeCanceled);
        operation.Completion = RunAsync(operation, _last, token);
        _last = operation;
        return operation.Completion;
    }

    private async Task RunAsync(Operation operation, Operation? before, CancellationToken token)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.ContinueOnCapturedContext);
        try
        {
            if (before is not null)
                await before.Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            operation.Started = true;
            var served = before is { Completion.IsCompletedSuccessfully: true }
                && (operation.Kind == Kind.Read || (operation.Kind == Kind.Clear && before.Kind == Kind.Clear));
            if (!served)
                await CallStorageAsync(operation.Kind, token);
            if (operation.Kind == Kind.Read)
                _initialized = true;
        }
        finally
        {
            if (ReferenceEquals(_last, operation))
                _last = null;
        }
    }

    private async Task CallStorageAsync(Kind kind, CancellationToken token)
    {
        try
        {
            await (kind switch
            {
                Kind.Read => storage.ReadStateAsync(name, activation.GrainId, Stored, token),
                Kind.Write => storage.WriteStateAsync(name, activation.GrainId, Stored, token),
                _ => storage.ClearStateAsync(name, activation.GrainId, Stored, token),
            });
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e) when (e is not OrleansException)
        {
            throw new OrleansException($"Error from storage provider {storage.GetType().Name}.{name} during {kind}StateAsync for grain {activation.GrainId}{Environment.NewLine} {e}", e);
        }
    }

    private sealed class Operation(Kind kind, bool shared)
    {
        public Kind Kind => kind;

        /// <summary>Whether others may wait for it too.</summary>
        public bool Shared => shared;

        public bool Started { get; set; }

        public Task Completion { get; set; } = Task.CompletedTask;
    }
}
