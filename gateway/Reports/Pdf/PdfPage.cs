using System.Buffers;
using System.Globalization;
using System.Text;

namespace Directives.Gateway.Reports;

/// <summary>The content of one page. Lengths in points, from the upper left corner.</summary>
internal sealed class PdfPage(PdfWriter writer, float height)
{
    private readonly StringBuilder content = new();

    /// <summary>Writes a shaped line.</summary>
    /// <param name="x">Where it begins at the left.</param>
    /// <param name="baseline">How far down the letters stand.</param>
    public void Text(ImmutableArray<ShapedText> line, float x, float baseline, float size, string colour)
    {
        foreach (var text in line)
        {
            content.Append(CultureInfo.InvariantCulture, $"/Span<</ActualText {PdfWriter.Hex(text.Text)}>>BDC BT {colour} /{writer.Use(text)} {Number(size)} Tf ");
            Glyphs(text, x, baseline, size);
            content.Append("ET EMC\n");
            x += text.Width * size;
        }
    }

    /// <summary>Fills a rectangle.</summary>
    public void Fill(float x, float top, float width, float depth, string colour) =>
        content.Append(CultureInfo.InvariantCulture, $"q {colour} {Number(x)} {Number(height - top - depth)} {Number(width)} {Number(depth)} re f Q\n");

    public ReadOnlySpan<byte> ToBytes() => Encoding.Latin1.GetBytes(content.ToString());

    /// <summary>Glyphs that stand where the pen is after the one before go into one string.</summary>
    private void Glyphs(ShapedText text, float x, float baseline, float size)
    {
        var (penX, penY) = (float.NaN, float.NaN);
        var open = false;
        foreach (var glyph in text.Glyphs)
        {
            if (!(Math.Abs(glyph.X - penX) < 0.001f && Math.Abs(glyph.Y - penY) < 0.001f))
            {
                content.Append(open ? "> Tj " : "").Append(CultureInfo.InvariantCulture, $"1 0 0 1 {Number(x + glyph.X * size)} {Number(height - baseline + glyph.Y * size)} Tm <");
                (penX, penY, open) = (glyph.X, glyph.Y, true);
            }

            content.Append(glyph.Glyph.ToString("X4", CultureInfo.InvariantCulture));
            penX += text.Font.File.AdvanceOf(glyph.Glyph) * 1000 / text.Font.File.UnitsPerEm / 1000f;
        }

        if (open)
            content.Append("> Tj ");
    }

    private static string Number(float value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
