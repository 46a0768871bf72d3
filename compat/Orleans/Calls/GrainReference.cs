using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Orleans.Runtime;

/// <summary>Stands for a grain wherever it is; calls on it go to the grain's activation.</summary>
public abstract class GrainReference : DispatchProxy, IAddressable, IEquatable<GrainReference>
{
    private static readonly ConcurrentDictionary<Type, GrainReference> s_unbound = new();
    private static readonly MethodInfo s_create =
        typeof(DispatchProxy).GetMethod(nameof(Create), 2, BindingFlags.Public | BindingFlags.Static, null, Type.EmptyTypes, null)!;

    private Activation? _lastKnown;

    public GrainId GrainId { get; private set; }

    internal SiloRuntime Runtime { get; private set; } = null!;

    public bool Equals(GrainReference? other) => other is not null && GrainId.Equals(other.GrainId);

    public override bool Equals(object? obj) => obj is GrainReference other && Equals(other);

    public override int GetHashCode() => GrainId.GetHashCode();

    public override string ToString() => $"GrainReference:{GrainId}";

    public static bool operator ==(GrainReference? reference1, GrainReference? reference2) => Equals(reference1, reference2);

    public static bool operator !=(GrainReference? reference1, GrainReference? reference2) => !Equals(reference1, reference2);

    // A copy, because DispatchProxy's own way of making one is slow.
    internal static GrainReference Create(SiloRuntime runtime, Type contract, GrainId grainId)
    {
        var reference = (GrainReference)s_unbound.GetOrAdd(contract, MakeUnbound).MemberwiseClone();
        reference.Runtime = runtime;
        reference.GrainId = grainId;
        return reference;
    }

    internal void Deliver(Call call)
    {
        if (_lastKnown?.TryEnqueue(call) != true)
            _lastKnown = Runtime.Deliver(call);
    }

    protected sealed override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        GrainMethod.Of(targetMethod!).Send(this, args ?? []);

    private static GrainReference MakeUnbound(Type contract) =>
        (GrainReference)s_create.MakeGenericMethod(contract, typeof(GrainProxy)).Invoke(null, null)!;
}

/// <summary>The base of the classes that are made at run time.</summary>
[SuppressMessage("Performance", "CA1852", Justification = "Its subclasses are made at run time.")]
internal class GrainProxy : GrainReference
{
    public GrainProxy()
    {
    }
}
