using System.Buffers;
using Directives.Gateway.Web;

namespace Directives.Gateway.Reports;

/// <summary>A report on A4 pages, in one language: the table runs from right to left in Urdu. Each page is written when it is full.</summary>
internal sealed class PdfFormat : IReportFormat
{
    private const float Width = 595.28f, Height = 841.89f, Margin = 42, Foot = 46, Gap = 6;
    private const string Ink = "0.13 0.15 0.18 rg", Quiet = "0.38 0.42 0.47 rg", Green = "0.05 0.33 0.24 rg", Band = "0.92 0.95 0.93 rg", Line = "0.82 0.85 0.87 rg";
    private readonly PdfFonts fonts;
    private readonly PageLanguage language;
    private readonly bool urdu;
    private PdfWriter writer = null!;
    private PdfPage page = null!;
    private ReportHead head = null!;
    private float top;
    private bool empty = true;

    /// <param name="fonts">Loaded once for all reports.</param>
    /// <param name="language">en or ur.</param>
    public PdfFormat(PdfFonts fonts, string language)
    {
        (this.fonts, urdu) = (fonts, language == "ur");
        this.language = urdu ? PageLanguage.Urdu : PageLanguage.English;
    }

    private float Body => urdu ? 9 : 8.5f;

    private static float Inner => Width - 2 * Margin;

    public void Begin(ReportHead head, IBufferWriter<byte> file)
    {
        this.head = head;
        writer = new PdfWriter(fonts.All, Width, Height, file);
        page = new PdfPage(writer, Height);
        top = Margin;
        Paragraph(language[Labels.Government], Body, false, Quiet);
        Paragraph(language[head.Title], 18, true, Green);
        Paragraph(language[head.Subject], 12, true, Ink);
        top += Gap;
        foreach (var (label, value) in head.Particulars)
            Particular(language[label], language[value]);
        top += Gap;
        ColumnHeads();
    }

    public void Add(ReportLine line, IBufferWriter<byte> file)
    {
        empty = false;
        if (line.Heading is { } heading)
            Heading(language[heading.Title], language[heading.Detail], file);
        else if (line.Cells is { } cells)
            Row(cells, file);
    }

    public void End(IBufferWriter<byte> file)
    {
        if (empty)
            Paragraph(language[ReportWords.Empty], Body, false, Quiet);
        EndPage(file);
        writer.End($"{language[head.Title]}: {language[head.Subject]}", language.Code, file);
    }

    public void Dispose()
    {
    }

    /// <summary>From one line to the next; Nastaliq slopes, and needs twice the room.</summary>
    private float Leading(float size) => size * (urdu ? 2.3f : 1.42f);

    /// <summary>From the upper edge of a line to where its letters stand.</summary>
    private float Rise(float size) => size * (urdu ? 1.45f : 1.05f);

    private TextBlock Break(string text, float width, float size, bool bold) => TextBlock.Break(fonts, text, width, size, bold, urdu);

    private void Paragraph(string text, float size, bool bold, string colour)
    {
        var block = Break(text, Inner, size, bold);
        Write(block, Margin, Inner, top, size, colour);
        top += block.Lines.Length * Leading(size);
    }

    private void Particular(string label, string value)
    {
        const float LabelWidth = 120;
        var (name, block) = (Break(label, LabelWidth - Gap, Body, true), Break(value, Inner - LabelWidth, Body, false));
        Write(name, urdu ? Width - Margin - LabelWidth + Gap : Margin, LabelWidth - Gap, top, Body, Quiet);
        Write(block, urdu ? Margin : Margin + LabelWidth, Inner - LabelWidth, top, Body, Ink);
        top += Math.Max(name.Lines.Length, block.Lines.Length) * Leading(Body);
    }

    private void Heading(string title, string detail, IBufferWriter<byte> file)
    {
        var (name, block) = (Break(title, Inner - 2 * Gap, Body + 1, true), Break(detail, Inner - 2 * Gap, Body - 1, false));
        var depth = name.Lines.Length * Leading(Body + 1) + block.Lines.Length * Leading(Body - 1) + Gap;
        Make(depth + Leading(Body), file);
        page.Fill(Margin, top, Inner, depth, Band);
        Write(name, Margin + Gap, Inner - 2 * Gap, top + Gap / 2, Body + 1, Green);
        Write(block, Margin + Gap, Inner - 2 * Gap, top + Gap / 2 + name.Lines.Length * Leading(Body + 1), Body - 1, Quiet);
        top += depth;
    }

    private void ColumnHeads()
    {
        if (head.Columns.IsEmpty)
            return;
        Cells([.. head.Columns.Select(column => language[column.Label])], true, Quiet, null);
        page.Fill(Margin, top, Inner, 1, Green);
        top += 1;
    }

    private void Row(ImmutableArray<LocalText> cells, IBufferWriter<byte> file)
    {
        Cells([.. cells.Select(cell => language[cell])], false, Ink, file);
        page.Fill(Margin, top, Inner, 0.4f, Line);
    }

    /// <param name="file">To begin a new page where there is no room; null where there must be.</param>
    private void Cells(ImmutableArray<string> texts, bool bold, string colour, IBufferWriter<byte>? file)
    {
        var unit = Inner / head.Columns.Sum(column => column.Share);
        var blocks = texts.Select((text, i) => Break(text, head.Columns[i].Share * unit - Gap, Body, bold)).ToList();
        var depth = Math.Max(1, blocks.Max(block => block.Lines.Length)) * Leading(Body) + 2;
        if (file is not null)
            Make(depth, file);
        var left = urdu ? Width - Margin : Margin;
        for (var i = 0; i < blocks.Count; i++)
        {
            var width = head.Columns[i].Share * unit;
            if (urdu)
                left -= width;
            Write(blocks[i], left + Gap / 2, width - Gap, top + 1, Body, colour);
            if (!urdu)
                left += width;
        }

        top += depth;
    }

    private void Write(TextBlock block, float left, float width, float from, float size, string colour)
    {
        for (var i = 0; i < block.Lines.Length; i++)
        {
            var line = block.Lines[i];
            var x = urdu ? left + width - TextBlock.WidthOf(line) * size : left;
            page.Text(line, x, from + i * Leading(size) + Rise(size), size, colour);
        }
    }

    /// <summary>Makes room on a new page where there is not enough on this one.</summary>
    private void Make(float depth, IBufferWriter<byte> file)
    {
        if (top + depth <= Height - Foot)
            return;
        EndPage(file);
        page = new PdfPage(writer, Height);
        top = Margin;
        Paragraph($"{language[head.Title]} · {language[head.Subject]}", Body - 1, false, Quiet);
        ColumnHeads();
    }

    private void EndPage(IBufferWriter<byte> file)
    {
        var number = fonts.Shape(string.Format(System.Globalization.CultureInfo.InvariantCulture, language[ReportWords.Page], writer.Pages + 1), false, urdu);
        page.Text(number, (Width - TextBlock.WidthOf(number) * 8) / 2, Height - Foot / 2, 8, Quiet);
        writer.AddPage(page.ToBytes(), file);
    }
}
