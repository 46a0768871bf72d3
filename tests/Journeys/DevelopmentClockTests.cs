using Directives.Cli;
using Directives.Cli.Registry;
using Directives.Tests.Cli;
using Directives.Tests.Gateway;
using Directives.Tests.Support;
using Directives.V1;

namespace Directives.Tests.Journeys;

/// <summary>The clock that a file sets forward, in the real process.</summary>
public sealed class DevelopmentClockTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Providers => TestDatabase.Providers;

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task File_SetsTheClockForward_FiresWhatIsDueAndEndsTokens(string provider)
    {
        using var database = TestDatabase.Create(provider);
        using var patience = new CancellationTokenSource(s_patience, TimeProvider.System);
        using var gateway = await GatewayUnderTest.StartAsync(_folder.Path, [.. database.Settings, .. Clock("Development")]);
        var oversight = await AsAsync(gateway, "oversight", patience.Token);
        await IssueAsync(gateway, patience.Token);
        using var watch = oversight.Oversight.Watch(new WatchRequest { Directive = SmallProvince.Number }, cancellationToken: patience.Token);
        do
            Assert.True(await watch.ResponseStream.MoveNext(patience.Token));
        while (watch.ResponseStream.Current.Compliance.Total.Tally.OfficesReceived < 7);
        var begun = watch.ResponseStream.Current.Compliance.AsOf.ToDateTimeOffset();

        SetAhead("9.00:00:00");
        var told = new List<Event>();
        Predicate<Event>[] due =
        [
            fact => fact is { Kind: "Escalated", Department: "" },
            fact => fact is { Kind: "Reminded", Department: "kasur" },
            fact => fact is { Kind: "Escalated", Told: "kasur/deputy-commissioner" },
        ];
        while (!Array.TrueForAll(due, told.Exists) && await watch.ResponseStream.MoveNext(patience.Token))
            told.AddRange(watch.ResponseStream.Current.Events.Where(fact => fact.Kind is "Reminded" or "Escalated" or "DeadlinePassed"));

        Assert.All(due, fact => Assert.Contains(told, fact));
        Assert.All(told, fact => Assert.True(fact.At.ToDateTimeOffset() >= begun.AddDays(9), $"{fact.Kind} expected from {begun.AddDays(9)} on, found at {fact.At}"));
        var refused = await TestGateway.RefusedAsync(async () => await oversight.Directives.ListAsync(new ListDirectivesRequest(), oversight.Within(patience.Token)));
        Assert.Equal(Grpc.Core.StatusCode.Unauthenticated, refused.Code);
        var again = await AsAsync(gateway, "oversight", patience.Token);
        Assert.Single((await again.Directives.ListAsync(new ListDirectivesRequest(), again.Within(patience.Token))).Directives);
    }

    [Fact]
    public async Task File_AfterARestart_IsWhereItWasAndNeverBack()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        using var patience = new CancellationTokenSource(s_patience, TimeProvider.System);
        SetAhead("40.00:00:00");
        using (var first = await GatewayUnderTest.StartAsync(_folder.Path, [.. database.Settings, .. Clock("Development")]))
        {
            Assert.InRange(await AheadAsync(first, patience.Token), TimeSpan.FromDays(40) - TimeSpan.FromMinutes(2), TimeSpan.FromDays(40));
            SetAhead("1.00:00:00");
            await Waits.UntilAsync(() => first.Output.Contains("not set back", StringComparison.Ordinal), () => first.Output);
            Assert.InRange(await AheadAsync(first, patience.Token), TimeSpan.FromDays(40) - TimeSpan.FromMinutes(2), TimeSpan.FromDays(40));
            first.Stop();
        }
    }

    [Theory]
    [InlineData("Production", "1.00:00:00", "Clock:File sets the clock forward and is for the Development environment only; this one is Production.")]
    [InlineData("Staging", "1.00:00:00", "Clock:File sets the clock forward and is for the Development environment only; this one is Staging.")]
    [InlineData("Development", "tomorrow", "must say how far the clock is ahead, from 00:00:00 to 3660.00:00:00; it says \"tomorrow\".")]
    [InlineData("Development", "-1.00:00:00", "it says \"-1.00:00:00\".")]
    [InlineData("Development", "99999.00:00:00", "it says \"99999.00:00:00\".")]
    public async Task File_ElsewhereOrWrong_KeepsItFromStarting(string environment, string content, string expected)
    {
        SetAhead(content);
        string[] settings = [.. Clock(environment).Select(setting => $"--{setting.Key}={setting.Value}")];
        await using var gateway = ProgramRun.Start("gateway", "Directives.Gateway", [.. settings, $"--Storage:Path={_folder.In("directives.db")}", "--Gateway:GrpcPort=0", "--Gateway:WebPort=0"]);
        Assert.Equal(1, await gateway.EndAsync(s_patience));
        Assert.StartsWith("directives: cannot start: Clock:File", gateway.Error, StringComparison.Ordinal);
        Assert.Contains(expected, gateway.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.In("directives.db")));
    }

    public void Dispose() => _folder.Dispose();

    private Dictionary<string, string?> Clock(string environment) => new() { ["environment"] = environment, ["Clock:File"] = _folder.In("clock") };

    private void SetAhead(string ahead)
    {
        File.WriteAllText(_folder.In("clock.new"), ahead);
        File.Move(_folder.In("clock.new"), _folder.In("clock"), overwrite: true);
    }

    private static async Task<Connection> AsAsync(GatewayUnderTest gateway, string role, CancellationToken cancellation) =>
        gateway.Connection.With((await gateway.Connection.GetTokenAsync(new Bearer("role", role), 0, cancellation)).Token);

    /// <summary>How far the gateway is ahead of this process, to the second.</summary>
    private static async Task<TimeSpan> AheadAsync(GatewayUnderTest gateway, CancellationToken cancellation)
    {
        var token = await gateway.Connection.GetTokenAsync(new Bearer("role", "oversight"), 1, cancellation);
        return token.ExpiresAt.ToDateTimeOffset().AddMinutes(-1) - TimeProvider.System.GetUtcNow();
    }

    private async Task IssueAsync(GatewayUnderTest gateway, CancellationToken cancellation)
    {
        var (departments, posts) = (_folder.Write("departments.csv", SmallProvince.Departments), _folder.Write("posts.csv", SmallProvince.Posts));
        await new RegistryImport(departments, posts, false, "op-import").SendAsync(await AsAsync(gateway, "admin", cancellation), new Progress<ImportProgress>(), cancellation);
        var issuer = await AsAsync(gateway, "issuer", cancellation);
        await issuer.Directives.IssueAsync(new IssueRequest { OperationId = "op-issue", Draft = SmallProvince.Draft() }, issuer.Within(cancellation));
    }
}
