namespace Grpc.Core;

/// <summary>Passing a server call's deadline on to further calls; not offered, as it is not by the library stood in for.</summary>
public abstract class ContextPropagationToken
{
    protected internal ContextPropagationToken()
    {
    }
}

/// <summary>Options of a propagation token.</summary>
public class ContextPropagationOptions;
