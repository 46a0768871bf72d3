using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Directives.Gateway;
using Directives.Tests.Support;
using Directives.V1;
using Grpc.Core;
using Grpc.Health.V1;

namespace Directives.Tests.Gateway;

/// <summary>The gateway as a server: limits, health, and how it starts and stops.</summary>
public sealed class ServingTests(SqliteGateway fixture) : IClassFixture<SqliteGateway>
{
    private TestGateway Gateway => fixture.Gateway;

    [Fact]
    public async Task Call_WithAMessageThatIsTooLarge_IsRefused()
    {
        var draft = SmallProvince.Draft("LARGE/1");
        draft.Text.En = new string('x', 5 * 1024 * 1024);

        var refused = await TestGateway.RefusedAsync(Gateway.Directives.IssueAsync(
            new IssueRequest { OperationId = "large", Draft = draft }, Gateway.AsRole(Role.Issuer)));

        Assert.Equal(StatusCode.ResourceExhausted, refused.Code);
    }

    [Fact]
    public async Task Call_WithAnActThatIsTooLarge_IsRefused()
    {
        var refused = await TestGateway.RefusedAsync(Gateway.Officers.DeclineAsync(
            new DeclineRequest { OperationId = "large", Post = "law/law-officer", Directive = SmallProvince.Number, Version = 1, Reason = new string('x', 100_000) },
            Gateway.As("law/law-officer")));

        Assert.Equal(StatusCode.ResourceExhausted, refused.Code);
    }

    [Fact]
    public async Task Health_OverGrpcAndHttp_IsServing()
    {
        var health = new Health.HealthClient(Gateway.Channel);
        using var web = new HttpClient { BaseAddress = Gateway.WebAddress };

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, (await health.CheckAsync(new HealthCheckRequest())).Status);
        Assert.Equal("Healthy", await web.GetStringAsync(new Uri("/health", UriKind.Relative)));
    }

    [Fact]
    public async Task Grpc_OnTheWebPort_IsNotServed()
    {
        using var web = new HttpClient { BaseAddress = Gateway.WebAddress };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/directives.v1.RegistryService/GetRegistry")
        {
            Content = new ByteArrayContent([0, 0, 0, 0, 0]) { Headers = { ContentType = new("application/grpc") } },
        };

        using var response = await web.SendAsync(request);

        Assert.False(response.IsSuccessStatusCode, $"{response.StatusCode}");
    }

    [Fact]
    public async Task Run_WithPortsOfItsOwn_AnnouncesThemAndStopsCleanly()
    {
        using var folder = new Folder();
        var announced = Path.Combine(folder.Path, "below", "announce.json");
        using var process = Start(folder, ("Gateway__AnnounceFile", announced));
        var ready = await AnnouncementAsync(process, announced);
        var announcement = JsonDocument.Parse(ready).RootElement;
        using var web = new HttpClient();
        var health = await web.GetStringAsync(new Uri(announcement.GetProperty("web").GetString() + "/health"));
        Stop(process);
        process.EndInTime(() => "the gateway was told to stop");

        Assert.Equal(process.Id, announcement.GetProperty("pid").GetInt32());
        Assert.StartsWith("http://127.0.0.1:", announcement.GetProperty("grpc").GetString(), StringComparison.Ordinal);
        Assert.Equal(("Healthy", 0), (health, process.ExitCode));
        Assert.False(File.Exists(announced), "The announcement is still there.");
    }

    [Fact]
    public async Task Run_WhereThePortIsTaken_EndsWithOneLine()
    {
        using var folder = new Folder();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        await AssertRefusedAsync(
            Start(folder, ("Gateway__GrpcPort", $"{port}"), ("Gateway__AnnounceFile", Path.Combine(folder.Path, "gateway.json"))), $":{port}: address already in use");
    }

    [Fact]
    public async Task Run_WhereTheDatabaseCannotBeOpened_EndsWithOneLine()
    {
        using var folder = new Folder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "directives.db"));

        await AssertRefusedAsync(Start(folder), "directives.db");
    }

    [Theory]
    [InlineData("Gateway__Host", "not an address", "Gateway:Host must be an IP address or localhost.")]
    [InlineData("Gateway__WebPort", "70000", "Gateway:WebPort must be 0 to 65535.")]
    [InlineData("Gateway__WebPort", "web", "Gateway:WebPort")]
    [InlineData("Auth__Audience", " ", "Auth:Audience must not be empty.")]
    [InlineData("Storage__Provider", "oracle", "oracle")]
    public async Task Run_WithAWrongSetting_EndsWithOneLine(string setting, string value, string words)
    {
        using var folder = new Folder();

        await AssertRefusedAsync(Start(folder, (setting, value)), words);
    }

    private static async Task AssertRefusedAsync(Process process, string words)
    {
        using (process)
        {
            var (reading, writing) = (process.StandardError.ReadToEndAsync(), process.StandardOutput.ReadToEndAsync());
            process.EndInTime(() => "the gateway was to refuse to start");
            var (errors, output) = (await reading.InTime("what it wrote as errors"), await writing.InTime("what it wrote"));
            Assert.Equal(1, process.ExitCode);
            Assert.True(errors.TrimEnd('\n').Split('\n') is [var line] && line.StartsWith("directives: ", StringComparison.Ordinal) && line.Contains(words, StringComparison.Ordinal), errors);
            Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        }
    }

    private static Process Start(Folder folder, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Directives.Gateway.dll")])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["Storage__Path"] = Path.Combine(folder.Path, "directives.db");
        start.Environment["Gateway__GrpcPort"] = "0";
        start.Environment["Gateway__WebPort"] = "0";
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Waits for the file rather than for a time: its folder tells when it is there.</summary>
    private static async Task<string> AnnouncementAsync(Process process, string path)
    {
        while (!File.Exists(path))
        {
            Assert.False(process.HasExited, process.HasExited ? await process.StandardError.ReadToEndAsync() : "");
            await process.StandardOutput.ReadLineAsync().InTime("the next line of the gateway");
        }

        return await File.ReadAllTextAsync(path);
    }

    private static void Stop(Process process)
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        kill.EndInTime(() => "kill");
    }

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("directives-run-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
