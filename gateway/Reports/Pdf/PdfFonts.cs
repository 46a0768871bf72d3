using System.Collections.Concurrent;

namespace Directives.Gateway.Reports;

/// <summary>The fonts of printed reports: Noto Nastaliq Urdu, with its own Latin letters.</summary>
internal sealed class PdfFonts
{
    private const int MostKept = 20_000;
    private readonly ConcurrentDictionary<(string Text, bool Bold, bool RightToLeft), ImmutableArray<ShapedText>> lines = new();
    private readonly PdfFont[] fonts;

    public PdfFonts()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "wwwroot", "lib");
        PdfFont Load(string subset, int weight) => new(
            $"NotoNastaliqUrdu-{subset}-{weight}", Path.Combine(folder, $"noto-nastaliq-urdu-{subset}-{weight}-normal.woff"));
        fonts = [Load("latin", 400), Load("latin", 700), Load("arabic", 400), Load("arabic", 700)];
    }

    public IReadOnlyList<PdfFont> All => fonts;

    /// <summary>A line as it is seen, from the left. The same line is shaped once for many reports.</summary>
    public ImmutableArray<ShapedText> Shape(string line, bool bold, bool rightToLeft)
    {
        if (lines.TryGetValue((line, bold, rightToLeft), out var known))
            return known;
        ImmutableArray<ShapedText> shaped = [.. TextRuns.Order(line, rightToLeft).Select(run => fonts[(run.IsArabic ? 2 : 0) + (bold ? 1 : 0)].Shape(run))];
        if (lines.Count >= MostKept)
            lines.Clear();
        return lines[(line, bold, rightToLeft)] = shaped;
    }
}
