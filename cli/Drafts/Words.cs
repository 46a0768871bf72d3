using System.Collections.Frozen;
using System.Reflection;
using Google.Protobuf.Reflection;

namespace Directives.Cli.Drafts;

/// <summary>
/// The words that people write for an enumeration of the API: <c>INSTRUMENT_OFFICE_MEMORANDUM</c> is
/// <c>office-memorandum</c>.
/// </summary>
internal static class Words<TEnum>
    where TEnum : struct, Enum
{
    private const string Nothing = "UNSPECIFIED";
    private static readonly (string Word, TEnum Value)[] Pairs = Read();
    private static readonly FrozenDictionary<string, TEnum> Values =
        Pairs.ToFrozenDictionary(pair => pair.Word, pair => pair.Value, StringComparer.Ordinal);

    /// <summary>All words, in the order of the API.</summary>
    public static string All { get; } = string.Join(", ", Pairs.Select(pair => pair.Word));

    public static bool TryRead(string word, out TEnum value) => Values.TryGetValue(word, out value);

    /// <summary>The word of a value; its number where this program does not know it.</summary>
    public static string Of(TEnum value)
    {
        foreach (var pair in Pairs)
        {
            if (EqualityComparer<TEnum>.Default.Equals(pair.Value, value))
                return pair.Word;
        }

        return value.ToString("D");
    }

    private static (string, TEnum)[] Read()
    {
        var names = typeof(TEnum).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (field.GetCustomAttribute<OriginalNameAttribute>()!.Name, Value: (TEnum)field.GetValue(null)!))
            .ToArray();
        var prefix = names.Single(name => name.Name.EndsWith(Nothing, StringComparison.Ordinal)).Name[..^Nothing.Length];
        return [.. names.Where(name => name.Name != prefix + Nothing).Select(name => (ToWord(name.Name[prefix.Length..]), name.Value))];
    }

    private static string ToWord(string name) =>
        string.Create(name.Length, name, (word, from) =>
        {
            for (var i = 0; i < word.Length; i++)
                word[i] = from[i] == '_' ? '-' : char.ToLowerInvariant(from[i]);
        });
}
