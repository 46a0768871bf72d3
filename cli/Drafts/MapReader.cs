using System.Globalization;
using Directives.V1;

namespace Directives.Cli.Drafts;

/// <summary>
/// Reads the keys of one map in the front matter into the fields of a message, notes where each was, and collects what
/// is wrong. A key that is wrong reads as an empty value, so that one pass finds every mistake.
/// </summary>
/// <param name="keyPath">The map's path in the file; empty at the top.</param>
/// <param name="field">The message's path in the API.</param>
/// <param name="known">The keys asked for so far.</param>
/// <param name="waived">The language that texts may leave out; null where none may.</param>
internal sealed class MapReader(
    YamlMap map, string keyPath, string field, SourceMap places, FileProblems problems, List<string>? known = null,
    string? waived = null)
{
    private readonly List<string> known = known ?? [];

    /// <summary>A text that is not blank.</summary>
    public string Text(string key, bool required = true, string? name = null)
    {
        if (Find(key, required, name) is not { } entry)
            return "";
        if (entry.Value is not YamlText { Text: var text })
            return Wrong(entry, "must be a text");
        if (string.IsNullOrWhiteSpace(text))
            problems.Add(entry.Line, PathOf(key), "must not be empty");
        return text;
    }

    /// <summary>A text in the two languages, both of which must be there unless one is waived.</summary>
    public LocalText? LocalText(string key, bool required = true)
    {
        if (Map(key, required) is not { } texts)
            return null;

        var text = texts.Languages();
        texts.Close();
        return text;
    }

    /// <summary>The two languages, where they are keys of this map itself.</summary>
    public LocalText Languages() => new() { En = Text("en", waived != "en"), Ur = Text("ur", waived != "ur") };

    /// <summary>One of the words of an enumeration.</summary>
    public TEnum Word<TEnum>(string key, string? name = null)
        where TEnum : struct, Enum
    {
        if (Find(key, true, name) is not { } entry)
            return default;
        if (entry.Value is YamlText { Text: var word } && Words<TEnum>.TryRead(word, out var value))
            return value;

        var found = entry.Value is YamlText { Text: var wrong } ? $"\"{Shorten(wrong)}\"" : entry.Value.Kind;
        problems.Add(entry.Line, PathOf(key), $"is {found}; the words are {Words<TEnum>.All}");
        return default;
    }

    /// <summary>A date as YYYY-MM-DD; empty where the key is not there.</summary>
    public string Date(string key, bool required = true)
    {
        if (Find(key, required) is not { } entry)
            return "";
        if (entry.Value is YamlText { Text: var text }
            && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            return text;
        }

        return Wrong(entry, "must be a date as 2020-02-14");
    }

    /// <summary>A whole number; 0 where the key is not there.</summary>
    public int Number(string key, string? name = null)
    {
        if (Find(key, false, name) is not { } entry)
            return 0;
        if (entry.Value is YamlText { Text: var text } && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;

        Wrong(entry, "must be a whole number");
        return 0;
    }

    /// <summary>A list of words; empty where the key is not there.</summary>
    public IReadOnlyList<string> Names(string key)
    {
        var names = new List<string>();
        foreach (var (item, path, itemField) in Items(key, false))
        {
            places.Add(itemField, path, item.Line);
            if (item is YamlText { IsNull: false, Text: var name } && !string.IsNullOrWhiteSpace(name))
                names.Add(name);
            else
                problems.Add(item.Line, path, item is YamlText ? "must not be empty" : $"must be a word, not {item.Kind}");
        }

        return names;
    }

    /// <summary>A list of whole numbers; empty where the key is not there.</summary>
    public IReadOnlyList<int> Numbers(string key)
    {
        var numbers = new List<int>();
        foreach (var (item, path, itemField) in Items(key, false))
        {
            places.Add(itemField, path, item.Line);
            if (item is YamlText { Text: var text } && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                numbers.Add(number);
            else
                problems.Add(item.Line, path, $"must be a whole number, not {(item is YamlText { Text: var wrong } ? $"\"{Shorten(wrong)}\"" : item.Kind)}");
        }

        return numbers;
    }

    /// <summary>A list of maps.</summary>
    public IReadOnlyList<T> List<T>(string key, bool required, Func<MapReader, T> read)
    {
        var items = new List<T>();
        foreach (var (item, path, itemField) in Items(key, required))
        {
            if (item is not YamlMap entries)
            {
                problems.Add(item.Line, path, $"must be a map of keys, not {item.Kind}");
                continue;
            }

            places.Add(itemField, path, item.Line);
            var reader = new MapReader(entries, path, itemField, places, problems, waived: waived);
            items.Add(read(reader));
            reader.Close();
        }

        return items;
    }

    /// <summary>The map below a key; close it when it has been read.</summary>
    /// <param name="name">The field's name in the API; empty where the file nests what the API does not.</param>
    public MapReader? Map(string key, bool required = true, string? name = null)
    {
        if (Find(key, required, name) is not { } entry)
            return null;
        if (entry.Value is YamlMap below)
            return new MapReader(below, PathOf(key), FieldOf(name ?? key), places, problems, waived: waived);

        Wrong(entry, "must be a map of keys");
        return null;
    }

    /// <summary>The same map for the fields of a message that the API nests here and the file does not.</summary>
    public MapReader Nested(string name) => new(map, keyPath, FieldOf(name), places, problems, known, waived);

    /// <summary>Reports the keys that nothing asked for.</summary>
    public void Close()
    {
        foreach (var entry in map.Entries.Where(entry => !known.Contains(entry.Key)))
            problems.Add(entry.Line, PathOf(Shorten(entry.Key)), $"is not a key here; the keys are {string.Join(", ", known)}");
    }

    private IEnumerable<(YamlValue Item, string Path, string Field)> Items(string key, bool required)
    {
        if (Find(key, required) is not { } entry)
            yield break;
        if (entry.Value is not YamlList list)
        {
            Wrong(entry, "must be a list");
            yield break;
        }

        if (required && list.Items.Count == 0)
            problems.Add(entry.Line, PathOf(key), "must have at least one item");
        for (var i = 0; i < list.Items.Count; i++)
            yield return (list.Items[i], $"{PathOf(key)}[{i}]", $"{FieldOf(key)}[{i}]");
    }

    private YamlEntry? Find(string key, bool required, string? name = null)
    {
        known.Add(key);
        var entry = map.Entries.FirstOrDefault(entry => entry.Key == key);
        if (entry is { Value: YamlText { IsNull: true } } && required)
            problems.Add(entry.Line, PathOf(key), "has no value");
        else if (entry is null && required)
            problems.Add(map.Line, PathOf(key), "is missing");
        if (entry is null or { Value: YamlText { IsNull: true } })
            return null;

        if (name?.Length != 0)
            places.Add(FieldOf(name ?? key), PathOf(key), entry.Line);
        return entry;
    }

    private string Wrong(YamlEntry entry, string expected)
    {
        var found = entry.Value is YamlText { Text: var text } ? $"\"{Shorten(text)}\"" : entry.Value.Kind;
        problems.Add(entry.Line, PathOf(entry.Key), $"{expected}, not {found}");
        return "";
    }

    private string PathOf(string key) => keyPath.Length == 0 ? key : $"{keyPath}.{key}";

    private string FieldOf(string name) => name.Length == 0 ? field : $"{field}.{name}";

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
