using System.Reflection;

namespace Orleans.Serialization.Invocation;

/// <summary>A call as a filter sees it.</summary>
public interface IInvokable
{
    object? GetTarget();

    int GetArgumentCount();

    object? GetArgument(int index);

    void SetArgument(int index, object value);

    string GetMethodName();

    string GetInterfaceName();

    MethodInfo GetMethod();

    Type GetInterfaceType();
}

/// <summary>What came of a call.</summary>
public abstract class Response
{
    public static Response Completed { get; } = new Outcome(null, null);

    public abstract object? Result { get; set; }

    public abstract Exception? Exception { get; set; }

    public static Response FromResult<TResult>(TResult value) => new Outcome(value, null);

    public static Response FromException(Exception exception) => new Outcome(null, exception);

    private sealed class Outcome(object? result, Exception? exception) : Response
    {
        public override object? Result { get; set; } = result;

        public override Exception? Exception { get; set; } = exception;
    }
}
