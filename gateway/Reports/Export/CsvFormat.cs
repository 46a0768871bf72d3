using System.Buffers;
using System.Globalization;
using System.Text;

namespace Directives.Gateway.Reports;

/// <summary>
/// RFC 4180 in UTF-8, with a header. A text that a spreadsheet would take for a formula has an apostrophe before it
/// (OWASP, CSV Injection), so that what an officer wrote as his reason is never run by whoever opens the file.
/// </summary>
internal sealed class CsvFormat(bool byteOrderMark) : IReportFormat
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create("\",\r\n");
    private static readonly SearchValues<char> Formula = SearchValues.Create("=+-@\t\r\n");
    private readonly StringBuilder row = new();

    public void Begin(ReportHead head, IBufferWriter<byte> file)
    {
        if (byteOrderMark)
            file.Write(Encoding.UTF8.Preamble);
        Write(head.Fields.CastArray<object?>(), file);
    }

    public void Add(ReportLine line, IBufferWriter<byte> file) => Write(line.Values, file);

    public void End(IBufferWriter<byte> file)
    {
    }

    public void Dispose()
    {
    }

    private void Write(ImmutableArray<object?> values, IBufferWriter<byte> file)
    {
        row.Clear();
        for (var i = 0; i < values.Length; i++)
        {
            if (i > 0)
                row.Append(',');
            Append(values[i]);
        }

        row.Append("\r\n");
        foreach (var chunk in row.GetChunks())
            Encoding.UTF8.GetBytes(chunk.Span, file);
    }

    private void Append(object? value)
    {
        if (value is not string text)
        {
            row.Append(ReportValue.Of(value));
            return;
        }

        var harmless = text.Length > 0 && Formula.Contains(text[0]) ? $"'{text}" : text;
        if (!harmless.AsSpan().ContainsAny(Quoted))
            row.Append(harmless);
        else
            row.Append('"').Append(harmless.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }
}

/// <summary>Values other than texts, as a CSV has them.</summary>
internal static class ReportValue
{
    public static string Of(object? value) => value switch
    {
        null => "",
        bool truth => truth ? "true" : "false",
        DateTimeOffset time => Time(time),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new ArgumentException($"A report has no values of {value.GetType()}."),
    };

    /// <summary>In UTC to the microsecond, as the ledger has it.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
}
