using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Directives.Grains;

/// <summary>What is known of something, numbered: of two with the same key the one with the higher sequence counts.</summary>
internal interface INumbered
{
    string Key { get; }

    long Sequence { get; }
}

/// <summary>
/// Arrays with at most one of each key, in ordinal order of the keys. Most have a few items, and there are a million of them:
/// they take up less than trees, and the collector has less to walk.
/// </summary>
internal static class OrdinalKeys
{
    public static T? Find<T>(this ImmutableArray<T> known, string key)
        where T : class, INumbered => IndexOf(known.AsSpan(), key) is >= 0 and var index ? known[index] : null;

    /// <summary>Takes in what is new.</summary>
    /// <returns>The array that was given, where nothing is.</returns>
    public static ImmutableArray<T> Enter<T>(this ImmutableArray<T> known, ImmutableArray<T> further)
        where T : class, INumbered
    {
        List<T>? entered = null;
        foreach (var item in further)
        {
            var index = IndexOf(entered is null ? known.AsSpan() : CollectionsMarshal.AsSpan(entered), item.Key);
            if (index >= 0 && (entered is null ? known[index] : entered[index]).Sequence >= item.Sequence)
                continue;
            entered ??= [.. known];
            if (index >= 0)
                entered[index] = item;
            else
                entered.Insert(~index, item);
        }

        return entered is null ? known : [.. entered];
    }

    /// <returns>The complement of where it would stand, where there is none.</returns>
    private static int IndexOf<T>(ReadOnlySpan<T> known, string key)
        where T : INumbered
    {
        var (from, to) = (0, known.Length - 1);
        while (from <= to)
        {
            var middle = (from + to) / 2;
            switch (string.CompareOrdinal(known[middle].Key, key))
            {
                case 0:
                    return middle;
                case < 0:
                    from = middle + 1;
                    break;
                default:
                    to = middle - 1;
                    break;
            }
        }

        return ~from;
    }
}

/// <summary>
/// Stores such an array as an object with a member for each key. The serializer's own dictionaries compare keys as the
/// machine's language does: in another order, and taking some that differ for the same.
/// </summary>
/// <remarks>The type of the items is listed in <see cref="StateJson"/>.</remarks>
internal sealed class OrdinalKeys<T> : JsonConverter<ImmutableArray<T>>
    where T : class, INumbered
{
    public override ImmutableArray<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not JsonTokenType.StartObject)
            throw new JsonException($"An object is expected, not {reader.TokenType}.");

        var type = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        var items = ImmutableArray.CreateBuilder<T>();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var key = reader.GetString();
            reader.Read();
            var item = JsonSerializer.Deserialize(ref reader, type) ?? throw new JsonException($"The value of \"{key}\" is null.");
            items.Add(item.Key == key ? item : throw new JsonException($"The value of \"{key}\" is that of \"{item.Key}\"."));
        }

        return ImmutableArray<T>.Empty.Enter(items.DrainToImmutable());
    }

    public override void Write(Utf8JsonWriter writer, ImmutableArray<T> value, JsonSerializerOptions options)
    {
        var type = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        writer.WriteStartObject();
        foreach (var item in value)
        {
            writer.WritePropertyName(item.Key);
            JsonSerializer.Serialize(writer, item, type);
        }

        writer.WriteEndObject();
    }
}
