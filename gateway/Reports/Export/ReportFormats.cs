namespace Directives.Gateway.Reports;

/// <summary>The format that a request asks for.</summary>
internal sealed class ReportFormats
{
    private readonly Lazy<PdfFonts> fonts = new(() => new PdfFonts());

    /// <exception cref="RefusedException">NotAllowedNow (NO_PDF): the machine has nothing to shape Urdu with.</exception>
    public IReportFormat Create(V1.ExportOptions options) => options.Format switch
    {
        V1.ExportFormat.Csv => new CsvFormat(options.ByteOrderMark),
        V1.ExportFormat.JsonLines => new JsonLinesFormat(),
        _ when !HarfBuzz.IsThere => throw RefusedException.NotAllowedNow(
            "NO_PDF", "This server writes no PDF: HarfBuzz, which shapes Urdu, is not installed (Debian: libharfbuzz0b)."),
        _ => new PdfFormat(fonts.Value, options.Language),
    };
}
