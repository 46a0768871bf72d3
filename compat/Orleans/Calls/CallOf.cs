using System.Runtime.ExceptionServices;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>A call that answers with a <typeparamref name="T"/>.</summary>
internal abstract class Call<T>(SiloRuntime runtime, GrainId grainId, object?[] arguments) : Call(runtime, grainId, arguments)
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Answer => _answer.Task;

    public override bool Fail(Exception exception)
    {
        if (!TryComplete())
            return false;
        if (IsOneWay || IsLocal)
            return true;
        if (exception is OperationCanceledException)
            _answer.TrySetFromTask(Throw(exception));
        else
            _answer.TrySetException(exception);
        return true;

        // A cancelled task that still throws the exception itself.
        static async Task<T> Throw(Exception exception)
        {
            await Task.CompletedTask;
            throw exception;
        }
    }

    public override async Task InvokeAsync(Activation target)
    {
        try
        {
            Begin(target);
            BeforeInvoke();
            T result;
            if (Runtime.Filters.Length == 0 && target.GrainInstance is not IIncomingGrainCallFilter)
                result = await InvokeGrainAsync();
            else
                result = await FilteredAsync(target);
            if (TryComplete())
                _answer.TrySetResult(result);
        }
        catch (Exception e)
        {
            OnInvocationFailed(e);
            Fail(e);
        }
    }

    public override async Task<Response> InvokeMethodAsync() => Response.FromResult(await InvokeGrainAsync());

    protected abstract ValueTask<T> InvokeGrainAsync();

    protected virtual void BeforeInvoke()
    {
    }

    private async Task<T> FilteredAsync(Activation target)
    {
        var context = new IncomingCall(this, target, Runtime.Filters);
        await context.Invoke();
        if (context.Response!.Exception is { } exception)
            ExceptionDispatchInfo.Throw(exception);
        return typeof(T) == typeof(GrainMethod.Nothing) ? default! : (T)context.Response.Result!;
    }
}
