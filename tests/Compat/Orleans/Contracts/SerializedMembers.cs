using System.Reflection;
using System.Text;
using Orleans;

namespace Directives.Tests.Compat.Contracts;

/// <summary>A field or property whose value Orleans' serializer writes.</summary>
/// <param name="Id">Its number; null where it has none and needs one.</param>
/// <param name="FromConstructor">Whether the number is its place in a record's list of parameters; those are counted apart.</param>
/// <param name="IsReadOnly">Whether it is settled once constructed.</param>
/// <param name="IsMarked">Whether it is marked [Immutable] itself.</param>
internal sealed record SerializedMember(string Name, Type Type, uint? Id, bool FromConstructor, bool IsReadOnly, bool IsMarked);

/// <summary>Which members a type has and which numbers they get, by the rules of Orleans' code generator.</summary>
internal static class SerializedMembers
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    // [NonSerialized] is no custom attribute but this bit of the field, whose name is obsolete.
    private const FieldAttributes NotSerialized = (FieldAttributes)0x80;

    public static IReadOnlyList<SerializedMember> Of(Type type)
    {
        var generated = type.GetCustomAttribute<GenerateSerializerAttribute>(inherit: false)?.GenerateFieldIds == GenerateFieldIds.PublicProperties;
        var parameters = PrimaryConstructor(type);
        var result = new List<SerializedMember>();
        foreach (var field in type.GetFields(Declared).Where(f => !f.IsStatic && !f.Attributes.HasFlag(NotSerialized)))
        {
            var property = PropertyOf(type, field);
            var id = field.GetCustomAttribute<IdAttribute>()?.Id ?? property?.GetCustomAttribute<IdAttribute>()?.Id;
            var place = id is null && property is not null ? Array.FindIndex(parameters, p => Same(p.Name!, property.Name) && p.ParameterType == property.PropertyType) : -1;
            if (place >= 0)
                id = parameters[place].GetCustomAttribute<IdAttribute>()?.Id ?? (uint)place;
            if (id is null && generated && property?.GetMethod is { IsPublic: true })
                id = (uint)StringComparer.Ordinal.GetHashCode(property.Name);
            var marked = field.IsDefined(typeof(ImmutableAttribute)) || property?.IsDefined(typeof(ImmutableAttribute)) == true
                || (place >= 0 && parameters[place].IsDefined(typeof(ImmutableAttribute)));
            result.Add(new(property?.Name ?? field.Name, field.FieldType, id, place >= 0, field.IsInitOnly, marked));
        }
        return result;
    }

    /// <summary>Members with an [Id] that are static or abstract, or compute their value and have no setter.</summary>
    public static IEnumerable<string> UnsettableWithId(Type type)
    {
        var fields = type.GetFields(Declared);
        return from member in type.GetMembers(Declared)
               where member.IsDefined(typeof(IdAttribute), inherit: false)
               where member is FieldInfo { IsStatic: true }
                   || (member is PropertyInfo property
                       && (property.GetMethod is { IsStatic: true } or { IsAbstract: true }
                           || (property.SetMethod is null && !fields.Any(f => PropertyOf(type, f) == property))))
               select member.Name;
    }

    private static PropertyInfo? PropertyOf(Type type, FieldInfo field) =>
        field.Name.StartsWith('<') && field.Name.EndsWith(">k__BackingField", StringComparison.Ordinal)
            ? type.GetProperty(field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)], Declared)
            : null;

    // A record's own list of parameters is the constructor that its Deconstruct mirrors.
    private static ParameterInfo[] PrimaryConstructor(Type type)
    {
        var isRecord = type.GetMethod("<Clone>$") is not null || type.GetMethod("PrintMembers", Declared, [typeof(StringBuilder)]) is not null;
        var included = type.GetCustomAttribute<GenerateSerializerAttribute>(inherit: false)?.IncludePrimaryConstructorParameters == true;
        if (!isRecord && !included)
            return [];
        return type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(c => c.GetParameters())
            .FirstOrDefault(parameters => parameters.Length > 0 && parameters.All(p => type.GetProperties(Declared).Any(q => Same(p.Name!, q.Name) && p.ParameterType == q.PropertyType))) ?? [];
    }

    private static bool Same(string parameter, string property) =>
        string.Equals(parameter.TrimStart('_'), property, StringComparison.OrdinalIgnoreCase);
}
