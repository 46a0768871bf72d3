using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

/// <summary>A grain in memory: its instance, its state of life, and the calls that wait for it.</summary>
internal sealed partial class Activation : IGrainContext
{
    private readonly GrainClass _class;
    private readonly ActivationScheduler _scheduler;
    private AsyncServiceScope? _scope;
    private LifecycleSubject? _lifecycle;
    private Extras? _extras;
    private long _lastUsed;
    private Stage _stage;

    public Activation(SiloRuntime runtime, GrainClass grainClass, GrainId grainId)
    {
        Runtime = runtime;
        GrainId = grainId;
        _class = grainClass;
        _scheduler = new(this);
        _lastUsed = runtime.Time.GetTimestamp();
    }

    private enum Stage : byte
    {
        Creating,
        Activating,
        Valid,
        Deactivating,
        Invalid,
    }

    public SiloRuntime Runtime { get; }

    public GrainId GrainId { get; }

    public object? GrainInstance { get; private set; }

    public GrainReference GrainReference => Runtime.Factory.Reference(_class.PrimaryInterface, GrainId);

    public IServiceProvider ActivationServices => (_scope ??= Runtime.Services.CreateAsyncScope()).ServiceProvider;

    public IGrainLifecycle ObservableLifecycle => _lifecycle ??= new(Runtime.Logger);

    public TaskScheduler Scheduler => _scheduler;

    public Task Deactivated
    {
        get
        {
            lock (this)
                return _stage == Stage.Invalid ? Task.CompletedTask : More.Deactivated.Task;
        }
    }

    /// <summary>What most activations never need.</summary>
    private Extras More => _extras ??= new();

    private ILogger Logger => Runtime.Logger;

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => GrainId.GetHashCode();

    public override string ToString() => $"[Activation: {GrainId} State={_stage}]";

    private sealed class Extras
    {
        public readonly TaskCompletionSource Deactivated = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public DeactivationReason Reason;
        public CancellationToken DeactivationToken;
        public DateTimeOffset KeepUntil;
        public HashSet<IDisposable>? Timers;
        public HashSet<IAsyncDisposable>? Enumerations;
        public CancellationTokenSource? Ending;
        public Dictionary<Guid, int>? ReentrantSections;
    }
}
