using System.Reflection;

namespace Orleans.Runtime;

/// <summary>A method that answers with many elements.</summary>
internal sealed class StreamMethod<T>(MethodInfo info) : GrainMethod(info)
{
    public Func<object, object?[], IAsyncEnumerable<T>> Invoke { get; } = Compile<IAsyncEnumerable<T>>(info, call => call);

    public override object Send(GrainReference target, object?[] arguments) => new GrainStream<T>(target, this, arguments);
}
