using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using Directives.Grains;
using FsCheck;
using FsCheck.Fluent;

namespace Directives.Tests.Properties;

/// <summary>
/// Values of any stored type, made from its constructors and members, so that a type of the future is generated as well.
/// What is not nullable is never null, a list never uninitialised, an enum always one of its names.
/// </summary>
internal static class AnyValue
{
    private static readonly NullabilityInfoContext Nullability = new();
    private static readonly MethodInfo ListMethod = typeof(AnyValue).GetMethod(nameof(ListOf), BindingFlags.NonPublic | BindingFlags.Static)!;
    private static readonly MethodInfo KeyedMethod = typeof(AnyValue).GetMethod(nameof(KeyedOf), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>What people write and what programs stumble over: quotes, controls, Urdu, joiners, pairs of surrogates.</summary>
    public static Gen<string> Text { get; } =
        from count in Gen.Choose(0, 6)
        from parts in Gen.Elements("", "a", "Z", "-", "so-1", " ", "\"", "\\", "\\u0041", "/", "<b>&'", "\0", "\u0001", "\n", "\r", "\t", "\u007f", "\u2028", "حکم", "ی", "ي", "\u200c", "é", "e\u0301", "😀", "\ufeff", "\uffff")
            .ArrayOf(count)
        select string.Concat(parts);

    public static Gen<object> Of(Type type, int depth = 0)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Gen.OneOf(Gen.Constant<object>(null!), Of(underlying, depth));
        if (type.IsEnum)
            return Gen.Elements(Enum.GetValues(type).Cast<object>().ToArray());
        if (type == typeof(string))
            return Text.Select(text => (object)text);
        if (type == typeof(bool))
            return Gen.Elements<object>(true, false);
        if (type == typeof(int))
            return Gen.OneOf(Gen.Elements<object>(0, 1, -1, int.MaxValue, int.MinValue), Gen.Choose(0, 100).Select(number => (object)number));
        if (type == typeof(long))
            return Gen.OneOf(Gen.Elements<object>(0L, 1L, long.MaxValue, long.MinValue), Gen.Choose(0, 100).Select(number => (object)(long)number));
        if (type == typeof(DateOnly))
            return Gen.Choose(0, DateOnly.MaxValue.DayNumber).Select(day => (object)DateOnly.FromDayNumber(day));
        if (type == typeof(DateTimeOffset))
            return from days in Gen.Choose(0, 100_000) from micros in Gen.Choose(0, int.MaxValue) select (object)DateTimeOffset.UnixEpoch.AddDays(days).AddMicroseconds(micros * 40.0);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
        {
            var item = type.GetGenericArguments()[0];
            var list = item.IsAssignableTo(typeof(INumbered)) ? KeyedMethod : ListMethod;
            return (Gen<object>)list.MakeGenericMethod(item).Invoke(null, [depth])!;
        }

        return Record(type, depth);
    }

    /// <summary>Where two values first differ; null where they do not.</summary>
    public static string? Difference(object? one, object? other, string path)
    {
        if (one is null || other is null)
            return one is null && other is null ? null : $"{path}: {one ?? "null"} and {other ?? "null"}";
        if (one.GetType() != other.GetType())
            return $"{path}: {one.GetType()} and {other.GetType()}";
        if (one is IEnumerable and not string)
        {
            var (left, right) = (((IEnumerable)one).Cast<object>().ToList(), ((IEnumerable)other).Cast<object>().ToList());
            return left.Count != right.Count
                ? $"{path}: {left.Count} and {right.Count} items"
                : left.Zip(right).Select((pair, i) => Difference(pair.First, pair.Second, $"{path}[{i}]")).FirstOrDefault(difference => difference is not null);
        }

        return IsLeaf(one.GetType())
            ? Equals(one, other) ? null : $"{path}: {one} and {other}"
            : Members(one.GetType()).Select(member => Difference(member.GetValue(one), member.GetValue(other), $"{path}.{member.Name}")).FirstOrDefault(difference => difference is not null);
    }

    private static bool IsLeaf(Type type) =>
        type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(DateOnly) || type == typeof(DateTimeOffset);

    /// <summary>What is stored: facts and what falls due are not part of a state's JSON.</summary>
    private static IEnumerable<PropertyInfo> Members(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(member => member.GetMethod!.GetParameters().Length == 0
            && member.GetCustomAttribute<System.Text.Json.Serialization.JsonIgnoreAttribute>() is null
            && (member.CanWrite || type.Name.StartsWith("KeyValuePair", StringComparison.Ordinal)));

    private static Gen<object> Record(Type type, int depth)
    {
        // A structure without parameters has no constructor.
        var constructor = type.GetConstructors().MaxBy(made => made.GetParameters().Length);
        var parameters = constructor?.GetParameters() ?? [];
        var others = Members(type).Where(member => !parameters.Any(parameter => parameter.Name == member.Name)).ToArray();
        var members = parameters
            .Select(parameter => Member(parameter.ParameterType, Nullability.Create(parameter).WriteState, depth))
            .Concat(others.Select(member => Member(member.PropertyType, Nullability.Create(member).ReadState, depth)));
        return Gen.CollectToArray(members).Select(values =>
        {
            var made = constructor?.Invoke(values[..parameters.Length]) ?? Activator.CreateInstance(type)!;
            foreach (var (member, value) in others.Zip(values[parameters.Length..]))
                member.SetValue(made, value);
            return made;
        });
    }

    private static Gen<object> Member(Type type, NullabilityState nullability, int depth) => nullability is NullabilityState.Nullable && !type.IsValueType
        ? Gen.OneOf(Gen.Constant<object>(null!), Of(type, depth + 1))
        : Of(type, depth + 1);

    private static Gen<object> ListOf<T>(int depth) =>
        from count in Gen.Choose(0, depth > 3 ? 1 : 3)
        from items in Of(typeof(T), depth + 1).ArrayOf(count)
        select (object)items.Cast<T>().ToImmutableArray();

    private static Gen<object> KeyedOf<T>(int depth)
        where T : class, INumbered =>
        from count in Gen.Choose(0, 4)
        from items in Of(typeof(T), depth + 1).ArrayOf(count)
        select (object)ImmutableArray<T>.Empty.Enter([.. items.Cast<T>()]);
}
