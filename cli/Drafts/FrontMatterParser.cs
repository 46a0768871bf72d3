using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Directives.Cli.Drafts;

/// <summary>
/// Reads YAML into a small tree with line numbers. Only what a directive file needs: no anchors, aliases or tags, one
/// document, bounded depth and size, so that a hostile file costs no more than reading it.
/// </summary>
internal sealed class FrontMatterParser
{
    public const int MaxDepth = 12;
    public const int MaxValues = 50_000;

    private readonly Parser parser;
    private readonly int linesBefore;
    private readonly FileProblems problems;
    private int values;

    private FrontMatterParser(string yaml, int linesBefore, FileProblems problems)
    {
        parser = new Parser(new StringReader(yaml));
        this.linesBefore = linesBefore;
        this.problems = problems;
    }

    /// <param name="linesBefore">Lines of the file that stand before the front matter.</param>
    /// <returns>Null where it is no map of keys; then there is a problem that says so.</returns>
    public static YamlMap? Parse(string yaml, int linesBefore, FileProblems problems)
    {
        try
        {
            return new FrontMatterParser(yaml, linesBefore, problems).ReadDocument();
        }
        catch (YamlException wrong)
        {
            problems.Add(linesBefore + (int)wrong.Start.Line, "", $"is not valid YAML: {wrong.Message}");
            return null;
        }
    }

    private int Line => linesBefore + (int)parser.Current!.Start.Line;

    private YamlMap? ReadDocument()
    {
        Expect<StreamStart>();
        if (parser.Current is StreamEnd)
            return Refuse("the front matter is empty: write the directive's keys between the two --- lines");

        Expect<DocumentStart>();
        var line = Line;
        var root = ReadValue("", 1);
        Expect<DocumentEnd>();
        if (parser.Current is not StreamEnd)
            return Refuse("has a second YAML document: the front matter is one");
        if (root is YamlMap map)
            return map;

        problems.Add(line, "", $"the front matter must be a map of keys, not {root.Kind}");
        return null;
    }

    private YamlMap? Refuse(string message)
    {
        problems.Add(Line, "", message);
        return null;
    }

    private YamlValue ReadValue(string path, int depth)
    {
        if (depth > MaxDepth)
            throw Stop($"is nested deeper than {MaxDepth} levels");
        if (++values > MaxValues)
            throw Stop($"has more than {MaxValues} values");
        if (parser.Current is NodeEvent node)
            CheckPlain(node, path);

        return parser.Current switch
        {
            Scalar => ReadText(),
            SequenceStart => ReadList(path, depth),
            MappingStart => ReadMap(path, depth),
            AnchorAlias => ReadAlias(path),
            var other => throw Stop($"has an unexpected {other?.GetType().Name}"),
        };
    }

    private void CheckPlain(NodeEvent node, string path)
    {
        if (!node.Anchor.IsEmpty)
            problems.Add(Line, path, "anchors (&) are not used in directive files: write the value where it belongs");
        if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific)
            problems.Add(Line, path, "tags (!) are not used in directive files");
    }

    private YamlText ReadText()
    {
        var line = Line;
        var scalar = Expect<Scalar>();
        var isNull = scalar is { Style: ScalarStyle.Plain, Value: "" or "~" or "null" or "Null" or "NULL" };
        return new YamlText(line, scalar.Value, isNull);
    }

    private YamlText ReadAlias(string path)
    {
        problems.Add(Line, path, "aliases (*) are not used in directive files: write the value out");
        var line = Line;
        Expect<AnchorAlias>();
        return new YamlText(line, "", true);
    }

    private YamlList ReadList(string path, int depth)
    {
        var line = Line;
        Expect<SequenceStart>();
        var items = new List<YamlValue>();
        while (parser.Current is not SequenceEnd)
            items.Add(ReadValue($"{path}[{items.Count}]", depth + 1));
        Expect<SequenceEnd>();
        return new YamlList(line, items);
    }

    private YamlMap ReadMap(string path, int depth)
    {
        var line = Line;
        Expect<MappingStart>();
        var entries = new List<YamlEntry>();
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        while (parser.Current is not MappingEnd)
        {
            var keyLine = Line;
            if (ReadValue(path, depth + 1) is not YamlText { IsNull: false, Text: var key })
                throw Stop("a key must be one word before a colon", keyLine);
            var full = path.Length == 0 ? key : $"{path}.{key}";
            var value = ReadValue(full, depth + 1);
            if (known.TryAdd(key, keyLine))
                entries.Add(new YamlEntry(key, keyLine, value));
            else
                problems.Add(keyLine, full, $"is given twice, first in line {known[key]}");
        }

        Expect<MappingEnd>();
        return new YamlMap(line, entries);
    }

    private T Expect<T>()
        where T : ParsingEvent
    {
        if (parser.Current is null)
            parser.MoveNext();
        if (parser.Current is not T found)
            throw Stop($"has an unexpected {parser.Current?.GetType().Name}");
        parser.MoveNext();
        return found;
    }

    private YamlException Stop(string message, int? line = null)
    {
        var at = line is { } known ? new Mark(0, known - linesBefore, 1) : parser.Current?.Start ?? Mark.Empty;
        return new YamlException(at, at, message);
    }
}
