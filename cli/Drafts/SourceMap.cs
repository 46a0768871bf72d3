namespace Directives.Cli.Drafts;

/// <summary>Where in a directive file each field of the draft was written, so that the server's objections can be shown there.</summary>
internal sealed class SourceMap
{
    private readonly Dictionary<string, (string Key, int Line)> places = new(StringComparer.Ordinal);

    /// <param name="field">The field's path in the API: <c>draft.audience.clauses[0].filter.bps_from</c>.</param>
    /// <param name="key">The key's path in the file: <c>audience.clauses[0].grades.from</c>.</param>
    public void Add(string field, string key, int line) => places[field] = (key, line);

    /// <summary>The place of a field; of the nearest one that contains it, where the file does not have it.</summary>
    /// <returns>The key is empty where nothing in the file corresponds.</returns>
    public (string Key, int Line) Find(string field)
    {
        for (var path = field; path.Length > 0; path = Parent(path))
        {
            if (places.TryGetValue(path, out var place))
                return place;
        }

        return ("", 0);
    }

    private static string Parent(string path)
    {
        var end = path.AsSpan().LastIndexOfAny('.', '[');
        return end < 0 ? "" : path[..end];
    }
}
