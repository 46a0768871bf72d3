using System.Reflection;
using Orleans.Configuration;

namespace Orleans.Runtime;

/// <summary>The grain classes of the application, by grain type and by interface.</summary>
internal sealed class GrainClasses
{
    private static readonly string s_self = typeof(Grain).Assembly.GetName().Name!;
    private static readonly Lazy<Assembly[]> s_application = new(FindApplicationAssemblies);

    private readonly Dictionary<GrainType, GrainClass> _byType = [];
    private readonly Dictionary<Type, GrainClass[]> _byInterface;

    public GrainClasses(IEnumerable<Assembly> assemblies, GrainCollectionOptions collection)
    {
        foreach (var type in assemblies.SelectMany(a => a.GetTypes()).Where(IsGrainClass))
        {
            var found = new GrainClass(type, TypeOf(type), [.. type.GetInterfaces().Where(IsGrainInterface)], collection);
            if (!_byType.TryAdd(found.GrainType, found))
                throw new InvalidOperationException($"Two grain classes have the grain type {found.GrainType}; one is {type}. Give one a [GrainType].");
        }
        _byInterface = (from found in _byType.Values
                        from contract in found.Interfaces
                        group found by contract).ToDictionary(g => g.Key, g => g.ToArray());
    }

    public GrainClass Get(GrainType type) => _byType.TryGetValue(type, out var found)
        ? found
        : throw new ArgumentException($"Could not find an implementation for grain type {type}");

    /// <summary>The one class of an interface; of several, the one that has its name.</summary>
    public GrainClass Get(Type contract)
    {
        if (!_byInterface.TryGetValue(contract, out var found))
            throw new ArgumentException($"Could not find an implementation for interface {contract}");
        return found.Length == 1 ? found[0]
            : found.SingleOrDefault(c => c.Name == contract.Name[1..])
            ?? throw new ArgumentException($"Unable to identify a single appropriate grain type for interface {contract}. "
                + $"Candidates: {string.Join(", ", found.Select(c => c.GrainType))}");
    }

    /// <summary>The assemblies in the application's folder, loaded or not yet, that refer to this one.</summary>
    public static Assembly[] ApplicationAssemblies => s_application.Value;

    private static Assembly[] FindApplicationAssemblies()
    {
        var seen = new HashSet<string>();
        var result = new List<Assembly>();
        var todo = new Stack<Assembly>(AppDomain.CurrentDomain.GetAssemblies().Where(a => !a.IsDynamic));
        while (todo.TryPop(out var assembly))
        {
            if (!seen.Add(assembly.FullName!))
                continue;
            var references = assembly.GetReferencedAssemblies();
            if (references.Any(r => r.Name == s_self))
                result.Add(assembly);
            foreach (var reference in references)
            {
                if (!seen.Contains(reference.FullName) && File.Exists(Path.Combine(AppContext.BaseDirectory, reference.Name + ".dll")))
                    todo.Push(Assembly.Load(reference));
            }
        }
        return [.. result];
    }

    private static bool IsGrainClass(Type type) =>
        type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false } && typeof(IGrainBase).IsAssignableFrom(type)
        && type.GetInterfaces().Any(IsGrainInterface);

    private static bool IsGrainInterface(Type type) =>
        typeof(IGrain).IsAssignableFrom(type) && type != typeof(IGrain) && type != typeof(IGrainWithStringKey);

    private static GrainType TypeOf(Type type)
    {
        if (type.GetCustomAttribute<GrainTypeAttribute>(inherit: false) is { } named)
            return named.GetGrainType(null!, type);
        const string Suffix = "grain";
        var name = type.Name.ToLowerInvariant();
        return GrainType.Create(name.Length > Suffix.Length && name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name);
    }
}
