using Directives.Gateway;
using Directives.Tests.Support;
using Directives.V1;
using Grpc.Core;

namespace Directives.Tests.Gateway;

/// <summary>What happened to a directive, and what an officer did.</summary>
public abstract class HistoryTests(GatewayFixture fixture)
{
    private Metadata Reader => fixture.Gateway.AsRole(Role.Oversight);

    private V1.OversightService.OversightServiceClient Oversight => fixture.Gateway.Oversight;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public async Task ListDirectiveHistory_InPages_HasEveryFactOnceInOrder(int size)
    {
        var number = await fixture.IssueAsync();
        await fixture.AnswerAsync(number, "law/law-officer");
        var events = new List<Event>();
        var token = "";
        do
        {
            var page = await Oversight.ListDirectiveHistoryAsync(
                new ListDirectiveHistoryRequest { Directive = number, PageSize = size, PageToken = token }, Reader);
            events.AddRange(page.Events);
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal("Issued", events[0].Kind);
        Assert.Equal(7, events.Count(item => item.Kind == "Received"));
        Assert.Equal(5, events.Count(item => item.Kind == "RosterServed"));
        Assert.Equal(["Opened", "Acknowledged"], events.TakeLast(2).Select(item => item.Kind));
        Assert.Equal(("law", "law/law-officer", "p-5", "امینہ رشید", 1), (events[^1].Department, events[^1].Post, events[^1].Person, events[^1].Name.Ur, events[^1].Version));
        Assert.Equal(events.Count, events.Select(item => item.Position).Distinct().Count());
        Assert.All(events, item => Assert.Equal(number, item.Directive));
        Assert.Matches(@"^\d+/\d{4}$", events.First(item => item.Kind == "Received").Detail);
    }

    [Fact]
    public async Task ListOfficerHistory_OfTheOfficerHimself_HasServiceAndActs()
    {
        var number = await fixture.IssueAsync();
        await fixture.AnswerAsync(number, "law/law-officer");
        var all = new List<Event>();
        var token = "";
        do
        {
            var page = await Oversight.ListOfficerHistoryAsync(
                new ListOfficerHistoryRequest { Post = "law/law-officer", PageSize = 2, PageToken = token }, fixture.Gateway.As("law/law-officer"));
            Assert.InRange(page.Events.Count, 1, 2);
            all.AddRange(page.Events);
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal(["RosterServed", "Opened", "Acknowledged"], all.Take(3).Select(item => item.Kind));
        Assert.All(all.Take(3), item => Assert.Equal((number, "law/law-officer"), (item.Directive, item.Post)));
        Assert.Equal(("", "p-5", "Amina Rashid"), (all[0].Person, all[1].Person, all[2].Name.En));
        Assert.Equal((SmallProvince.Number, "RosterServed"), (all[^1].Directive, all[^1].Kind));
    }

    [Fact]
    public async Task ListOfficerHistory_SomethingServedBetweenTwoPages_GoesOnWhereItWas()
    {
        var number = await fixture.IssueAsync();
        await fixture.AnswerAsync(number, "kasur/section-officer");
        var request = new ListOfficerHistoryRequest { Post = "kasur/section-officer", PageSize = 2 };
        var first = await Oversight.ListOfficerHistoryAsync(request, Reader);
        await fixture.IssueAsync();
        request.PageToken = first.NextPageToken;

        var second = await Oversight.ListOfficerHistoryAsync(request, Reader);

        Assert.Equal([(number, "RosterServed"), (number, "Opened")], first.Events.Select(item => (item.Directive, item.Kind)));
        Assert.Equal((number, "Acknowledged"), (second.Events[0].Directive, second.Events[0].Kind));
    }

    [Fact]
    public async Task ListOfficerHistory_OfAnUnknownPost_IsNotFound()
    {
        var refused = await TestGateway.RefusedAsync(Oversight.ListOfficerHistoryAsync(new ListOfficerHistoryRequest { Post = "law/clerk" }, Reader));

        Assert.Equal(StatusCode.NotFound, refused.Code);
    }

    [Theory]
    [InlineData("NO/SUCH")]
    public async Task ListDirectiveHistory_OfAnUnknownDirective_IsNotFound(string number)
    {
        var refused = await TestGateway.RefusedAsync(Oversight.ListDirectiveHistoryAsync(new ListDirectiveHistoryRequest { Directive = number }, Reader));

        Assert.Equal(StatusCode.NotFound, refused.Code);
    }
}

public sealed class HistoryOnSqlite(SqliteGateway fixture) : HistoryTests(fixture), IClassFixture<SqliteGateway>;

public sealed class HistoryOnPostgres(PostgresGateway fixture) : HistoryTests(fixture), IClassFixture<PostgresGateway>;
