namespace Directives.Gateway.Reports;

/// <summary>A text broken into lines that fit a width.</summary>
internal sealed record TextBlock(ImmutableArray<ImmutableArray<ShapedText>> Lines)
{
    /// <summary>More is cut off with an ellipsis: what is printed of a text is bounded.</summary>
    private const int MostLines = 12;

    public static TextBlock Break(PdfFonts fonts, string text, float width, float size, bool bold, bool rightToLeft)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split((char[])[' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (Fits(longer))
            {
                line = longer;
                continue;
            }

            if (line.Length > 0)
                lines.Add(line);
            line = word;
            while (!Fits(line))
            {
                var part = LongestThatFits(line);
                lines.Add(line[..part]);
                line = line[part..];
            }

            if (lines.Count > MostLines)
                break;
        }

        if (line.Length > 0)
            lines.Add(line);
        if (lines.Count > MostLines)
            lines[MostLines - 1] += "…";
        return new([.. lines.Take(MostLines).Select(fitting => fonts.Shape(fitting, bold, rightToLeft))]);

        bool Fits(string candidate) => WidthOf(fonts.Shape(candidate, bold, rightToLeft)) * size <= width;

        int LongestThatFits(string word)
        {
            var (least, most) = (1, word.Length - 1);
            while (least < most)
            {
                var middle = (least + most + 1) / 2;
                (least, most) = Fits(word[..middle]) ? (middle, most) : (least, middle - 1);
            }

            return char.IsHighSurrogate(word[least - 1]) ? Math.Max(1, least - 1) : least;
        }
    }

    /// <summary>In ems.</summary>
    public static float WidthOf(ImmutableArray<ShapedText> line)
    {
        var width = 0f;
        foreach (var text in line)
            width += text.Width;
        return width;
    }
}
