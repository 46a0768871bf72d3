using System.Reflection;
using Orleans.Serialization.Invocation;
using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>A call on its way to an activation, waiting there, or running.</summary>
internal abstract partial class Call(SiloRuntime runtime, GrainId grainId, object?[] arguments) : IInvokable
{
    private int _completed;
    private Activation? _target;

    public GrainId GrainId => grainId;

    public Dictionary<string, object>? Context { get; } = RequestContext.Export();

    /// <summary>The next in the queue of the activation.</summary>
    public Call? NextWaiting { get; set; }

    /// <summary>How often it was passed on to a new activation.</summary>
    public int Forwards { get; set; }

    public bool IsCompleted => Volatile.Read(ref _completed) != 0;

    public abstract bool ReadOnly { get; }

    public abstract bool AlwaysInterleave { get; }

    public virtual bool IsOneWay => false;

    /// <summary>Whether it is for one activation only and never passed on.</summary>
    public virtual bool IsLocal => false;

    /// <summary>Whether it counts as use of the activation.</summary>
    public virtual bool KeepsAlive => true;

    public Guid ReentrancyId => RequestContext.ReentrancyOf(Context);

    /// <summary>Whether it could ever run beside another call.</summary>
    public bool MayInterleave => AlwaysInterleave || ReadOnly || ReentrancyId != Guid.Empty;

    /// <summary>Place in <see cref="PendingCalls"/>.</summary>
    public PendingCalls.Entry Pending;

    public SiloRuntime Runtime => runtime;

    protected object?[] Arguments => arguments;

    protected Activation? Target => _target;

    public object? GetTarget() => _target?.GrainInstance;

    public int GetArgumentCount() => arguments.Length;

    public object? GetArgument(int index) => arguments[index];

    public void SetArgument(int index, object value) => arguments[index] = value;

    public string GetMethodName() => GetMethod().Name;

    public string GetInterfaceName() => GetInterfaceType().Name;

    public Type GetInterfaceType() => GetMethod().DeclaringType!;

    public abstract MethodInfo GetMethod();

    /// <summary>Runs the call in the activation and answers it; never throws.</summary>
    public abstract Task InvokeAsync(Activation target);

    /// <summary>Runs the grain's method.</summary>
    public abstract Task<Response> InvokeMethodAsync();

    /// <summary>Answers the call with an exception, unless it is answered already.</summary>
    public abstract bool Fail(Exception exception);

    public override string ToString() => $"{grainId} {GetInterfaceName()}.{GetMethodName()}";

    protected bool TryComplete()
    {
        if (Interlocked.Exchange(ref _completed, 1) != 0)
            return false;
        PendingCalls.Remove(this);
        OnAnswered();
        return true;
    }

    protected virtual void OnAnswered()
    {
    }

    protected void Begin(Activation target) => _target = target;

    /// <summary>What a failure means for the activation: state that has moved on elsewhere ends it.</summary>
    protected void OnInvocationFailed(Exception exception)
    {
        if (IsOneWay)
            LogOneWayFailed(runtime.Logger, exception, this);
        if (exception is InconsistentStateException { IsSourceActivation: true } inconsistent)
        {
            inconsistent.IsSourceActivation = false;
            _target!.Deactivate(new(DeactivationReasonCode.ApplicationError, exception.ToString()));
        }
    }
}
