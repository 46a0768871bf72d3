namespace Directives.Tests.Compat.Contracts;

/// <summary>Something that real Orleans would refuse, or that sharing by reference would break.</summary>
/// <param name="Rule">Which rule.</param>
/// <param name="Where">The way to it: interface, method, parameter, members.</param>
/// <param name="What">What was found and what is expected.</param>
public sealed record Finding(Rule Rule, string Where, string What)
{
    public override string ToString() => $"{Rule}: {Where}: {What}";
}

public enum Rule
{
    /// <summary>ORLEANS0102: Task, ValueTask, either with a result, or IAsyncEnumerable.</summary>
    ReturnType,

    /// <summary>ORLEANS0002: no ref, in or out.</summary>
    ByReference,

    /// <summary>ORLEANS0008: a grain interface has methods only.</summary>
    InterfaceMember,

    /// <summary>One cancellation token a method at most.</summary>
    CancellationTokens,

    /// <summary>A method with type parameters, whose types nobody can check here.</summary>
    GenericMethod,

    /// <summary>ORLEANS0001: how a call may run is said on the interface, not on the class.</summary>
    AttributeOnClass,

    /// <summary>ORLEANS0013: a grain class is not data.</summary>
    DataAttributeOnClass,

    /// <summary>ORLEANS0010: a name that survives renaming.</summary>
    MissingAlias,

    /// <summary>ORLEANS0011.</summary>
    DuplicateAlias,

    MissingGenerateSerializer,

    /// <summary>ORLEANS0004.</summary>
    MissingId,

    /// <summary>ORLEANS0012.</summary>
    DuplicateId,

    /// <summary>ORLEANS0006, ORLEANS0101: an id on what cannot be set.</summary>
    IdOnUnsettable,

    /// <summary>ORLEANS0107: generated code could not name it.</summary>
    Inaccessible,

    /// <summary>No serializer exists for it.</summary>
    Unsupported,

    /// <summary>It can be changed while others hold it.</summary>
    Mutable,
}
