using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Directives.Gateway;
using Directives.Tests.Support;
using Directives.V1;
using Grpc.Core;

namespace Directives.Tests.Gateway;

/// <summary>Files that are made of directives, departments and officers.</summary>
public abstract class ExportTests(GatewayFixture fixture)
{
    private Metadata Reader => fixture.Gateway.AsRole(Role.Oversight);

    private V1.ReportService.ReportServiceClient Reports => fixture.Gateway.Reports;

    [Fact]
    public async Task ExportDirective_AsCsv_HasEveryOfficeAndPostInOrder()
    {
        var number = await fixture.IssueAsync();
        await fixture.AnswerAsync(number, "law/law-officer");

        var file = await TakeAsync(Reports.ExportDirective(
            new ExportDirectiveRequest { Directive = number, Options = new ExportOptions { Format = ExportFormat.Csv, ByteOrderMark = true } }, Reader));

        Assert.Equal(Encoding.UTF8.GetPreamble(), file[..3]);
        var rows = Rows(Encoding.UTF8.GetString(file[3..]));
        Assert.Equal(
            ["punjab", "punjab/chief-secretary", "sgad", "sgad/section-officer-1", "sgad/section-officer-2", "sgad-regulations", "sgad-regulations/section-officer", "law", "law/law-officer", "lahore-division", "kasur", "kasur/section-officer", "kasur/law-officer", "archives"],
            rows.Select(row => row["line"] == "post" ? row["post"] : row["department"]));
        var officer = rows.Single(row => row["post"] == "law/law-officer");
        Assert.Equal(("acknowledged", "action", "امینہ رشید", "18", "false"), (officer["standing"], officer["addressee"], officer["name_ur"], officer["bps"], officer["overdue"]));
        Assert.Equal("Section Officer (General), S&GAD", rows.Single(row => row["post"] == "sgad/section-officer-1")["designation_en"]);
        var law = rows.Single(row => row["line"] == "office" && row["department"] == "law");
        Assert.Equal(("true", "1", "1", "punjab", "1"), (law["received"], law["served"], law["acknowledged"], law["parent"], law["depth"]));
        Assert.Equal("true", rows.Single(row => row["post"] == "kasur/law-officer")["vacant"]);
    }

    [Fact]
    public async Task ExportDirective_AsJsonLines_IsAnObjectALine()
    {
        var number = await fixture.IssueAsync();

        var file = await TakeAsync(Reports.ExportDirective(
            new ExportDirectiveRequest { Directive = number, Department = "kasur", Options = new ExportOptions { Format = ExportFormat.JsonLines } }, Reader));

        var lines = Encoding.UTF8.GetString(file).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(["office", "post", "post"], lines.Select(line => line.GetProperty("line").GetString()));
        Assert.Equal(("ضلع قصور", 2, 2), (lines[0].GetProperty("department_ur").GetString(), lines[0].GetProperty("served").GetInt32(), lines[0].GetProperty("depth").GetInt32()));
        Assert.False(lines[2].TryGetProperty("person", out _), "a vacant post has no person");
    }

    [Fact]
    public async Task ExportDirective_OfFacts_HasThemWithTheirTimes()
    {
        var number = await fixture.IssueAsync();
        await fixture.AnswerAsync(number, "law/law-officer");

        var file = await TakeAsync(Reports.ExportDirective(
            new ExportDirectiveRequest { Directive = number, Facts = true, Options = new ExportOptions { Format = ExportFormat.Csv } }, Reader));

        var rows = Rows(Encoding.UTF8.GetString(file));
        Assert.Equal("Issued", rows[0]["kind"]);
        Assert.Equal(["Opened", "Acknowledged"], rows.TakeLast(2).Select(row => row["kind"]));
        Assert.All(rows, row => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$", row["at"]));
    }

    [Fact]
    public async Task ExportDepartment_HasItsDiaryAndStandings()
    {
        var number = await fixture.IssueAsync();

        var file = await TakeAsync(Reports.ExportDepartment(
            new ExportDepartmentRequest { Department = "sgad", Options = new ExportOptions { Format = ExportFormat.Csv } }, fixture.Gateway.As("sgad/secretary")));

        var rows = Rows(Encoding.UTF8.GetString(file));
        Assert.Equal([("directive", number), ("post", number), ("post", number)], rows.Take(3).Select(row => (row["line"], row["directive"])));
        Assert.Equal(("2", "0", "2"), (rows[0]["served_for_action"], rows[0]["acknowledged"], rows[0]["outstanding"]));
        Assert.Contains(rows, row => row["directive"] == SmallProvince.Number);
    }

    [Fact]
    public async Task ExportOfficer_SaysWhatIsOpen()
    {
        var (answered, open) = (await fixture.IssueAsync(), await fixture.IssueAsync());
        await fixture.AnswerAsync(answered, "kasur/section-officer");

        var file = await TakeAsync(Reports.ExportOfficer(
            new ExportOfficerRequest { Post = "kasur/section-officer", Options = new ExportOptions { Format = ExportFormat.Csv } }, fixture.Gateway.As("kasur/section-officer")));

        var rows = Rows(Encoding.UTF8.GetString(file)).ToDictionary(row => row["directive"]);
        Assert.Equal(("acknowledged", "false", "p-8"), (rows[answered]["standing"], rows[answered]["open"], rows[answered]["acted_by"]));
        Assert.NotEqual("", rows[answered]["acknowledged_at"]);
        Assert.Equal(("served", "true", ""), (rows[open]["standing"], rows[open]["open"], rows[open]["acknowledged_at"]));
    }

    [Theory]
    [InlineData(ExportFormat.Unspecified, "en", false, "options.format")]
    [InlineData(ExportFormat.Pdf, "", false, "options.language")]
    [InlineData(ExportFormat.Csv, "pa", false, "options.language")]
    [InlineData(ExportFormat.JsonLines, "", true, "options.byte_order_mark")]
    public async Task Export_WrongOptions_AreNamed(ExportFormat format, string language, bool mark, string field)
    {
        var options = new ExportOptions { Format = format, Language = language, ByteOrderMark = mark };
        var refused = await TestGateway.RefusedAsync(() => TakeAsync(Reports.ExportDirective(
            new ExportDirectiveRequest { Directive = SmallProvince.Number, Options = options }, Reader)));

        Assert.Equal((StatusCode.InvalidArgument, field), (refused.Code, refused.Violations.Single().Field));
    }

    [Fact]
    public async Task ExportDirective_FactsForTheHeadOfAPart_AreRefused()
    {
        var request = new ExportDirectiveRequest { Directive = SmallProvince.Number, Facts = true, Options = new ExportOptions { Format = ExportFormat.Csv } };

        var refused = await TestGateway.RefusedAsync(() => TakeAsync(Reports.ExportDirective(request, fixture.Gateway.As("law/secretary"))));

        Assert.Equal(StatusCode.PermissionDenied, refused.Code);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ur")]
    public async Task Export_AsPdf_IsAWholePdf(string language)
    {
        var options = new ExportOptions { Format = ExportFormat.Pdf, Language = language };
        byte[][] files =
        [
            await TakeAsync(Reports.ExportDirective(new ExportDirectiveRequest { Directive = SmallProvince.Number, Options = options }, Reader)),
            await TakeAsync(Reports.ExportDepartment(new ExportDepartmentRequest { Department = "sgad", Options = options }, Reader)),
            await TakeAsync(Reports.ExportOfficer(new ExportOfficerRequest { Post = "sgad/section-officer-1", Options = options }, Reader)),
        ];

        foreach (var file in files)
        {
            Assert.Equal("%PDF-1", Encoding.ASCII.GetString(file[..6]));
            Assert.Equal("%%EOF", Encoding.ASCII.GetString(file).TrimEnd()[^5..]);
        }
    }

    /// <summary>Takes a file and checks its digest, as every client should.</summary>
    internal static async Task<byte[]> TakeAsync(AsyncServerStreamingCall<ExportChunk> call)
    {
        using var stream = call;
        var file = new MemoryStream();
        ExportChunk? last = null;
        await foreach (var chunk in stream.ResponseStream.ReadAllAsync())
        {
            Assert.True(last is null || last.Sha256.Length == 0, "a chunk came after the last one");
            Assert.InRange(chunk.Data.Length, 0, 64 * 1024);
            chunk.Data.WriteTo(file);
            last = chunk;
        }

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(file.ToArray())), last?.Sha256);
        return file.ToArray();
    }

    private static List<Dictionary<string, string>> Rows(string csv)
    {
        var rows = CsvRows.Read(csv);
        Assert.All(rows, row => Assert.Equal(rows[0].Count, row.Count));
        return rows.Skip(1).Select(row => rows[0].Zip(row).ToDictionary(field => field.First, field => field.Second)).ToList();
    }
}

public sealed class ExportOnSqlite(SqliteGateway fixture) : ExportTests(fixture), IClassFixture<SqliteGateway>;

public sealed class ExportOnPostgres(PostgresGateway fixture) : ExportTests(fixture), IClassFixture<PostgresGateway>;
