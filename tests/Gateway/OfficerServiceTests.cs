using Directives.Gateway;
using Directives.Tests.Support;
using Directives.V1;
using Grpc.Core;

namespace Directives.Tests.Gateway;

/// <summary>Acts of officers.</summary>
public abstract class OfficerServiceTests(GatewayFixture fixture)
{
    private const string Post = "law/law-officer";

    private Metadata Officer => fixture.Gateway.As(Post);

    private V1.OfficerService.OfficerServiceClient Officers => fixture.Gateway.Officers;

    [Fact]
    public async Task Act_StepByStep_IsOnTheRecord()
    {
        var number = await fixture.IssueAsync();
        var served = await RecordAsync(number);
        var opened = await OpenAsync(number, "a");
        var declined = await Officers.DeclineAsync(Decline(number, "b", "Belongs to the estate office."), Officer);
        var acknowledged = await Officers.AcknowledgeAsync(Acknowledge(number, "c"), Officer);

        Assert.Equal((Standing.Served, AddresseeKind.Action, 1, Post), (served.Standing, served.Addressee, served.Version, served.Post));
        Assert.Matches(@"^\d+/\d{4}$", served.DiaryNumber);
        Assert.Null(served.OpenedAt);
        Assert.NotNull(served.AcknowledgeBy);
        Assert.Equal(Standing.Opened, opened.Record.Standing);
        Assert.Equal(("No official documents over WhatsApp", 64), (opened.Title, opened.TextDigest.Length));
        Assert.Equal((Standing.Declined, "Belongs to the estate office."), (declined.Standing, declined.DeclineReason));
        Assert.Equal(Standing.Acknowledged, acknowledged.Standing);
        Assert.Equal(opened.Record.OpenedAt, acknowledged.OpenedAt);
        Assert.Equal(declined.DeclinedAt, acknowledged.DeclinedAt);
        Assert.True(acknowledged.AcknowledgedAt.ToDateTimeOffset() >= acknowledged.DeclinedAt.ToDateTimeOffset());
        Assert.Equal(acknowledged, await RecordAsync(number));
    }

    [Fact]
    public async Task Act_Repeated_GetsTheSameAnswer()
    {
        var number = await fixture.IssueAsync();
        var opened = await OpenAsync(number, "open");
        Assert.Equal(opened, await OpenAsync(number, "open"));
        var acknowledged = await Officers.AcknowledgeAsync(Acknowledge(number, "ack"), Officer);

        Assert.Equal(acknowledged, await Officers.AcknowledgeAsync(Acknowledge(number, "ack"), Officer));
        var reused = await TestGateway.RefusedAsync(Officers.DeclineAsync(Decline(number, "ack", "No."), Officer));
        Assert.Equal((StatusCode.InvalidArgument, "OPERATION_ID_REUSED", "operation_id"), (reused.Code, reused.Reason, reused.Violations.Single().Field));
        var again = await TestGateway.RefusedAsync(Officers.AcknowledgeAsync(Acknowledge(number, "ack-2"), Officer));
        Assert.Equal((StatusCode.FailedPrecondition, "ALREADY_ACKNOWLEDGED"), (again.Code, again.Reason));
    }

    [Fact]
    public async Task Acknowledge_BeforeItIsOpened_IsRefused()
    {
        var number = await fixture.IssueAsync();

        var refused = await TestGateway.RefusedAsync(Officers.AcknowledgeAsync(Acknowledge(number, "a"), Officer));

        Assert.Equal((StatusCode.FailedPrecondition, "NOT_OPENED"), (refused.Code, refused.Reason));
    }

    [Fact]
    public async Task Acknowledge_OfAnotherVersion_IsRefused()
    {
        var number = await fixture.IssueAsync();
        await OpenAsync(number, "a");
        var request = Acknowledge(number, "b");
        request.Version = 2;

        var refused = await TestGateway.RefusedAsync(Officers.AcknowledgeAsync(request, Officer));

        Assert.Equal((StatusCode.FailedPrecondition, "OTHER_VERSION"), (refused.Code, refused.Reason));
    }

    [Fact]
    public async Task Decline_Twice_IsRefused()
    {
        var number = await fixture.IssueAsync();
        await OpenAsync(number, "a");
        await Officers.DeclineAsync(Decline(number, "b", "No."), Officer);

        var refused = await TestGateway.RefusedAsync(Officers.DeclineAsync(Decline(number, "c", "No."), Officer));

        Assert.Equal((StatusCode.FailedPrecondition, "ALREADY_DECLINED"), (refused.Code, refused.Reason));
    }

    [Theory]
    [InlineData("archives/keeper", SmallProvince.Number)]
    [InlineData(Post, "NO/SUCH")]
    public async Task Open_OfWhatWasNotServed_IsRefused(string post, string number)
    {
        var refused = await TestGateway.RefusedAsync(Officers.OpenAsync(
            new OpenRequest { OperationId = "a", Post = post, Directive = number, Language = "en" }, fixture.Gateway.As(post)));

        Assert.Equal((StatusCode.FailedPrecondition, "NOT_SERVED"), (refused.Code, refused.Reason));
    }

    [Fact]
    public async Task GetOutcome_OfAnAct_IsItsFact()
    {
        var number = await fixture.IssueAsync();
        var opened = await OpenAsync(number, "open");

        var outcome = await Officers.GetOutcomeAsync(new GetOfficerOutcomeRequest { Post = Post, Directive = number, OperationId = "open" }, Officer);
        var unknown = await TestGateway.RefusedAsync(Officers.GetOutcomeAsync(
            new GetOfficerOutcomeRequest { Post = Post, Directive = number, OperationId = "other" }, Officer));

        Assert.Equal(new OperationOutcome { OperationId = "open", Fact = "Opened", At = opened.Record.OpenedAt }, outcome);
        Assert.Equal(StatusCode.NotFound, unknown.Code);
    }

    [Fact]
    public async Task ListInbox_InPages_HasTheNewestFirstAndEachOnce()
    {
        string[] issued = [await fixture.IssueAsync(), await fixture.IssueAsync(), await fixture.IssueAsync()];
        var found = new List<string>();
        var token = "";
        do
        {
            var page = await Officers.ListInboxAsync(new ListOfficerInboxRequest { Post = Post, PageSize = 2, PageToken = token }, Officer);
            found.AddRange(page.Records.Select(record => record.Directive));
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal(issued.Reverse(), found.Take(3));
        Assert.Equal(found.Count, found.Distinct().Count());
        Assert.Equal(SmallProvince.Number, found[^1]);
    }

    private async Task<OfficerRecord> RecordAsync(string number) =>
        (await Officers.ListInboxAsync(new ListOfficerInboxRequest { Post = Post }, Officer)).Records.Single(record => record.Directive == number);

    private async Task<OpenResponse> OpenAsync(string number, string operation) => await Officers.OpenAsync(
        new OpenRequest { OperationId = operation, Post = Post, Directive = number, Language = "en" }, Officer);

    private static AcknowledgeRequest Acknowledge(string number, string operation) =>
        new() { OperationId = operation, Post = Post, Directive = number, Version = 1 };

    private static DeclineRequest Decline(string number, string operation, string reason) =>
        new() { OperationId = operation, Post = Post, Directive = number, Version = 1, Reason = reason };
}

public sealed class OfficerServiceOnSqlite(SqliteGateway fixture) : OfficerServiceTests(fixture), IClassFixture<SqliteGateway>;

public sealed class OfficerServiceOnPostgres(PostgresGateway fixture) : OfficerServiceTests(fixture), IClassFixture<PostgresGateway>;
