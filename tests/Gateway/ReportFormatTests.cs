using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Directives.Gateway.Reports;
using Directives.Grains;

namespace Directives.Tests.Gateway;

/// <summary>How values are written in each format.</summary>
public sealed class ReportFormatTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 2, 11, 0, 0, 5, TimeSpan.FromHours(5));

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("a \"b\"", "\"a \"\"b\"\"\"")]
    [InlineData("a\r\nb", "\"a\r\nb\"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+923001234567", "'+923001234567")]
    [InlineData("-2", "'-2")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "'\tx")]
    [InlineData("\rx", "\"'\rx\"")]
    [InlineData("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0")]
    [InlineData("=HYPERLINK(\"http://x\",\"y\")", "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"")]
    [InlineData("a=1", "a=1")]
    [InlineData("سیکشن افسر", "سیکشن افسر")]
    public void Csv_Text_IsQuotedAndHarmless(string text, string written) =>
        Assert.Equal($"text\r\n{written}\r\n", Write(new CsvFormat(byteOrderMark: false), ["text"], [text]));

    [Fact]
    public void Csv_OtherValues_AreAsProgramsReadThem() => Assert.Equal(
        "a,b,c,d,e\r\n-3,true,false,2026-03-02T06:00:00.005000Z,\r\n",
        Write(new CsvFormat(byteOrderMark: false), ["a", "b", "c", "d", "e"], [-3, true, false, At, null]));

    [Fact]
    public void Csv_AnyTexts_AreReadBackAsTheyWere()
    {
        string[] texts = ["a", "\"", ",", "\n", "\r\n", "", "x\"\"y", "=1", "اردو،", "'quoted'"];
        var written = Write(new CsvFormat(byteOrderMark: false), [.. texts.Select((_, i) => $"f{i}")], [.. texts]);
        var rows = CsvRows.Read(written);

        Assert.Equal(2, rows.Count);
        Assert.Equal(texts.Select(text => text is "=1" or "\n" or "\r\n" ? $"'{text}" : text), rows[1]);
    }

    [Fact]
    public void JsonLines_Values_KeepTheirTypes()
    {
        var line = Write(new JsonLinesFormat(), ["a", "b", "c", "d", "e"], [-3, true, "=1 \"اردو\"\n", At, null]);

        var read = JsonDocument.Parse(Assert.Single(line.Split('\n', StringSplitOptions.RemoveEmptyEntries))).RootElement;
        Assert.Equal(["a", "b", "c", "d"], read.EnumerateObject().Select(member => member.Name));
        Assert.Equal((-3, true, "=1 \"اردو\"\n"), (read.GetProperty("a").GetInt32(), read.GetProperty("b").GetBoolean(), read.GetProperty("c").GetString()));
        Assert.Equal(At, read.GetProperty("d").GetDateTimeOffset());
    }

    private static string Write(IReportFormat format, ImmutableArray<string> fields, ImmutableArray<object?> values)
    {
        using (format)
        {
            var file = new ArrayBufferWriter<byte>();
            format.Begin(new ReportHead(new LocalText("", ""), new LocalText("", ""), [], fields, []), file);
            format.Add(new ReportLine(values), file);
            format.End(file);
            return Encoding.UTF8.GetString(file.WrittenSpan);
        }
    }
}
