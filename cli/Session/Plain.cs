namespace Directives.Cli;

/// <summary>Text from others, made harmless for a terminal: no control character reaches it.</summary>
internal static class Plain
{
    private const char Replacement = '\uFFFD';

    /// <summary>On one line.</summary>
    public static string Line(string text) => Clean(text.ReplaceLineEndings(" ").Replace('\t', ' '), lines: false);

    /// <summary>With its own lines.</summary>
    public static string Text(string text) => Clean(text.Replace("\r\n", "\n", StringComparison.Ordinal), lines: true);

    private static string Clean(string text, bool lines) =>
        text.Any(c => IsHarmful(c, lines)) ? string.Concat(text.Select(c => IsHarmful(c, lines) ? Replacement : c)) : text;

    private static bool IsHarmful(char c, bool lines) => char.IsControl(c) && !(lines && c is '\n' or '\t');
}
