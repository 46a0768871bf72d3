using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Reflection;
using Orleans;
using Orleans.Runtime;

namespace Directives.Tests.Compat.Contracts;

/// <summary>What keeps a value from being changed while several grains hold it.</summary>
public enum Sharing
{
    /// <summary>Nothing: its type must do it.</summary>
    Unmarked,

    /// <summary>It is a member of an [Immutable] type: a read-only interface is enough.</summary>
    Promised,

    /// <summary>It is marked [Immutable] itself: even an array will do.</summary>
    Marked,
}

/// <summary>Walks a type and what it holds, as Orleans' serializer and copier would.</summary>
internal sealed class CarriedTypes(List<Finding> findings)
{
    private static readonly HashSet<Type> s_values =
    [
        typeof(string), typeof(decimal), typeof(Guid), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan),
        typeof(Uri), typeof(Version), typeof(CultureInfo), typeof(BigInteger), typeof(Int128), typeof(UInt128), typeof(Half), typeof(IPAddress),
        typeof(IPEndPoint), typeof(GrainId), typeof(GrainType), typeof(IdSpan), typeof(Exception),
    ];

    private static readonly HashSet<Type> s_immutable =
    [
        typeof(Nullable<>), typeof(KeyValuePair<,>), typeof(ImmutableArray<>), typeof(ImmutableList<>), typeof(ImmutableHashSet<>),
        typeof(ImmutableSortedSet<>), typeof(ImmutableDictionary<,>), typeof(ImmutableSortedDictionary<,>), typeof(ImmutableQueue<>),
        typeof(ImmutableStack<>), typeof(FrozenSet<>), typeof(FrozenDictionary<,>),
    ];

    private static readonly HashSet<Type> s_readOnly =
    [
        typeof(IReadOnlyList<>), typeof(IReadOnlyCollection<>), typeof(IReadOnlySet<>), typeof(IReadOnlyDictionary<,>),
        typeof(ReadOnlyCollection<>), typeof(ReadOnlyDictionary<,>), typeof(ReadOnlyMemory<>),
    ];

    private static readonly HashSet<Type> s_mutable =
    [
        typeof(List<>), typeof(Dictionary<,>), typeof(HashSet<>), typeof(Queue<>), typeof(Stack<>), typeof(SortedDictionary<,>), typeof(SortedList<,>),
        typeof(SortedSet<>), typeof(IList<>), typeof(ICollection<>), typeof(IDictionary<,>), typeof(ISet<>), typeof(Memory<>), typeof(Collection<>),
    ];

    private readonly HashSet<Type> _checked = [];

    /// <summary>The types of our own that were met.</summary>
    public IReadOnlyCollection<Type> Checked => _checked;

    public static string NameOf(Type type) => type.IsArray ? $"{NameOf(type.GetElementType()!)}[]"
        : type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
        : type.Name;

    public void Check(Type type, string where, Sharing sharing)
    {
        if (type.IsPrimitive || type.IsEnum || type.IsGenericParameter || s_values.Contains(type) || GrainContracts.IsGrainInterface(type))
            return;
        if (type.IsArray)
        {
            if (sharing != Sharing.Marked)
                Add(Rule.Mutable, where, $"{NameOf(type)} can be changed while it is shared; use ImmutableArray<{NameOf(type.GetElementType()!)}> or mark it [Immutable]");
            Check(type.GetElementType()!, where, Sharing.Unmarked);
            return;
        }
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        if (s_immutable.Contains(definition) || IsTuple(definition))
            CheckArguments(type, where, sharing);
        else if (s_readOnly.Contains(definition))
            CheckCollection(type, where, sharing == Sharing.Unmarked, "is a read-only view of something that may change", sharing);
        else if (s_mutable.Contains(definition))
            CheckCollection(type, where, sharing != Sharing.Marked, "can be changed while it is shared", sharing);
        else if (IsUnsupported(type))
            Add(Rule.Unsupported, where, $"Orleans has no serializer for {NameOf(type)}, or cannot know what it holds");
        else
            CheckOwn(type, where);
    }

    private void CheckArguments(Type type, string where, Sharing sharing)
    {
        foreach (var argument in type.GetGenericArguments())
            Check(argument, where, sharing == Sharing.Marked ? Sharing.Promised : sharing);
    }

    private void CheckCollection(Type type, string where, bool bad, string why, Sharing sharing)
    {
        if (bad)
            Add(Rule.Mutable, where, $"{NameOf(type)} {why}; use an immutable collection or mark it [Immutable]");
        CheckArguments(type, where, sharing);
    }

    private void CheckOwn(Type type, string where)
    {
        CheckArguments(type, where, Sharing.Unmarked);
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        if (!_checked.Add(definition))
            return;
        where = $"{where} > {NameOf(definition)}";
        if (!definition.IsDefined(typeof(GenerateSerializerAttribute), inherit: false))
        {
            Add(Rule.MissingGenerateSerializer, where, "the type has no [GenerateSerializer]");
            return;
        }
        if (!definition.IsDefined(typeof(AliasAttribute), inherit: false))
            Add(Rule.MissingAlias, where, "the type has no [Alias]");
        if (definition is { IsNested: true, IsNestedPublic: false, IsNestedAssembly: false })
            Add(Rule.Inaccessible, where, "the type is private; make it internal at least");
        var isException = typeof(Exception).IsAssignableFrom(definition);
        if (definition.IsClass && !isException && !definition.IsDefined(typeof(ImmutableAttribute), inherit: false))
            Add(Rule.Mutable, where, "the type has no [Immutable], so Orleans would copy it and this engine shares it");
        CheckMembers(definition, where, isException);
        if (definition.BaseType is { } parent && parent.Assembly != typeof(object).Assembly && parent.Assembly != typeof(Grain).Assembly)
            Check(parent, where, Sharing.Unmarked);
        foreach (var child in definition.Assembly.GetTypes().Where(t => t.BaseType is { } b && (b.IsGenericType ? b.GetGenericTypeDefinition() : b) == definition))
            Check(child, where, Sharing.Unmarked);
    }

    private void CheckMembers(Type type, string where, bool mayBeSet)
    {
        var members = SerializedMembers.Of(type);
        foreach (var member in members.Where(m => m.Id is null))
            Add(Rule.MissingId, $"{where}.{member.Name}", "the member has no [Id]; give it one or mark it [NonSerialized]");
        foreach (var same in members.Where(m => m.Id is not null).GroupBy(m => (m.Id, m.FromConstructor)).Where(g => g.Count() > 1))
            Add(Rule.DuplicateId, where, $"[Id({same.Key.Id})] is on {string.Join(" and ", same.Select(m => m.Name))}");
        foreach (var name in SerializedMembers.UnsettableWithId(type))
            Add(Rule.IdOnUnsettable, $"{where}.{name}", "has an [Id] but cannot be set");
        foreach (var member in members)
        {
            if (type.IsClass && !mayBeSet && !member.IsReadOnly)
                Add(Rule.Mutable, $"{where}.{member.Name}", "can be set after construction; use init or readonly");
            Check(member.Type, $"{where}.{member.Name}", member.IsMarked ? Sharing.Marked : Sharing.Promised);
        }
    }

    private static bool IsTuple(Type definition) =>
        definition.IsGenericType && definition.Namespace == "System"
        && (definition.Name.StartsWith("ValueTuple`", StringComparison.Ordinal) || definition.Name.StartsWith("Tuple`", StringComparison.Ordinal));

    // What is left of the framework's own types has no serializer, or is an interface or object, which may hold anything.
    private static bool IsUnsupported(Type type) =>
        type.IsInterface || type.IsPointer || type.IsByRefLike || typeof(Delegate).IsAssignableFrom(type)
        || type.Assembly == typeof(object).Assembly || type.Assembly.GetName().Name!.StartsWith("System.", StringComparison.Ordinal)
        || type.Assembly.GetName().Name!.StartsWith("Microsoft.", StringComparison.Ordinal);

    private void Add(Rule rule, string where, string what) => findings.Add(new(rule, where, what));
}
