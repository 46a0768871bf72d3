using Directives.Gateway;
using Directives.Tests.Support;
using Directives.V1;
using Grpc.Core;

namespace Directives.Tests.Gateway;

/// <summary>Clarifications and exemptions through the API.</summary>
public abstract class AnswerServiceTests(GatewayFixture fixture)
{
    private const string Officer = "law/law-officer";
    private const string Other = "kasur/section-officer";
    private const string Head = "kasur/deputy-commissioner";

    private V1.AnswerService.AnswerServiceClient Answers => fixture.Gateway.Answers;

    private Metadata Issuer => fixture.Gateway.AsRole(Role.Issuer);

    [Fact]
    public async Task Ask_ThenAnswer_IsAThreadThatOnlyTheAskerSees()
    {
        var number = await fixture.IssueAsync();
        var asked = await AskAsync(number);
        var waiting = await ListAsync(number, Issuer, openOnly: true);
        var answered = await Answers.AnswerClarificationAsync(Answer(number, 1), Issuer);
        var own = await ListAsync(number, fixture.Gateway.As(Officer), post: Officer);
        var others = await ListAsync(number, fixture.Gateway.As(Other), post: Other);

        Assert.Equal((1, Officer, "", true, false), (asked.Number, asked.Post, asked.Department, asked.Open, asked.Shared));
        Assert.Equal(("p-5", "Amina Rashid", "Does it apply?"), (asked.Messages[0].By, asked.Messages[0].Name.En, asked.Messages[0].Text));
        Assert.Equal([asked], waiting);
        Assert.False(answered.Open);
        Assert.Equal(["Does it apply?", "It does."], answered.Messages.Select(message => message.Text));
        Assert.Equal([answered], own);
        Assert.Empty(others);
        Assert.Empty(await ListAsync(number, Issuer, openOnly: true));
    }

    [Fact]
    public async Task Answer_Shared_IsSeenByEverybodyServedAndNobodyElse()
    {
        var number = await fixture.IssueAsync();
        await AskAsync(number);
        await Answers.AnswerClarificationAsync(Answer(number, 1, share: true), Issuer);

        var seen = Assert.Single(await ListAsync(number, fixture.Gateway.As(Other), post: Other));
        var office = Assert.Single(await ListAsync(number, fixture.Gateway.As(Head), department: "kasur"));
        var unserved = await TestGateway.RefusedAsync(Answers.ListClarificationsAsync(
            new ListClarificationsRequest { Directive = number, Post = Head }, fixture.Gateway.As(Head)));

        Assert.Equal(("", "", true, ""), (seen.Post, seen.Department, seen.Shared, seen.Messages[0].By));
        Assert.Null(seen.Messages[0].Name);
        Assert.NotEmpty(seen.Messages[1].By);
        Assert.Equal(seen, office);
        Assert.Equal((StatusCode.FailedPrecondition, "NOT_SERVED"), (unserved.Code, unserved.Reason));
    }

    [Fact]
    public async Task Ask_ForADepartment_IsForItsHeadOrOneAbove()
    {
        var number = await fixture.IssueAsync();
        var request = new AskClarificationRequest { OperationId = "office", Directive = number, Department = "kasur", Text = "And us?" };
        var asked = await Answers.AskClarificationAsync(request, fixture.Gateway.As("lahore-division/commissioner"));
        var denied = await TestGateway.RefusedAsync(Answers.AskClarificationAsync(request, fixture.Gateway.As(Other)));
        request.Directive = "NO/SUCH";
        var unknown = await TestGateway.RefusedAsync(Answers.AskClarificationAsync(request, fixture.Gateway.As(Head)));

        Assert.Equal(("kasur", "", "p-6"), (asked.Department, asked.Post, asked.Messages[0].By));
        Assert.Equal(StatusCode.PermissionDenied, denied.Code);
        Assert.Equal((StatusCode.FailedPrecondition, "NOT_RECEIVED"), (unknown.Code, unknown.Reason));
    }

    [Fact]
    public async Task Ask_Again_GetsTheSameAnswerAndAnotherBodyIsRefused()
    {
        var number = await fixture.IssueAsync();
        var first = await AskAsync(number);
        var facts = fixture.Gateway.Ledger.Head;
        var again = await AskAsync(number);
        var reused = await TestGateway.RefusedAsync(Answers.AskClarificationAsync(Ask(number, text: "Something else?"), fixture.Gateway.As(Officer)));
        var outcome = await Answers.GetOutcomeAsync(
            new GetAnswerOutcomeRequest { Directive = number, OperationId = "ask", Post = Officer }, fixture.Gateway.As(Officer));
        var ofAnother = await TestGateway.RefusedAsync(Answers.GetOutcomeAsync(
            new GetAnswerOutcomeRequest { Directive = number, OperationId = "ask", Post = Other }, fixture.Gateway.As(Other)));

        Assert.Equal(first, again);
        Assert.Equal(facts, fixture.Gateway.Ledger.Head);
        Assert.Equal((StatusCode.InvalidArgument, "OPERATION_ID_REUSED"), (reused.Code, reused.Reason));
        Assert.Equal(new OperationOutcome { OperationId = "ask", Fact = "ClarificationAsked", At = first.Messages[0].At }, outcome);
        Assert.Equal(StatusCode.NotFound, ofAnother.Code);
    }

    [Fact]
    public async Task Ask_MoreThanMayWait_IsRefusedAndSaysSo()
    {
        var number = await fixture.IssueAsync();
        for (var i = 0; i < 5; i++)
            await AskAsync(number, $"ask-{i}");

        var refused = await TestGateway.RefusedAsync(Answers.AskClarificationAsync(Ask(number, "ask-6"), fixture.Gateway.As(Officer)));

        Assert.Equal((StatusCode.FailedPrecondition, "TOO_MANY_OPEN"), (refused.Code, refused.Reason));
        Assert.Contains($"5 questions of {Officer} wait", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListClarifications_InPages_HasEachOnceTheNewestFirst()
    {
        var number = await fixture.IssueAsync();
        for (var i = 1; i <= 5; i++)
        {
            await AskAsync(number, $"ask-{i}");
            await Answers.AnswerClarificationAsync(Answer(number, i), Issuer);
        }

        var found = new List<int>();
        var request = new ListClarificationsRequest { Directive = number, Post = Officer, PageSize = 2 };
        do
        {
            var page = await Answers.ListClarificationsAsync(request, fixture.Gateway.As(Officer));
            found.AddRange(page.Clarifications.Select(thread => thread.Number));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal([5, 4, 3, 2, 1], found);
    }

    [Fact]
    public async Task ListClarifications_OfAnInbox_FollowsItsDirectives()
    {
        string[] numbers = [await fixture.IssueAsync(), await fixture.IssueAsync(), await fixture.IssueAsync()];
        foreach (var number in new[] { numbers[0], numbers[2] })
        {
            await AskAsync(number, "ask-1");
            await AskAsync(number, "ask-2");
        }

        var found = new List<(string, int)>();
        var request = new ListClarificationsRequest { Post = Officer, PageSize = 3 };
        do
        {
            var page = await Answers.ListClarificationsAsync(request, fixture.Gateway.As(Officer));
            found.AddRange(page.Clarifications.Select(thread => (thread.Directive, thread.Number)));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        var office = await Answers.ListClarificationsAsync(new ListClarificationsRequest { Department = "law" }, fixture.Gateway.As("law/secretary"));

        Assert.Equal([(numbers[2], 2), (numbers[2], 1), (numbers[0], 2), (numbers[0], 1)], found.Take(4));
        Assert.Equal(found.Count, found.Distinct().Count());
        Assert.DoesNotContain(office.Clarifications, thread => !thread.Shared);
    }

    [Fact]
    public async Task Exemption_RequestedAndRefused_IsListedWithTheReason()
    {
        var number = await fixture.IssueAsync();
        var requested = await RequestAsync(number);
        var waiting = await Answers.ListExemptionsAsync(new ListExemptionsRequest { Directive = number, OpenOnly = true }, Issuer);
        var refused = await Answers.DecideExemptionAsync(
            new DecideExemptionRequest { OperationId = "refuse", Directive = number, Exemption = 1, Reason = "No ground." }, Issuer);
        var again = await TestGateway.RefusedAsync(Answers.DecideExemptionAsync(
            new DecideExemptionRequest { OperationId = "grant", Directive = number, Exemption = 1, Until = Tomorrow }, Issuer));
        var own = await Answers.ListExemptionsAsync(new ListExemptionsRequest { Directive = number, Post = Officer }, fixture.Gateway.As(Officer));

        Assert.Equal((1, Officer, ExemptionStatus.Requested, "Moving.", Tomorrow), (requested.Number, requested.Post, requested.Status, requested.Reason, requested.RequestedUntil));
        Assert.Equal([requested], waiting.Exemptions);
        Assert.Equal((ExemptionStatus.Refused, "No ground.", ""), (refused.Status, refused.DecisionReason, refused.Until));
        Assert.Equal((StatusCode.FailedPrecondition, "ALREADY_DECIDED"), (again.Code, again.Reason));
        Assert.Equal([refused], own.Exemptions);
    }

    [Fact]
    public async Task Exemption_WhereNothingIsOwed_IsRefused()
    {
        var number = await fixture.IssueAsync();
        var informed = await TestGateway.RefusedAsync(Answers.RequestExemptionAsync(
            Request(number, "informed", "punjab/chief-secretary"), fixture.Gateway.As("punjab/chief-secretary")));
        var office = new RequestExemptionRequest { OperationId = "office", Directive = number, Department = "lahore-division", Reason = "Moving.", Until = Tomorrow };
        var nothing = await TestGateway.RefusedAsync(Answers.RequestExemptionAsync(office, fixture.Gateway.As("lahore-division/commissioner")));

        Assert.Equal((StatusCode.FailedPrecondition, "NOTHING_OWED"), (informed.Code, informed.Reason));
        Assert.Equal((StatusCode.FailedPrecondition, "NOTHING_OWED"), (nothing.Code, nothing.Reason));
    }

    [Fact]
    public async Task Exemption_DayThatHasPassed_NamesTheField()
    {
        var number = await fixture.IssueAsync();
        var request = Request(number, "late");
        request.Until = "2020-02-29";

        var refused = await TestGateway.RefusedAsync(Answers.RequestExemptionAsync(request, fixture.Gateway.As(Officer)));

        Assert.Equal(StatusCode.InvalidArgument, refused.Code);
        Assert.Contains("until: must be a day from today", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exemption_Granted_IsNotOutstandingAndNotListed()
    {
        var number = await fixture.IssueAsync();
        await RequestAsync(number);
        await Answers.DecideExemptionAsync(new DecideExemptionRequest { OperationId = "grant", Directive = number, Exemption = 1, Until = Tomorrow }, Issuer);
        await fixture.Gateway.RestAsync();

        var oversight = fixture.Gateway.AsRole(Role.Oversight);
        var compliance = await fixture.Gateway.Oversight.GetComplianceAsync(new GetComplianceRequest { Directive = number }, oversight);
        var waiting = await fixture.Gateway.Oversight.ListUnacknowledgedAsync(new ListUnacknowledgedRequest { Directive = number }, oversight);

        Assert.Equal((6, 5, 1), (compliance.Total.Tally.ServedForAction, compliance.Total.Tally.Outstanding, compliance.Total.Tally.Exempted));
        Assert.Equal(5, waiting.Posts.Count);
        Assert.DoesNotContain(waiting.Posts, post => post.Post == Officer);
    }

    [Fact]
    public async Task History_OfADirective_HasTheCorrespondence()
    {
        var number = await fixture.IssueAsync();
        await AskAsync(number);
        await Answers.AnswerClarificationAsync(Answer(number, 1), Issuer);
        await RequestAsync(number);
        await Answers.DecideExemptionAsync(new DecideExemptionRequest { OperationId = "grant", Directive = number, Exemption = 1, Until = Tomorrow }, Issuer);

        var history = await fixture.Gateway.Oversight.ListDirectiveHistoryAsync(
            new ListDirectiveHistoryRequest { Directive = number, PageSize = 1_000 }, fixture.Gateway.AsRole(Role.Oversight));

        Assert.Equal(
            [
                ("ClarificationAsked", "law", Officer, "p-5", "Does it apply?"), ("ClarificationAnswered", "law", Officer, "role:issuer", "It does."),
                ("ExemptionRequested", "law", Officer, "p-5", "Moving."), ("ExemptionGranted", "law", Officer, "role:issuer", Tomorrow),
            ],
            history.Events.TakeLast(4).Select(item => (item.Kind, item.Department, item.Post, item.Person, item.Detail)));
    }

    private static string Tomorrow { get; } =
        TimeProvider.System.GetUtcNow().AddDays(1).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static AskClarificationRequest Ask(string number, string operation = "ask", string text = "Does it apply?") =>
        new() { OperationId = operation, Directive = number, Post = Officer, Text = text };

    private static AnswerClarificationRequest Answer(string number, int question, bool share = false) =>
        new() { OperationId = $"answer-{question}", Directive = number, Question = question, Text = "It does.", Share = share };

    private static RequestExemptionRequest Request(string number, string operation = "request", string post = Officer) =>
        new() { OperationId = operation, Directive = number, Post = post, Reason = "Moving.", Until = Tomorrow };

    private async Task<Clarification> AskAsync(string number, string operation = "ask", string text = "Does it apply?") =>
        await Answers.AskClarificationAsync(Ask(number, operation, text), fixture.Gateway.As(Officer));

    private async Task<Exemption> RequestAsync(string number) =>
        await Answers.RequestExemptionAsync(Request(number), fixture.Gateway.As(Officer));

    private async Task<IReadOnlyList<Clarification>> ListAsync(
        string number, Metadata headers, string post = "", string department = "", bool openOnly = false) =>
        (await Answers.ListClarificationsAsync(
            new ListClarificationsRequest { Directive = number, Post = post, Department = department, OpenOnly = openOnly }, headers)).Clarifications;
}

public sealed class AnswerServiceOnSqlite(SqliteGateway fixture) : AnswerServiceTests(fixture), IClassFixture<SqliteGateway>;

public sealed class AnswerServiceOnPostgres(PostgresGateway fixture) : AnswerServiceTests(fixture), IClassFixture<PostgresGateway>;
