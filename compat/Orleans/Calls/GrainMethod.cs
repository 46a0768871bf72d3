using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using Orleans.Concurrency;

namespace Orleans.Runtime;

/// <summary>What the runtime knows of a method of a grain interface.</summary>
internal abstract class GrainMethod
{
    private static readonly ConcurrentDictionary<MethodInfo, GrainMethod> s_all = new();

    protected GrainMethod(MethodInfo info)
    {
        Info = info;
        ReadOnly = info.IsDefined(typeof(ReadOnlyAttribute));
        AlwaysInterleave = info.IsDefined(typeof(AlwaysInterleaveAttribute));
        OneWay = info.IsDefined(typeof(OneWayAttribute));
        Timeout = info.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout;
        TokenIndex = Array.FindIndex(info.GetParameters(), p => p.ParameterType == typeof(CancellationToken));
    }

    public MethodInfo Info { get; }

    public bool ReadOnly { get; }

    public bool AlwaysInterleave { get; }

    public bool OneWay { get; }

    public TimeSpan? Timeout { get; }

    /// <summary>Which parameter is the cancellation token; -1 for none.</summary>
    public int TokenIndex { get; }

    public static GrainMethod Of(MethodInfo info) => s_all.GetOrAdd(info, Make);

    /// <summary>Makes the call and gives what the method returns.</summary>
    public abstract object Send(GrainReference target, object?[] arguments);

    public override string ToString() => $"{Info.DeclaringType!.Name}.{Info.Name}";

    private static GrainMethod Make(MethodInfo info)
    {
        var result = info.ReturnType;
        var definition = result.IsGenericType ? result.GetGenericTypeDefinition() : result;
        var kind = definition == typeof(IAsyncEnumerable<>) ? typeof(StreamMethod<>)
            : definition == typeof(Task<>) || definition == typeof(ValueTask<>) ? typeof(GrainMethod<>)
            : definition == typeof(Task) || definition == typeof(ValueTask) ? typeof(GrainMethod<>)
            : throw new NotSupportedException($"Grain method {info.DeclaringType}.{info.Name} must return Task, ValueTask, either with a result, or IAsyncEnumerable, and not {result}.");
        var type = kind.MakeGenericType(result.IsGenericType ? result.GetGenericArguments()[0] : typeof(Nothing));
        return (GrainMethod)Activator.CreateInstance(type, info)!;
    }

    /// <summary>Compiles a call on the target with boxed arguments, its outcome passed through <paramref name="adapt"/>.</summary>
    protected static Func<object, object?[], TOutcome> Compile<TOutcome>(MethodInfo info, Func<Expression, Expression> adapt)
    {
        var target = Expression.Parameter(typeof(object));
        var arguments = Expression.Parameter(typeof(object?[]));
        var values = info.GetParameters().Select((p, i) => Expression.Convert(Expression.ArrayIndex(arguments, Expression.Constant(i)), p.ParameterType));
        var call = Expression.Call(Expression.Convert(target, info.DeclaringType!), info, values);
        return Expression.Lambda<Func<object, object?[], TOutcome>>(adapt(call), target, arguments).Compile();
    }

    /// <summary>The result of a method that has none.</summary>
    internal readonly struct Nothing;
}

/// <summary>A method that answers once.</summary>
internal sealed class GrainMethod<T> : GrainMethod
{
    private static readonly MethodInfo s_fromTask = typeof(GrainMethod<T>).GetMethod(nameof(FromTask), BindingFlags.NonPublic | BindingFlags.Static)!;

    private readonly bool _valueTask;
    private readonly bool _hasResult;

    public GrainMethod(MethodInfo info) : base(info)
    {
        _valueTask = info.ReturnType.IsValueType;
        _hasResult = info.ReturnType.IsGenericType;
        Invoke = Compile<ValueTask<T>>(info, Adapt);
    }

    public Func<object, object?[], ValueTask<T>> Invoke { get; }

    public override object Send(GrainReference target, object?[] arguments)
    {
        var call = new MethodCall<T>(target, this, arguments);
        if (TokenIndex >= 0 && call.IsCanceledBeforehand(out var token))
            call.Fail(new OperationCanceledException(token));
        else
            call.Send();
        var answer = OneWay ? Task.FromResult<T>(default!) : call.Answer;
        return !_valueTask ? answer : _hasResult ? new ValueTask<T>(answer) : new ValueTask(answer);
    }

    private Expression Adapt(Expression call)
    {
        if (call.Type == typeof(ValueTask<T>))
            return call;
        if (call.Type == typeof(ValueTask))
            call = Expression.Call(call, nameof(ValueTask.AsTask), null);
        return _hasResult
            ? Expression.New(typeof(ValueTask<T>).GetConstructor([typeof(Task<T>)])!, call)
            : Expression.Call(s_fromTask, call);
    }

    private static ValueTask<T> FromTask(Task task)
    {
        return task.IsCompletedSuccessfully ? default : Wait(task);

        static async ValueTask<T> Wait(Task task)
        {
            await task;
            return default!;
        }
    }
}
