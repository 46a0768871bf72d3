using System.Security.Cryptography;
using Directives.Cli;
using Directives.Cli.Views;
using Directives.Tests.Gateway;

namespace Directives.Tests.Cli;

/// <summary>Commands that read the past, find gaps and write files, against a gateway.</summary>
public sealed class ReportTests(SqliteGateway fixture) : IClassFixture<SqliteGateway>, IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Status_AsOf_IsAsItStoodThen()
    {
        var number = await fixture.IssueAsync();
        var before = DateTimeOffset.Parse((await RunAsync(ExitCode.Ok, "status", number, "--role", "oversight", "--json")).Json.GetProperty("asOf").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
        await fixture.AnswerAsync(number, "law/law-officer");

        var run = await RunAsync(ExitCode.Ok, "status", number, "--as-of", before.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture), "--depth", "0", "--role", "oversight", "--json");
        var now = await RunAsync(ExitCode.Ok, "status", number, "--depth", "0", "--role", "oversight", "--json");

        Assert.Equal((0, 1), (Acknowledged(run), Acknowledged(now)));
        var early = await RunAsync(ExitCode.Refused, "status", number, "--as-of", "2020-03-01", "--role", "oversight");
        Assert.Contains("had not been issued by then", early.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_AsOfBeforeAnything_IsEmpty()
    {
        var run = await RunAsync(ExitCode.Ok, "history", "--post", "law/law-officer", "--as-of", "2020-03-01T12:00", "--role", "oversight");
        Assert.Equal("Nothing has happened yet.\n", run.Output);
    }

    [Fact]
    public async Task Coverage_OfADirective_SaysWhereItStopped()
    {
        var number = await fixture.IssueAsync();
        await fixture.AnswerAsync(number, "law/law-officer");

        var run = await RunAsync(ExitCode.Ok, "coverage", number, "--role", "oversight");
        var gaps = await RunAsync(ExitCode.Ok, "coverage", number, "--gaps", "--lang", "ur", "--role", "oversight");
        var json = await RunAsync(ExitCode.Ok, "coverage", number, "--role", "oversight", "--json");

        Assert.Contains("Held up at level 1, administrative-department: received 2/2, 2 posts owe an answer", run.Output, StringComparison.Ordinal);
        Assert.Contains("post-vacant: kasur/law-officer Law Officer, since ", run.Output, StringComparison.Ordinal);
        Assert.Contains("Law and Parliamentary Affairs, Punjab (law)", run.Output, StringComparison.Ordinal);
        Assert.Equal(2, gaps.Lines.Length);
        Assert.Contains("post-vacant: kasur/law-officer لا افسر, since ", gaps.Output, StringComparison.Ordinal);
        Assert.Equal(2, json.Json.GetProperty("gaps").GetProperty("postsVacant").GetInt32());
    }

    [Theory]
    [InlineData("directive SGAD/2020/14 --format csv --bom --role oversight")]
    [InlineData("directive SGAD/2020/14 --facts --format jsonl --role oversight")]
    [InlineData("department sgad --format jsonl --role oversight")]
    [InlineData("officer law/law-officer --format csv --as post:law/law-officer")]
    public async Task Export_IntoAFile_IsWholeAndNotWrittenOver(string call)
    {
        var path = folder.In("report.out");
        string[] arguments = ["export", .. call.Split(' '), "--out", path];
        var run = await RunAsync(ExitCode.Ok, [.. arguments, "--json"]);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken))), run.Json.GetProperty("sha256").GetString());
        Assert.True(run.Json.GetProperty("lines").GetInt64() > 0, run.Output);
        Assert.Equal(new FileInfo(path).Length, run.Json.GetProperty("bytes").GetInt64());
        await File.WriteAllTextAsync(path, "mine", TestContext.Current.CancellationToken);
        var again = await RunAsync(ExitCode.Usage, arguments);
        Assert.Contains("is there already; --force replaces it.", again.Error, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        await RunAsync(ExitCode.Ok, [.. arguments, "--force"]);
        Assert.NotEqual("mine", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task Export_Refused_LeavesNothing()
    {
        await RunAsync(ExitCode.Refused, "export", "directive", "NO/1", "--format", "csv", "--out", folder.In("none.csv"), "--role", "oversight");
        await RunAsync(ExitCode.Usage, "export", "directive", "NO/1", "--format", "csv", "--out", folder.In("no/such/folder.csv"), "--role", "oversight");
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData("2026-03-01", "2026-03-01T18:59:59.999999Z")]
    [InlineData("2026-03-01T14:30", "2026-03-01T09:30:00.000000Z")]
    [InlineData("2026-03-01 14:30:05", "2026-03-01T09:30:05.000000Z")]
    [InlineData("2026-03-01T14:30:05Z", "2026-03-01T14:30:05.000000Z")]
    [InlineData("2026-03-01T14:30:05+02:00", "2026-03-01T12:30:05.000000Z")]
    [InlineData("2026-02-30", null)]
    [InlineData("yesterday", null)]
    public void Moment_Read_IsPakistansUnlessItSaysOtherwise(string text, string? expected)
    {
        var read = Moment.TryRead(text, out var moment);
        Assert.Equal(expected, read ? moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture) : null);
    }

    public void Dispose() => folder.Dispose();

    private static int Acknowledged(CliRun run) => run.Json.GetProperty("total").GetProperty("tally").GetProperty("acknowledged").GetInt32();

    private async Task<CliRun> RunAsync(int code, params string[] args) =>
        (await CliRun.RunAsync([.. args, "--server", fixture.Gateway.GrpcAddress.ToString()])).Expect(code);
}
