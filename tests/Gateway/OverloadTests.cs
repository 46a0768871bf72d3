using System.Net;
using Directives.Gateway;
using Directives.Tests.Storage;
using Directives.Tests.Support;
using Directives.V1;
using Google.Rpc;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Directives.Tests.Gateway;

/// <summary>More calls than are taken, and readers that do not read.</summary>
public sealed class OverloadTests
{
    /// <summary>A ServerReflectionRequest with list_services, its field 7.</summary>
    private static readonly byte[] ListServices = [7 << 3 | 2, 0];

    [Fact]
    public async Task Flood_AboveTheLimit_IsRefusedAtOnceAndTheRestIsServed()
    {
        const int Calls = 200, Served = 4, Waiting = 8;
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = await TestGateway.StartAsync(database, settings: new Dictionary<string, string?>
        {
            ["Gateway:MaxCalls"] = $"{Served}", ["Gateway:MaxWaitingCalls"] = $"{Waiting}",
        });
        await gateway.ImportAsync(SmallProvince.Departments, SmallProvince.Posts);
        await gateway.Directives.IssueAsync(new IssueRequest { OperationId = "issue", Draft = SmallProvince.Draft() }, gateway.AsRole(Role.Issuer));
        await gateway.RestAsync();
        var officer = gateway.As("law/law-officer");
        List<Task<OpenResponse>> calls;
        using (database.Hold())
        {
            calls = [.. Enumerable.Range(0, Calls).Select(call => gateway.Officers.OpenAsync(
                new OpenRequest { OperationId = $"flood-{call}", Post = "law/law-officer", Directive = SmallProvince.Number, Language = "en" }, officer).ResponseAsync)];
            await Waits.UntilAsync(() => calls.Count(call => call.IsFaulted) == Calls - Served - Waiting, () => $"{calls.Count(call => call.IsFaulted)} were refused, {calls.Count(call => call.IsCompletedSuccessfully)} served");

            // Whoever decides what to do about it is answered.
            Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, (await new Health.HealthClient(gateway.Channel).CheckAsync(new HealthCheckRequest())).Status);
            using var web = new HttpClient { BaseAddress = gateway.WebAddress };
            Assert.Equal("Healthy", await web.GetStringAsync(new Uri("/health", UriKind.Relative)));
        }

        var results = await Task.WhenAll(calls.Select(TryAsync)).InTime("the answers");
        Assert.Equal(Served + Waiting, results.Count(refused => refused is null));
        foreach (var refused in results.OfType<RpcException>())
        {
            Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
            Assert.Equal("BUSY", refused.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason);
            Assert.True(refused.GetRpcStatus()?.GetDetail<RetryInfo>()?.RetryDelay.ToTimeSpan() > TimeSpan.Zero, "A refusal was to say when to come again.");
        }

        // Afterwards everything is as before.
        for (var call = 0; call < 50; call++)
            await gateway.Oversight.GetComplianceAsync(new GetComplianceRequest { Directive = SmallProvince.Number }, gateway.AsRole(Role.Oversight));
    }

    [Fact]
    public async Task Watches_AboveTheLimit_AreRefusedAndLeaveRoomForCalls()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = await TestGateway.StartAsync(database, settings: new Dictionary<string, string?>
        {
            ["Gateway:MaxWatches"] = "3", ["Gateway:MaxCalls"] = "1",
        });
        await gateway.ImportAsync(SmallProvince.Departments, SmallProvince.Posts);
        await gateway.Directives.IssueAsync(new IssueRequest { OperationId = "issue", Draft = SmallProvince.Draft() }, gateway.AsRole(Role.Issuer));
        await gateway.RestAsync();
        var watches = new List<Watcher>();
        for (var watch = 0; watch < 3; watch++)
        {
            watches.Add(Watch(gateway.Oversight, gateway));
            await watches[^1].NextAsync();
        }

        using var fourth = Watch(gateway.Oversight, gateway);
        var refused = await TestGateway.RefusedAsync(() => fourth.NextAsync());
        await gateway.Oversight.GetComplianceAsync(new GetComplianceRequest { Directive = SmallProvince.Number }, gateway.AsRole(Role.Oversight));
        watches[0].Dispose();

        Assert.Equal((StatusCode.ResourceExhausted, "BUSY"), (refused.Code, refused.Reason));
        await Waits.UntilAsync(() => TryWatchAsync(gateway), () => "the place of one that left was to be free");
        foreach (var watch in watches)
            watch.Dispose();
    }

    /// <summary>Whoever has no token takes no place of those who have one, and keeps none for long.</summary>
    [Fact]
    public async Task PublicStreams_AsManyAsAreTaken_LeaveAllPlacesOfOthersAndEnd()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        var clock = new FakeTimeProvider();
        await using var gateway = await TestGateway.StartAsync(database, clock, new Dictionary<string, string?>
        {
            ["Gateway:MaxWatches"] = "1", ["Gateway:MaxUploads"] = "1",
        });
        using var stranger = GrpcChannel.ForAddress(gateway.GrpcAddress);
        var health = new Health.HealthClient(stranger);
        var idle = new List<AsyncDuplexStreamingCall<byte[], byte[]>>();
        var watches = new List<AsyncServerStreamingCall<HealthCheckResponse>>();
        for (var stream = 0; stream < PublicStreams.Most / 2; stream++)
        {
            idle.Add(Reflect(stranger));
            await idle[^1].RequestStream.WriteAsync(ListServices);
            Assert.True(await idle[^1].ResponseStream.MoveNext(CancellationToken.None).InTime("the services"), "The services were to be listed.");
            watches.Add(health.Watch(new HealthCheckRequest()));
            Assert.True(await watches[^1].ResponseStream.MoveNext(CancellationToken.None).InTime("the health"), "The health was to be told.");
        }

        using var further = Reflect(stranger);
        var refused = await TestGateway.RefusedAsync(() => further.ResponseStream.MoveNext(CancellationToken.None));
        await gateway.ImportAsync(SmallProvince.Departments, SmallProvince.Posts);
        await gateway.Directives.IssueAsync(new IssueRequest { OperationId = "issue", Draft = SmallProvince.Draft() }, gateway.AsRole(Role.Issuer));
        await gateway.RestAsync();
        using var watch = Watch(gateway.Oversight, gateway);
        await watch.NextAsync();

        Assert.Equal((StatusCode.ResourceExhausted, "BUSY"), (refused.Code, refused.Reason));
        clock.Advance(PublicStreams.Lifetime);
        foreach (var cut in idle)
            await Assert.ThrowsAsync<RpcException>(() => cut.ResponseStream.MoveNext(CancellationToken.None).InTime("the end of an idle stream"));
        foreach (var cut in watches)
            await Assert.ThrowsAsync<RpcException>(async () => { while (await cut.ResponseStream.MoveNext(CancellationToken.None).InTime("the end of a watch of the health")) { } });
        using var again = Reflect(stranger);
        await again.RequestStream.WriteAsync(ListServices);
        Assert.True(await again.ResponseStream.MoveNext(CancellationToken.None).InTime("a place that became free"), "The services were to be listed.");
        foreach (var cut in idle)
            cut.Dispose();
        foreach (var cut in watches)
            cut.Dispose();
    }

    /// <summary>Whoever has no token takes no place of those who have one, and keeps none for long.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData("Bearer of.no.worth")]
    public async Task Strangers_WhoseRequestsNeverEnd_LeaveAllPlacesOfOthersAndEnd(string? token)
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        var clock = new FakeTimeProvider();
        await using var gateway = await TestGateway.StartAsync(database, clock, new Dictionary<string, string?>
        {
            ["Gateway:MaxCalls"] = "1", ["Gateway:MaxWaitingCalls"] = "0", ["Gateway:MaxWatches"] = "1", ["Gateway:MaxReports"] = "1", ["Gateway:MaxUploads"] = "1",
        });
        await gateway.ImportAsync(SmallProvince.Departments, SmallProvince.Posts);
        await gateway.Directives.IssueAsync(new IssueRequest { OperationId = "issue", Draft = SmallProvince.Draft() }, gateway.AsRole(Role.Issuer));
        await gateway.RestAsync();
        using var strangers = new HttpClient
        {
            BaseAddress = gateway.GrpcAddress, DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        string[] methods = ["ReportService/ListGaps", "OversightService/Watch", "OversightService/GetCompliance", "OfficerService/Open"];
        for (var call = 0; call < CallLimits.MostStrangers; call++)
        {
            var content = new EndlessContent();
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/directives.v1.{methods[call % methods.Length]}") { Content = content };
            if (token is not null)
                request.Headers.Add("Authorization", token);
            _ = strangers.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
            await content.Begun.InTime("the beginning of a request");
        }

        await gateway.Oversight.GetComplianceAsync(new GetComplianceRequest { Directive = SmallProvince.Number }, gateway.AsRole(Role.Oversight));
        using (var watch = Watch(gateway.Oversight, gateway))
            await watch.NextAsync();
        using (var gaps = gateway.Reports.ListGaps(new ListGapsRequest { Directive = SmallProvince.Number }, gateway.AsRole(Role.Oversight)))
            Assert.True(await gaps.ResponseStream.MoveNext(CancellationToken.None).InTime("the gaps"), "There were to be gaps.");

        using var channel = GrpcChannel.ForAddress(gateway.GrpcAddress);
        var further = new V1.OversightService.OversightServiceClient(channel).GetComplianceAsync(new GetComplianceRequest { Directive = SmallProvince.Number });
        clock.Advance(PublicStreams.Lifetime);
        Assert.Equal(StatusCode.Unauthenticated, (await TestGateway.RefusedAsync(further)).Code);
    }

    /// <summary>Facts long enough, and different enough, that they fill what the network holds.</summary>
    [Fact]
    public async Task Watch_NeverRead_HoldsLittleIsCutOffAndKeepsNobodyWaiting()
    {
        const int Facts = 2_000;
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = await TestGateway.StartAsync(database, settings: new Dictionary<string, string?> { ["Gateway:ReaderPatience"] = "00:00:02" });
        var feed = gateway.Services.GetRequiredService<DirectiveFeed>();
        await gateway.ImportAsync(SmallProvince.Departments, Posts(Facts));
        await gateway.Directives.IssueAsync(new IssueRequest { OperationId = "issue", Draft = SmallProvince.Draft() }, gateway.AsRole(Role.Issuer));
        await gateway.RestAsync();
        using var slowChannel = GrpcChannel.ForAddress(gateway.GrpcAddress, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { InitialHttp2StreamWindowSize = 65_535 },
        });
        using var slow = new V1.OversightService.OversightServiceClient(slowChannel).Watch(
            new WatchRequest { Directive = SmallProvince.Number }, gateway.AsRole(Role.Oversight));
        using var prompt = Watch(gateway.Oversight, gateway);
        await prompt.NextAsync();
        await Waits.UntilAsync(() => feed.Watchers == 2, () => $"{feed.Watchers} watch");

        var random = new Random(7);
        var acting = Parallel.ForAsync(0, Facts / 2, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (officer, cancellation) =>
        {
            string reason;
            lock (random)
                reason = string.Create(900, random, static (text, chance) => chance.GetItems("ابپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنوہیے".AsSpan(), text));
            var headers = gateway.As($"law/clerk-{officer}");
            await gateway.Officers.OpenAsync(new OpenRequest { OperationId = $"o-{officer}", Post = $"law/clerk-{officer}", Directive = SmallProvince.Number, Language = "ur" }, headers, cancellationToken: cancellation);
            await gateway.Officers.DeclineAsync(new DeclineRequest { OperationId = $"d-{officer}", Post = $"law/clerk-{officer}", Directive = SmallProvince.Number, Version = 1, Reason = reason }, headers, cancellationToken: cancellation);
        });
        var seen = 0;
        while (seen < Facts)
            seen += (await prompt.NextAsync()).Events.Count;
        await acting.InTime("the acts");

        Assert.Equal(Facts, seen);
        Assert.True(feed.Told - seen < Facts / 2, $"{feed.Told - seen} of {Facts} facts were taken from the ledger for a watcher that read nothing");
        await Waits.UntilAsync(() => feed.Watchers == 1, () => $"{feed.Watchers} watch: the one that reads nothing was to be cut off");
        await gateway.Officers.OpenAsync(
            new OpenRequest { OperationId = "last", Post = "kasur/section-officer", Directive = SmallProvince.Number, Language = "ur" }, gateway.As("kasur/section-officer"));
        Assert.Equal("kasur/section-officer", Assert.Single((await prompt.NextAsync()).Events).Post);
    }

    private static string Posts(int facts) => SmallProvince.Posts.TrimEnd('\n') + "\n" + string.Join('\n', Enumerable.Range(0, facts / 2).Select(clerk =>
        $"law/clerk-{clerk},law,Section Officer,سیکشن افسر,17,section-officer,pms,p-c{clerk},Clerk {clerk},کلرک,regular"));

    private static AsyncDuplexStreamingCall<byte[], byte[]> Reflect(GrpcChannel channel)
    {
        var bytes = Marshallers.Create(message => message, message => message);
        var info = new Method<byte[], byte[]>(MethodType.DuplexStreaming, "grpc.reflection.v1alpha.ServerReflection", "ServerReflectionInfo", bytes, bytes);
        return channel.CreateCallInvoker().AsyncDuplexStreamingCall(info, null, default);
    }

    private static Watcher Watch(V1.OversightService.OversightServiceClient oversight, TestGateway gateway) =>
        new(oversight.Watch(new WatchRequest { Directive = SmallProvince.Number }, gateway.AsRole(Role.Oversight)));

    private static async Task<bool> TryWatchAsync(TestGateway gateway)
    {
        using var watch = Watch(gateway.Oversight, gateway);
        try
        {
            await watch.NextAsync();
            return true;
        }
        catch (RpcException refused) when (refused.StatusCode is StatusCode.ResourceExhausted)
        {
            return false;
        }
    }

    private static async Task<RpcException?> TryAsync(Task call)
    {
        try
        {
            await call;
            return null;
        }
        catch (RpcException refused)
        {
            return refused;
        }
    }
}

/// <summary>The beginning of a message of which nothing more is ever sent.</summary>
internal sealed class EndlessContent : HttpContent
{
    private static readonly byte[] Beginning = [0, 0, 0, 0, 200];

    private readonly TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public EndlessContent() => Headers.ContentType = new("application/grpc");

    public Task Begun => begun.Task;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Beginning, cancellationToken);
        await stream.FlushAsync(cancellationToken);
        begun.SetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
