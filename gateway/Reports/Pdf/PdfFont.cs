namespace Directives.Gateway.Reports;

/// <summary>A font that shapes text with HarfBuzz, by one caller at a time.</summary>
internal sealed class PdfFont
{
    /// <summary>In ems, between Latin words at least: the font's own space is made for Nastaliq, which needs less.</summary>
    private const float LatinSpace = 0.25f;

    private readonly Lock gate = new();
    private readonly IntPtr font;

    /// <param name="name">As the file names it.</param>
    public PdfFont(string name, string path)
    {
        Name = name;
        File = FontFile.Read(path);
        font = HarfBuzz.CreateFont(File.ToOpenType());
    }

    public string Name { get; }

    public FontFile File { get; }

    /// <summary>Glyph by glyph from the left, joined and set as the script wants it.</summary>
    public ShapedText Shape(TextRun run)
    {
        int[] found, positions;
        lock (gate)
        {
            (found, positions) = HarfBuzz.Shape(
                font, run.Text, run.IsRightToLeft ? HarfBuzz.RightToLeft : HarfBuzz.LeftToRight,
                run.IsArabic ? HarfBuzz.Arabic : HarfBuzz.Latin, run.IsArabic ? "ur" : "en");
        }

        var count = found.Length / HarfBuzz.Record;
        var glyphs = ImmutableArray.CreateBuilder<ShapedGlyph>(count);
        var (pen, em) = (0, (float)File.UnitsPerEm);
        for (var i = 0; i < count; i++)
        {
            var position = positions.AsSpan(i * HarfBuzz.Record, HarfBuzz.Record);
            glyphs.Add(new ShapedGlyph(found[i * HarfBuzz.Record], (pen + position[2]) / em, position[3] / em));
            var space = !run.IsArabic && run.Text[found[i * HarfBuzz.Record + 2]] == ' ';
            pen += space ? Math.Max(position[0], (int)(LatinSpace * em)) : position[0];
        }

        return new ShapedText(this, run.Text, glyphs.MoveToImmutable(), pen / em);
    }
}
