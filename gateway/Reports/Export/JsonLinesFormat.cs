using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Directives.Gateway.Reports;

/// <summary>A JSON object on each line, without the members that have nothing to say.</summary>
internal sealed class JsonLinesFormat : IReportFormat
{
    /// <summary>Urdu stays readable; the file is no part of a page.</summary>
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private Utf8JsonWriter? writer;
    private ImmutableArray<string> fields = [];

    public void Begin(ReportHead head, IBufferWriter<byte> file)
    {
        fields = head.Fields;
        writer = new Utf8JsonWriter(file, Options);
    }

    public void Add(ReportLine line, IBufferWriter<byte> file)
    {
        writer!.Reset(file);
        writer.WriteStartObject();
        for (var i = 0; i < fields.Length; i++)
        {
            if (line.Values[i] is not null)
                Write(fields[i], line.Values[i]);
        }

        writer.WriteEndObject();
        writer.Flush();
        file.Write("\n"u8);
    }

    public void End(IBufferWriter<byte> file)
    {
    }

    public void Dispose() => writer?.Dispose();

    private void Write(string field, object? value)
    {
        switch (value)
        {
            case string text:
                writer!.WriteString(field, text);
                break;
            case bool truth:
                writer!.WriteBoolean(field, truth);
                break;
            case int number:
                writer!.WriteNumber(field, number);
                break;
            case DateTimeOffset time:
                writer!.WriteString(field, ReportValue.Time(time));
                break;
            default:
                throw new ArgumentException($"A report has no values of {value?.GetType()}.");
        }
    }
}
