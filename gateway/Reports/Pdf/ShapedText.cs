namespace Directives.Gateway.Reports;

/// <summary>A glyph and where it is drawn, from the beginning of its text; in ems.</summary>
internal readonly record struct ShapedGlyph(int Glyph, float X, float Y);

/// <summary>A stretch of text as one font draws it, from the left.</summary>
/// <param name="Text">What it says, for who copies or searches it.</param>
/// <param name="Width">In ems.</param>
internal sealed record ShapedText(PdfFont Font, string Text, ImmutableArray<ShapedGlyph> Glyphs, float Width);
