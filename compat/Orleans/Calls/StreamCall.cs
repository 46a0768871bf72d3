using System.Reflection;

namespace Orleans.Runtime;

/// <summary>A call that serves an enumeration. It may run beside others and waits as long as the grain takes.</summary>
internal sealed class StreamCall<T, TAnswer>(GrainStream<T> stream, Func<Activation, ValueTask<TAnswer>> body)
    : Call<TAnswer>(stream.Target.Runtime, stream.Target.GrainId, stream.Arguments)
{
    public override bool ReadOnly => false;

    public override bool AlwaysInterleave => true;

    public override MethodInfo GetMethod() => stream.Method.Info;

    protected override ValueTask<TAnswer> InvokeGrainAsync() => body(Target!);
}
