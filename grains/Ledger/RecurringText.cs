using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CommunityToolkit.HighPerformance.Buffers;

namespace Directives.Grains;

/// <summary>
/// Reads a text that many rows have in common, such as a seat or a cadre, so that they share one string: a million posts
/// have some hundred designations between them.
/// </summary>
internal sealed class RecurringText : JsonConverter<string>
{
    /// <summary>Longer ones are read as any text is.</summary>
    private const int MaxBytes = 256;

    /// <summary>The texts that are shared; where there are more, the ones not used lately give way.</summary>
    private static readonly StringPool Known = new(16_384);

    /// <summary>The shared string that is equal to a text.</summary>
    public static string Share(string text) => text.Length > MaxBytes ? text : Known.GetOrAdd(text);

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not JsonTokenType.String || reader.HasValueSequence || reader.ValueSpan.Length > MaxBytes)
            return reader.GetString();

        Span<char> text = stackalloc char[MaxBytes];
        return Known.GetOrAdd(text[..reader.CopyString(text)]);
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

/// <summary>The same for a text in both languages.</summary>
internal sealed class RecurringLocalText : JsonConverter<LocalText>
{
    private static readonly RecurringText Text = new();

    /// <summary>Each at a place that follows from its English text; another one that has the same place replaces it.</summary>
    private static readonly LocalText?[] Known = new LocalText?[4_096];

    public override LocalText? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not JsonTokenType.StartObject)
            throw new JsonException($"An object is expected, not {reader.TokenType}.");

        var (english, urdu) = ("", "");
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var (isEnglish, isUrdu) = (reader.ValueTextEquals("en"), reader.ValueTextEquals("ur"));
            reader.Read();
            if (isEnglish)
                english = Text.Read(ref reader, typeof(string), options)!;
            else if (isUrdu)
                urdu = Text.Read(ref reader, typeof(string), options)!;
            else
                reader.Skip();
        }

        ref var known = ref Known[string.GetHashCode(english, StringComparison.Ordinal) & (Known.Length - 1)];
        return known is { } shared && shared.En == english && shared.Ur == urdu ? shared : known = new LocalText(english, urdu);
    }

    public override void Write(Utf8JsonWriter writer, LocalText value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, (JsonTypeInfo<LocalText>)options.GetTypeInfo(typeof(LocalText)));
}
