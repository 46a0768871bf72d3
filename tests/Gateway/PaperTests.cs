using Directives.Gateway;
using Directives.Tests.Support;
using Directives.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Directives.Tests.Gateway;

/// <summary>Acknowledgements on paper that the office enters days later, on a clock that is set.</summary>
public abstract class PaperTests(string provider)
{
    private const string Post = "kasur/section-officer";
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 6, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task AcknowledgeOnPaper_EnteredLater_KeepsBothTimes()
    {
        using var database = TestDatabase.Create(provider);
        var clock = new FakeTimeProvider(Start);
        await using var gateway = await StartAsync(database, clock);
        clock.Advance(TimeSpan.FromHours(70));
        var entered = clock.GetUtcNow();

        var record = await gateway.Officers.AcknowledgeOnPaperAsync(Request(), Fresh(gateway, "lahore-division/commissioner"));
        var again = await gateway.Officers.AcknowledgeOnPaperAsync(Request(), Fresh(gateway, "lahore-division/commissioner"));
        await gateway.RestAsync();

        Assert.Equal(record, again);
        Assert.Equal((Standing.Acknowledged, entered), (record.Standing, record.AcknowledgedAt.ToDateTimeOffset()));
        var history = await gateway.Oversight.ListOfficerHistoryAsync(new ListOfficerHistoryRequest { Post = Post }, Fresh(gateway));
        var fact = Assert.Single(history.Events, item => item.Kind == "Acknowledged");
        Assert.Equal(("p-8", "2026-03-03", "File 7, folio 12", "p-6"), (fact.Person, fact.Paper.On, fact.Paper.Reference, fact.Paper.EnteredBy));
        Assert.Equal(entered, fact.At.ToDateTimeOffset());
        Assert.Equal((1, 1), (await CountAsync(gateway, null), await CountAsync(gateway, clock.GetUtcNow())));

        // The paper is of 3 March, which ends at 19:00 UTC; it was entered on 5 March.
        var (before, after) = (new DateTimeOffset(2026, 3, 3, 18, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 3, 3, 19, 0, 0, TimeSpan.Zero));
        Assert.Equal((0, 0), (await CountAsync(gateway, before), await CountAsync(gateway, after)));
        Assert.Equal((0, 1), (await CountAsync(gateway, before, Clock.Actual), await CountAsync(gateway, after, Clock.Actual)));
    }

    [Theory]
    [InlineData("2026-03-01", "p-8", 1, "File 7", StatusCode.InvalidArgument, "on")]
    [InlineData("2026-03-04", "p-8", 1, "File 7", StatusCode.InvalidArgument, "on")]
    [InlineData("3 March", "p-8", 1, "File 7", StatusCode.InvalidArgument, "on")]
    [InlineData("2026-03-03", "p-8", 1, " ", StatusCode.InvalidArgument, "reference")]
    [InlineData("2026-03-03", "p-9", 1, "File 7", StatusCode.FailedPrecondition, "NOT_INCUMBENT")]
    [InlineData("2026-03-03", "p-8", 2, "File 7", StatusCode.FailedPrecondition, "OTHER_VERSION")]
    public async Task AcknowledgeOnPaper_WhatCannotBe_IsRefused(string on, string person, int version, string reference, StatusCode code, string why)
    {
        using var database = TestDatabase.Create(provider);
        var clock = new FakeTimeProvider(Start);
        await using var gateway = await StartAsync(database, clock);
        clock.Advance(TimeSpan.FromHours(24));
        var request = Request();
        (request.On, request.Person, request.Version, request.Reference) = (on, person, version, reference);

        var refused = await TestGateway.RefusedAsync(gateway.Officers.AcknowledgeOnPaperAsync(request, Fresh(gateway, "kasur/deputy-commissioner")));

        Assert.Equal(code, refused.Code);
        Assert.Equal(why, refused.Violations.Length > 0 ? refused.Violations[0].Field : refused.Reason);
    }

    [Fact]
    public async Task AcknowledgeOnPaper_AfterTheOfficerHimself_IsRefused()
    {
        using var database = TestDatabase.Create(provider);
        var clock = new FakeTimeProvider(Start);
        await using var gateway = await StartAsync(database, clock);
        await gateway.Officers.OpenAsync(new OpenRequest { OperationId = "o", Post = Post, Directive = SmallProvince.Number, Language = "en" }, gateway.As(Post));
        await gateway.Officers.AcknowledgeAsync(new AcknowledgeRequest { OperationId = "a", Post = Post, Directive = SmallProvince.Number, Version = 1 }, gateway.As(Post));
        var request = Request();
        request.On = "2026-03-02";

        var refused = await TestGateway.RefusedAsync(gateway.Officers.AcknowledgeOnPaperAsync(request, gateway.AsSystemOf("kasur")));
        var stranger = await TestGateway.RefusedAsync(gateway.Officers.AcknowledgeOnPaperAsync(request, gateway.As(Post)));

        Assert.Equal((StatusCode.FailedPrecondition, "ALREADY_ACKNOWLEDGED"), (refused.Code, refused.Reason));
        Assert.Equal(StatusCode.PermissionDenied, stranger.Code);
    }

    private static AcknowledgeOnPaperRequest Request() => new()
    {
        OperationId = "paper", Post = Post, Directive = SmallProvince.Number, Version = 1, Person = "p-8", On = "2026-03-03", Reference = "File 7, folio 12",
    };

    private static async Task<TestGateway> StartAsync(TestDatabase database, FakeTimeProvider clock)
    {
        var gateway = await TestGateway.StartAsync(database, clock);
        await gateway.ImportAsync(SmallProvince.Departments, SmallProvince.Posts);
        await gateway.Directives.IssueAsync(new IssueRequest { OperationId = "issue", Draft = SmallProvince.Draft() }, gateway.AsRole(Role.Issuer));
        await gateway.RestAsync();
        return gateway;
    }

    private static async Task<int> CountAsync(TestGateway gateway, DateTimeOffset? asOf, Clock clock = Clock.Unspecified)
    {
        var counted = await gateway.Oversight.GetComplianceAsync(
            new GetComplianceRequest { Directive = SmallProvince.Number, AsOf = asOf?.ToTimestamp(), Clock = clock }, Fresh(gateway));
        Assert.Equal(clock is Clock.Actual ? Clock.Actual : Clock.Recorded, counted.Clock);
        return counted.Total.Tally.Acknowledged;
    }

    /// <summary>The clock has moved on further than a token lasts.</summary>
    private static Metadata Fresh(TestGateway gateway, string? post = null) => TestGateway.With(gateway.Tokens.IssueDevelopmentToken(
        post is null ? new IssueDevelopmentTokenRequest { Role = Role.Oversight } : new IssueDevelopmentTokenRequest { Post = post }).Token);
}

public sealed class PaperOnSqlite() : PaperTests(TestDatabase.Sqlite);

public sealed class PaperOnPostgres() : PaperTests(TestDatabase.Postgres);
