using System.Buffers;
using System.Text;

namespace Directives.Cli.Drafts;

/// <summary>A directive file taken apart: front matter, English text, Urdu text.</summary>
/// <param name="FrontMatter">The YAML between the two <c>---</c> lines; it begins in line 2. Null where there is none.</param>
internal sealed record DraftText(string? FrontMatter, DraftSection? English, DraftSection? Urdu)
{
    public const int MaxBytes = 1024 * 1024;
    public const string EnglishHeading = "# English";
    public const string UrduHeading = "# اردو";

    private const string Fence = "---";

    /// <summary>Everything that Unicode calls a control, save the tab.</summary>
    private static readonly SearchValues<char> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(c => char.IsControl(c) && c != '\t')]);

    /// <exception cref="DirectiveFileException">The file is too long or not UTF-8.</exception>
    public static DraftText Split(string path, byte[] content, FileProblems problems)
    {
        if (content.Length > MaxBytes)
            throw new DirectiveFileException(path, [new(0, "", $"has {content.Length:N0} bytes; a directive file has at most {MaxBytes:N0}")]);

        var lines = Decode(path, content).TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n');
        CheckCharacters(lines, problems);
        var end = lines[0].TrimEnd() == Fence ? Array.FindIndex(lines, 1, line => line.TrimEnd() == Fence) : -1;
        if (end < 0)
        {
            problems.Add(1, "", lines[0].TrimEnd() == Fence
                ? "the front matter has no end: close it with a line of ---"
                : "must begin with a line of ---, then the directive's keys, then a line of ---");
            return new DraftText(null, null, null);
        }

        var (english, urdu) = ReadSections(lines, end + 1, problems);
        return new DraftText(string.Join('\n', lines[1..end]), english, urdu) { Lines = lines.Length };
    }

    private int Lines { get; init; }

    /// <summary>Looks whether both languages are there.</summary>
    /// <param name="waived">The language that may be missing; null where none may.</param>
    public void Check(string? waived, FileProblems problems)
    {
        if (waived != "en" || English is not null)
            CheckSection("text.en", EnglishHeading, English, Lines, problems);
        if (waived != "ur" || Urdu is not null)
            CheckSection("text.ur", UrduHeading, Urdu, Lines, problems);
    }

    private static string Decode(string path, byte[] content)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content);
        }
        catch (DecoderFallbackException wrong)
        {
            var line = 1 + content.AsSpan(0, Math.Clamp(wrong.Index, 0, content.Length)).Count((byte)'\n');
            throw new DirectiveFileException(path, [new(line, "", "is not UTF-8 text")]);
        }
    }

    private static void CheckCharacters(string[] lines, FileProblems problems)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].AsSpan().IndexOfAny(Controls) is >= 0 and var at)
                problems.Add(i + 1, "", $"has the control character U+{(int)lines[i][at]:X4}");
        }
    }

    private static (DraftSection? English, DraftSection? Urdu) ReadSections(string[] lines, int from, FileProblems problems)
    {
        DraftSection? english = null, urdu = null;
        for (var start = NextHeading(lines, from); start < lines.Length; start = NextHeading(lines, start + 1))
        {
            var section = new DraftSection(start + 1, Body(lines, start + 1, NextHeading(lines, start + 1)));
            switch (lines[start].TrimEnd())
            {
                case EnglishHeading when english is null:
                    english = section;
                    break;
                case UrduHeading when urdu is null:
                    urdu = section;
                    break;
                case EnglishHeading or UrduHeading:
                    problems.Add(start + 1, "", $"has the heading \"{lines[start].TrimEnd()}\" a second time");
                    break;
                default:
                    problems.Add(
                        start + 1, "",
                        $"has the heading \"{Shorten(lines[start])}\": the text's own headings begin with ##, its languages are \"{EnglishHeading}\" and \"{UrduHeading}\"");
                    break;
            }
        }

        var stray = Array.FindIndex(lines, from, NextHeading(lines, from) - from, line => !string.IsNullOrWhiteSpace(line));
        if (stray >= 0)
            problems.Add(stray + 1, "", $"has text before the first heading; begin it with \"{EnglishHeading}\" or \"{UrduHeading}\"");
        return (english, urdu);
    }

    private static void CheckSection(string key, string heading, DraftSection? section, int lastLine, FileProblems problems)
    {
        if (section is null)
            problems.Add(lastLine, key, $"is missing: write it under the heading \"{heading}\"");
        else if (section.Text.Length == 0)
            problems.Add(section.Line, key, "is empty");
    }

    /// <summary>The next line with a heading of the first level, outside code blocks; the number of lines where none follows.</summary>
    private static int NextHeading(string[] lines, int from)
    {
        var inCode = false;
        for (var i = from; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("```", StringComparison.Ordinal) || lines[i].StartsWith("~~~", StringComparison.Ordinal))
                inCode = !inCode;
            else if (!inCode && (lines[i].StartsWith("# ", StringComparison.Ordinal) || lines[i].TrimEnd() == "#"))
                return i;
        }

        return lines.Length;
    }

    private static string Body(string[] lines, int from, int to) => string.Join('\n', lines[from..to]).Trim();

    private static string Shorten(string line) => line.Length <= 40 ? line.TrimEnd() : line[..40] + "…";
}

/// <param name="Line">Where its heading stands.</param>
/// <param name="Text">Markdown, without blank lines at either end.</param>
internal sealed record DraftSection(int Line, string Text);
