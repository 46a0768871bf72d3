using System.Reflection;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Directives.Tests.Compat.Contracts;

/// <summary>Walks grain interfaces and everything that they can carry.</summary>
public sealed class GrainContracts
{
    private static readonly Type[] s_interleaving = [typeof(AlwaysInterleaveAttribute), typeof(ReadOnlyAttribute), typeof(OneWayAttribute)];

    private readonly List<Finding> _findings = [];
    private readonly CarriedTypes _types;

    private GrainContracts() => _types = new(_findings);

    /// <summary>Checks every grain interface, grain class, exception and serializable type of an assembly.</summary>
    public static IReadOnlyList<Finding> Check(Assembly assembly) => Check(assembly.GetTypes());

    public static IReadOnlyList<Finding> Check(params Type[] types)
    {
        var contracts = new GrainContracts();
        foreach (var type in types)
        {
            if (IsGrainInterface(type))
                contracts.CheckInterface(type);
            else if (typeof(IGrainBase).IsAssignableFrom(type))
                contracts.CheckClass(type);
            else if (typeof(Exception).IsAssignableFrom(type) || type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false))
                contracts._types.Check(type, type.Name, Sharing.Promised);
        }
        contracts.CheckAliases(types);
        return [.. contracts._findings.Distinct()];
    }

    public static bool IsGrainInterface(Type type) =>
        type.IsInterface && typeof(IAddressable).IsAssignableFrom(type) && type.Assembly != typeof(IAddressable).Assembly;

    private void CheckInterface(Type contract)
    {
        if (!contract.IsDefined(typeof(AliasAttribute), inherit: false))
            Add(Rule.MissingAlias, contract.Name, "the interface has no [Alias]");
        if (contract is { IsNested: true, IsNestedPublic: false, IsNestedAssembly: false })
            Add(Rule.Inaccessible, contract.Name, "the interface is private; make it internal at least");
        foreach (var member in contract.GetMembers().Where(m => m is PropertyInfo or EventInfo))
            Add(Rule.InterfaceMember, $"{contract.Name}.{member.Name}", $"is a {member.MemberType.ToString().ToLowerInvariant()}; a grain interface has methods only");
        foreach (var method in contract.GetMethods().Where(m => !m.IsSpecialName && !m.IsStatic))
            CheckMethod(contract, method);
    }

    private void CheckMethod(Type contract, MethodInfo method)
    {
        var where = $"{contract.Name}.{method.Name}";
        if (!method.IsDefined(typeof(AliasAttribute)))
            Add(Rule.MissingAlias, where, "the method has no [Alias]");
        if (method.IsGenericMethod)
        {
            Add(Rule.GenericMethod, where, "has type parameters, so what it carries cannot be known");
            return;
        }
        if (method.GetParameters().Count(p => p.ParameterType == typeof(CancellationToken)) > 1)
            Add(Rule.CancellationTokens, where, "has more than one CancellationToken");
        foreach (var parameter in method.GetParameters().Where(p => p.ParameterType != typeof(CancellationToken)))
        {
            if (parameter.ParameterType.IsByRef)
                Add(Rule.ByReference, $"{where}({parameter.Name})", "is passed by reference; pass it by value");
            else
                _types.Check(parameter.ParameterType, $"{where}({parameter.Name})", SharingOf(parameter));
        }
        CheckResult(where, method);
    }

    private void CheckResult(string where, MethodInfo method)
    {
        var type = method.ReturnType;
        if (type == typeof(Task) || type == typeof(ValueTask))
            return;
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        if (definition == typeof(Task<>) || definition == typeof(ValueTask<>) || definition == typeof(IAsyncEnumerable<>))
            _types.Check(type.GetGenericArguments()[0], $"{where} result", SharingOf(method.ReturnParameter));
        else
            Add(Rule.ReturnType, where, $"returns {CarriedTypes.NameOf(type)}; expected Task, ValueTask, either with a result, or IAsyncEnumerable");
    }

    private void CheckClass(Type type)
    {
        foreach (var method in type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        {
            foreach (var attribute in s_interleaving.Where(a => method.IsDefined(a, inherit: false)))
                Add(Rule.AttributeOnClass, $"{type.Name}.{method.Name}", $"[{attribute.Name[..^"Attribute".Length]}] counts on the interface's method only");
        }
        if (type.IsDefined(typeof(AliasAttribute), inherit: false) || type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false))
            Add(Rule.DataAttributeOnClass, type.Name, "a grain class takes neither [Alias] nor [GenerateSerializer]");
    }

    private void CheckAliases(Type[] types)
    {
        foreach (var (alias, type) in Duplicates(types.Union(_types.Checked), t => t.GetCustomAttributes<AliasAttribute>(inherit: false), t => t.Name))
            Add(Rule.DuplicateAlias, type, $"another type has the alias \"{alias}\" too");
        foreach (var contract in types.Where(IsGrainInterface))
        {
            foreach (var (alias, method) in Duplicates(contract.GetMethods(), m => m.GetCustomAttributes<AliasAttribute>(), m => m.Name))
                Add(Rule.DuplicateAlias, $"{contract.Name}.{method}", $"another method has the alias \"{alias}\" too");
        }
    }

    private static IEnumerable<(string Alias, string Name)> Duplicates<T>(IEnumerable<T> members, Func<T, IEnumerable<AliasAttribute>> aliases, Func<T, string> name) =>
        from member in members
        from attribute in aliases(member)
        group member by attribute.Alias into same
        from extra in same.Skip(1)
        select (same.Key, name(extra));

    private static Sharing SharingOf(ParameterInfo parameter) =>
        parameter.IsDefined(typeof(ImmutableAttribute)) ? Sharing.Marked : Sharing.Unmarked;

    private void Add(Rule rule, string where, string what) => _findings.Add(new(rule, where, what));
}
