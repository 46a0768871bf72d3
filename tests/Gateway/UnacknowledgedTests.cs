using Directives.Gateway;
using Directives.Tests.Support;
using Directives.V1;
using Grpc.Core;

namespace Directives.Tests.Gateway;

/// <summary>Who has not answered a directive.</summary>
public abstract class UnacknowledgedTests(GatewayFixture fixture)
{
    private static readonly string[] Addressed =
        ["sgad/section-officer-1", "sgad/section-officer-2", "sgad-regulations/section-officer", "law/law-officer", "kasur/section-officer", "kasur/law-officer"];

    private Metadata Reader => fixture.Gateway.AsRole(Role.Oversight);

    private V1.OversightService.OversightServiceClient Oversight => fixture.Gateway.Oversight;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(6)]
    public async Task ListUnacknowledged_InPages_HasEachPostOnceInTheOrderOfTheHierarchy(int size)
    {
        var number = await fixture.IssueAsync();

        Assert.Equal(Addressed, await UnacknowledgedAsync(number, "", size));
    }

    [Fact]
    public async Task ListUnacknowledged_AfterAnswers_HasTheOthers()
    {
        var number = await fixture.IssueAsync();
        await fixture.AnswerAsync(number, "law/law-officer");
        await fixture.AnswerAsync(number, "sgad/section-officer-1", acknowledge: false);

        var posts = (await Oversight.ListUnacknowledgedAsync(new ListUnacknowledgedRequest { Directive = number }, Reader)).Posts;

        Assert.Equal(Addressed.Except(["law/law-officer"]), posts.Select(post => post.Post));
        Assert.Equal((Standing.Opened, "p-3", "Services and General Administration", false), (posts[0].Standing, posts[0].Incumbent.Person, posts[0].DepartmentName.En, posts[0].Overdue));
        Assert.Equal(Standing.Served, posts[1].Standing);
        Assert.Null(posts[1].Incumbent);
    }

    [Fact]
    public async Task ListUnacknowledged_WhereThePostOfTheTokenHasAnswered_GoesOnBehindIt()
    {
        var number = await fixture.IssueAsync();
        var first = await Oversight.ListUnacknowledgedAsync(new ListUnacknowledgedRequest { Directive = number, PageSize = 4 }, Reader);
        await fixture.AnswerAsync(number, "law/law-officer");

        var second = await Oversight.ListUnacknowledgedAsync(
            new ListUnacknowledgedRequest { Directive = number, PageSize = 4, PageToken = first.NextPageToken }, Reader);

        Assert.Equal("law/law-officer", first.Posts[^1].Post);
        Assert.Equal(["kasur/section-officer", "kasur/law-officer"], second.Posts.Select(post => post.Post));
        Assert.Equal("", second.NextPageToken);
    }

    [Fact]
    public async Task ListUnacknowledged_WhereThePostOfTheTokenIsGone_SaysSoRatherThanLeaveOthersOut()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = await TestGateway.StartAsync(database);
        await gateway.ImportAsync(SmallProvince.Departments, SmallProvince.Posts);
        await gateway.Directives.IssueAsync(new IssueRequest { OperationId = "issue", Draft = SmallProvince.Draft() }, gateway.AsRole(Role.Issuer));
        await gateway.RestAsync();
        var request = new ListUnacknowledgedRequest { Directive = SmallProvince.Number, PageSize = 5 };
        var first = await gateway.Oversight.ListUnacknowledgedAsync(request, gateway.AsRole(Role.Oversight));
        var others = SmallProvince.Posts.Split('\n').Where(line => !line.StartsWith("kasur/section-officer,", StringComparison.Ordinal));
        await gateway.ImportAsync(SmallProvince.Departments, string.Join('\n', others), "second");
        await gateway.RestAsync();
        request.PageToken = first.NextPageToken;

        var refused = await TestGateway.RefusedAsync(gateway.Oversight.ListUnacknowledgedAsync(request, gateway.AsRole(Role.Oversight)));

        Assert.Equal("kasur/section-officer", first.Posts[^1].Post);
        Assert.Equal((StatusCode.InvalidArgument, "page_token"), (refused.Code, Assert.Single(refused.Violations).Field));
    }

    [Fact]
    public async Task ListUnacknowledged_OfASubtree_HasOnlyItsOwn()
    {
        Assert.Equal(
            ["kasur/section-officer", "kasur/law-officer"], await UnacknowledgedAsync(await fixture.IssueAsync(), "lahore-division", 1));
    }

    [Fact]
    public async Task ListUnacknowledged_WithATokenOfAnotherSubtree_IsRefused()
    {
        var number = await fixture.IssueAsync();
        var first = await Oversight.ListUnacknowledgedAsync(new ListUnacknowledgedRequest { Directive = number, PageSize = 1 }, Reader);

        var refused = await TestGateway.RefusedAsync(Oversight.ListUnacknowledgedAsync(
            new ListUnacknowledgedRequest { Directive = number, Department = "kasur", PageToken = first.NextPageToken }, Reader));

        Assert.Equal((StatusCode.InvalidArgument, "page_token"), (refused.Code, refused.Violations.Single().Field));
    }

    private async Task<List<string>> UnacknowledgedAsync(string number, string department, int size)
    {
        var found = new List<string>();
        var token = "";
        do
        {
            var page = await Oversight.ListUnacknowledgedAsync(
                new ListUnacknowledgedRequest { Directive = number, Department = department, PageSize = size, PageToken = token }, Reader);
            found.AddRange(page.Posts.Select(post => post.Post));
            token = page.NextPageToken;
            Assert.True(token.Length == 0 || page.Posts.Count == size, $"A page of {page.Posts.Count} has a next one.");
        }
        while (token.Length > 0);
        return found;
    }
}

public sealed class UnacknowledgedOnSqlite(SqliteGateway fixture) : UnacknowledgedTests(fixture), IClassFixture<SqliteGateway>;

public sealed class UnacknowledgedOnPostgres(PostgresGateway fixture) : UnacknowledgedTests(fixture), IClassFixture<PostgresGateway>;
