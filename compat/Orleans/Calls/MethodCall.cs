using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Orleans.Runtime;

/// <summary>A call of a method of a grain interface.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A source without a timer or a wait handle needs no disposing.")]
internal sealed class MethodCall<T>(GrainReference reference, GrainMethod<T> method, object?[] arguments)
    : Call<T>(reference.Runtime, reference.GrainId, arguments)
{
    private CancellationTokenRegistration _registration;
    private CancellationTokenSource? _cancel;
    private volatile bool _canceled;

    public override bool ReadOnly => method.ReadOnly;

    public override bool AlwaysInterleave => method.AlwaysInterleave;

    public override bool IsOneWay => method.OneWay;

    public override MethodInfo GetMethod() => method.Info;

    public bool IsCanceledBeforehand(out CancellationToken token)
    {
        token = (CancellationToken)Arguments[method.TokenIndex]!;
        return token.IsCancellationRequested;
    }

    public void Send()
    {
        if (!IsOneWay)
            Runtime.Pending.Add(this, method.Timeout ?? Runtime.Messaging.ResponseTimeout);
        if (method.TokenIndex >= 0 && Arguments[method.TokenIndex] is CancellationToken { CanBeCanceled: true } token)
        {
            _cancel = new();
            Arguments[method.TokenIndex] = _cancel.Token;
            _registration = token.UnsafeRegister(static (state, token) => ((MethodCall<T>)state!).Cancel(token), this);
        }
        reference.Deliver(this);
    }

    protected override ValueTask<T> InvokeGrainAsync() => method.Invoke(Target!.GrainInstance!, Arguments);

    protected override void BeforeInvoke()
    {
        if (_cancel is null)
            return;
        // Either this sees that it was cancelled, or Cancel sees the target.
        Interlocked.MemoryBarrier();
        if (_canceled)
            _cancel.Cancel();
    }

    protected override void OnAnswered() => _registration.Unregister();

    // The caller goes on at once; the grain learns of it in a turn of its own.
    private void Cancel(CancellationToken token)
    {
        _canceled = true;
        Fail(new OperationCanceledException(token));
        if (Target is { } target)
            Task.Factory.StartNew(static state => ((CancellationTokenSource)state!).Cancel(), _cancel, CancellationToken.None, TaskCreationOptions.None, target.Scheduler);
    }
}
