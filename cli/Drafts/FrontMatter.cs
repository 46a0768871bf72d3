namespace Directives.Cli.Drafts;

/// <summary>A value in the front matter.</summary>
/// <param name="Line">Where it begins in the file, counted from 1.</param>
internal abstract record YamlValue(int Line)
{
    /// <summary>What it is, as a message names it.</summary>
    public abstract string Kind { get; }
}

/// <param name="IsNull">Written as nothing, <c>~</c> or <c>null</c>.</param>
internal sealed record YamlText(int Line, string Text, bool IsNull) : YamlValue(Line)
{
    public override string Kind => IsNull ? "nothing" : "a text";
}

internal sealed record YamlList(int Line, IReadOnlyList<YamlValue> Items) : YamlValue(Line)
{
    public override string Kind => "a list";
}

internal sealed record YamlMap(int Line, IReadOnlyList<YamlEntry> Entries) : YamlValue(Line)
{
    public override string Kind => "a map of keys";
}

/// <param name="Line">Where the key stands.</param>
internal sealed record YamlEntry(string Key, int Line, YamlValue Value);
