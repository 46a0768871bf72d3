using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Directives.Grains;

/// <summary>
/// Reads a dictionary whose keys are compared by their bytes. The serializer's own compares them as the machine's
/// language does: in another order, and taking some that differ for the same.
/// </summary>
/// <remarks>The type of the values is listed in <see cref="StateJson"/>.</remarks>
internal sealed class OrdinalKeys<T> : JsonConverter<ImmutableSortedDictionary<string, T>>
{
    /// <summary>One for all: of a million registers most have no children, or no acts yet.</summary>
    public static readonly ImmutableSortedDictionary<string, T> Empty = ImmutableSortedDictionary.Create<string, T>(StringComparer.Ordinal);

    public override ImmutableSortedDictionary<string, T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not JsonTokenType.StartObject)
            throw new JsonException($"An object is expected, not {reader.TokenType}.");

        var type = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        var entries = Empty.ToBuilder();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            entries[key] = JsonSerializer.Deserialize(ref reader, type) ?? throw new JsonException($"The value of \"{key}\" is null.");
        }

        return entries.ToImmutable();
    }

    public override void Write(Utf8JsonWriter writer, ImmutableSortedDictionary<string, T> value, JsonSerializerOptions options)
    {
        var type = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        writer.WriteStartObject();
        foreach (var (key, item) in value)
        {
            writer.WritePropertyName(key);
            JsonSerializer.Serialize(writer, item, type);
        }

        writer.WriteEndObject();
    }
}
