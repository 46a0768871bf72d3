using System.Net;
using Directives.Gateway;
using Directives.Silo.Storage;
using Directives.Tests.Support;
using Directives.V1;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.DependencyInjection;

namespace Directives.Tests.Gateway;

/// <summary>A process that may not be the active one answers nothing but how it is.</summary>
public sealed class ActiveOnlyTests
{
    /// <summary>Says as an error that the process is not well, which is what these tests are about.</summary>
    private const string HealthChecks = "Microsoft.Extensions.Diagnostics.HealthChecks.DefaultHealthCheckService";

    [Fact]
    public async Task Call_LeaseNotHeld_IsRefusedUntilItIsHeldAgain()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = await TestGateway.StartAsync(database);
        gateway.Expecting(HealthChecks);
        var reader = gateway.AsRole(Role.Oversight);
        using var web = new HttpClient { BaseAddress = gateway.WebAddress };
        var lease = gateway.Services.GetRequiredService<ChainLease>();

        lease.Release();

        var refused = await TestGateway.RefusedAsync(gateway.Registry.GetRegistryAsync(new GetRegistryRequest(), reader));
        Assert.Equal((StatusCode.Unavailable, "NOT_ACTIVE"), (refused.Code, refused.Reason));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await web.GetAsync(new Uri("/", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await web.GetAsync(new Uri("/health", UriKind.Relative))).StatusCode);
        Assert.Equal(
            HealthCheckResponse.Types.ServingStatus.NotServing,
            (await new Health.HealthClient(gateway.Channel).CheckAsync(new HealthCheckRequest())).Status);

        lease.Renew(TimeProvider.System.GetTimestamp());

        await gateway.Registry.GetRegistryAsync(new GetRegistryRequest(), reader);
        Assert.Equal("Healthy", await web.GetStringAsync(new Uri("/health", UriKind.Relative)));
    }

    [Fact]
    public async Task OpenStreams_LeaseEnds_EndAndCanBeOpenedAgainWhenItIsHeld()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = await TestGateway.StartAsync(database);
        gateway.Expecting(HealthChecks);
        await gateway.ImportAsync(SmallProvince.Departments, SmallProvince.Posts);
        await gateway.Directives.IssueAsync(new IssueRequest { OperationId = "issue", Draft = SmallProvince.Draft() }, gateway.AsRole(Role.Issuer));
        await gateway.RestAsync();
        using var pages = await SignedInAsync(gateway);
        var lease = gateway.Services.GetRequiredService<ChainLease>();
        using var watch = Watch(gateway);
        await watch.NextAsync();
        using var submit = gateway.Officers.Submit(gateway.AsSystemOf("law"));
        await OpenAsync(submit, 1);
        using var list = await FirstEventAsync(pages, "/live", "list");
        using var live = await FirstEventAsync(pages, $"/live/directive?number={SmallProvince.Number}", "counts");

        lease.Release();

        var watched = await EndOfAsync(watch);
        Assert.Equal((StatusCode.Unavailable, "NOT_ACTIVE"), (watched.Code, watched.Reason));
        var submitted = await TestGateway.RefusedAsync(() => submit.ResponseStream.MoveNext(CancellationToken.None).InTime("the end of the acts"));
        Assert.Equal((StatusCode.Unavailable, "NOT_ACTIVE"), (submitted.Code, submitted.Reason));
        await list.ReadToEndAsync().InTime("the end of the list's events");
        await live.ReadToEndAsync().InTime("the end of the directive's events");

        lease.Renew(TimeProvider.System.GetTimestamp());

        using var again = Watch(gateway);
        await again.NextAsync();
        using var further = gateway.Officers.Submit(gateway.AsSystemOf("law"));
        await OpenAsync(further, 2);
        (await FirstEventAsync(pages, $"/live/directive?number={SmallProvince.Number}", "counts")).Dispose();
    }

    /// <summary>
    /// Its database neither answers nor fails: nothing tells this process that another has taken over but the time.
    /// </summary>
    [Fact]
    public async Task OpenStreams_DatabaseFallsSilent_EndByTime()
    {
        using var database = TestDatabase.Create(TestDatabase.Postgres);
        await using var gateway = await TestGateway.StartAsync(database, settings: new Dictionary<string, string?> { ["Storage:Lease"] = "00:00:03" });
        gateway.Expecting(HealthChecks);
        await gateway.ImportAsync(SmallProvince.Departments, SmallProvince.Posts);
        await gateway.Directives.IssueAsync(new IssueRequest { OperationId = "issue", Draft = SmallProvince.Draft() }, gateway.AsRole(Role.Issuer));
        await gateway.RestAsync();
        using var pages = await SignedInAsync(gateway);
        using var watch = Watch(gateway);
        await watch.NextAsync();
        using var submit = gateway.Officers.Submit(gateway.AsSystemOf("law"));
        await OpenAsync(submit, 1);
        using var live = await FirstEventAsync(pages, $"/live/directive?number={SmallProvince.Number}", "counts");

        Refused watched, submitted;
        using (HoldAll(database))
        {
            watched = await EndOfAsync(watch);
            submitted = await TestGateway.RefusedAsync(() => submit.ResponseStream.MoveNext(CancellationToken.None).InTime("the end of the acts"));
            await live.ReadToEndAsync().InTime("the end of the directive's events");
        }

        Assert.Equal((StatusCode.Unavailable, "NOT_ACTIVE"), (watched.Code, watched.Reason));
        Assert.Equal((StatusCode.Unavailable, "NOT_ACTIVE"), (submitted.Code, submitted.Reason));
        var lease = gateway.Services.GetRequiredService<ChainLease>();
        await Waits.UntilAsync(() => lease.IsHeld, () => "the lease was to be held again once the database answers");
        using var again = Watch(gateway);
        await again.NextAsync();
    }

    private static System.Data.Common.DbConnection HoldAll(TestDatabase database)
    {
        var connection = database.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN; LOCK TABLE chain IN ACCESS EXCLUSIVE MODE";
        command.ExecuteNonQuery();
        return connection;
    }

    private static Watcher Watch(TestGateway gateway) =>
        new(gateway.Oversight.Watch(new WatchRequest { Directive = SmallProvince.Number }, gateway.AsRole(Role.Oversight)));

    private static Task<Refused> EndOfAsync(Watcher watch) => TestGateway.RefusedAsync(async () =>
    {
        while (true)
            await watch.NextAsync();
    });

    private static async Task OpenAsync(AsyncDuplexStreamingCall<Submission, SubmissionOutcome> submit, ulong sequence)
    {
        await submit.RequestStream.WriteAsync(new Submission
        {
            Sequence = sequence,
            Person = "p-5",
            Open = new OpenRequest { OperationId = "open", Post = "law/law-officer", Directive = SmallProvince.Number, Language = "en" },
        });
        Assert.True(await submit.ResponseStream.MoveNext(CancellationToken.None).InTime("the answer"), "The act was to be answered.");
        Assert.Equal((sequence, 0), (submit.ResponseStream.Current.Sequence, submit.ResponseStream.Current.Code));
    }

    private static async Task<HttpClient> SignedInAsync(TestGateway gateway)
    {
        var token = (await gateway.Tokens.IssueDevelopmentTokenAsync(new IssueDevelopmentTokenRequest { Role = Role.Oversight })).Token;
        var client = new HttpClient { BaseAddress = gateway.WebAddress };
        using var response = await client.GetAsync($"/signin?token={token}");
        return client;
    }

    /// <summary>A stream of events that has begun with one of this name.</summary>
    private static async Task<StreamReader> FirstEventAsync(HttpClient client, string address, string name)
    {
        var reader = new StreamReader(await client.GetStreamAsync(address));
        string? line;
        do
            line = await reader.ReadLineAsync().InTime($"the first event of {address}");
        while (line is not null && !line.StartsWith("event: ", StringComparison.Ordinal));
        Assert.Equal($"event: {name}", line);
        return reader;
    }
}
