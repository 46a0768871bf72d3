using Directives.Gateway;
using Directives.Tests.Support;
using Directives.V1;
using Grpc.Core;

namespace Directives.Tests.Gateway;

/// <summary>Acts that a department's system hands in over a stream.</summary>
public sealed class SubmitTests(SqliteGateway fixture) : IClassFixture<SqliteGateway>
{
    private const string LawOfficer = "law/law-officer";
    private const string AmongTwo = "kasur/section-officer";

    private TestGateway Gateway => fixture.Gateway;

    [Fact]
    public async Task Submit_ActsOfManyOfficers_AnswersEachByItself()
    {
        var outcomes = await SubmitAsync("punjab", [
            Open(1, LawOfficer, "p-5", "many-open-1"),
            Open(2, AmongTwo, "p-8", "many-open-2"),
            Open(3, LawOfficer, "p-7", "many-open-3"),
            Open(4, "law/no-such-seat", "p-5", "many-open-4"),
            Open(5, LawOfficer, "p-5", "")]);

        Assert.Equal([
            (1, StatusCode.OK, "", Standing.Opened),
            (2, StatusCode.OK, "", Standing.Opened),
            (3, StatusCode.PermissionDenied, "NOT_INCUMBENT", Standing.Unspecified),
            (4, StatusCode.NotFound, "NOT_FOUND", Standing.Unspecified),
            (5, StatusCode.InvalidArgument, "INVALID_FIELDS", Standing.Unspecified)],
            outcomes.Select(outcome => ((int)outcome.Sequence, (StatusCode)outcome.Code, outcome.Reason, outcome.Standing)));
        Assert.Contains("operation_id", outcomes[4].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_AnAct_IsRecordedWithThePersonAndTheSystem()
    {
        const string post = "sgad-regulations/section-officer";
        await SubmitAsync("sgad", [Open(1, post, "p-3", "via-open")]);
        var answered = await SubmitAsync("sgad", [new Submission
        {
            Sequence = 7,
            Person = "p-3",
            Decline = new DeclineRequest { OperationId = "via-decline", Post = post, Directive = SmallProvince.Number, Version = 1, Reason = "Not my charge" },
        }]);

        Assert.Equal((7ul, 0, Standing.Declined), (answered[0].Sequence, answered[0].Code, answered[0].Standing));
        await Gateway.RestAsync();
        var history = await Gateway.Oversight.ListOfficerHistoryAsync(new ListOfficerHistoryRequest { Post = post }, Gateway.AsRole(Role.Oversight));
        var declined = Assert.Single(history.Events, told => told.Kind == "Declined");
        Assert.Equal(("p-3", "department:sgad", "Not my charge"), (declined.Person, declined.Via, declined.Detail));
    }

    [Fact]
    public async Task Submit_ForAPostOfAnotherDepartment_IsDenied()
    {
        var outcomes = await SubmitAsync("sgad", [Open(1, LawOfficer, "p-5", "elsewhere-open")]);

        Assert.Equal((StatusCode.PermissionDenied, "ACCESS_DENIED"), ((StatusCode)outcomes[0].Code, outcomes[0].Reason));
    }

    [Fact]
    public async Task Submit_TheSameOperationAgain_HasOneEffectAndTheSameAnswer()
    {
        const string post = "sgad/section-officer-1";
        await SubmitAsync("sgad", [Open(1, post, "p-3", "again-open")]);
        var submission = new Submission
        {
            Person = "p-3",
            Acknowledge = new AcknowledgeRequest { OperationId = "again", Post = post, Directive = SmallProvince.Number, Version = 1 },
        };

        var outcomes = await SubmitAsync("sgad", [.. Enumerable.Range(1, 5).Select(sequence => new Submission(submission) { Sequence = (ulong)sequence })]);

        Assert.All(outcomes, outcome => Assert.Equal((0, Standing.Acknowledged), (outcome.Code, outcome.Standing)));
        await Gateway.RestAsync();
        var history = await Gateway.Oversight.ListOfficerHistoryAsync(new ListOfficerHistoryRequest { Post = post }, Gateway.AsRole(Role.Oversight));
        Assert.Single(history.Events, told => told.Kind == "Acknowledged");
    }

    /// <summary>The sender reads nothing until all is sent: what it sent beyond the room for answers waits in its own buffers.</summary>
    [Fact]
    public async Task Submit_MoreThanThereIsRoomFor_IsTakenAsAnswersAreRead()
    {
        const int Count = 3 * Submissions.MaxUnanswered;
        using var call = Gateway.Officers.Submit(Gateway.AsSystemOf("punjab"));
        var sending = Task.Run(async () =>
        {
            for (var sequence = 1; sequence <= Count; sequence++)
                await call.RequestStream.WriteAsync(Open((ulong)sequence, "law/no-such-seat", "p-5", $"flood-{sequence}"));
            await call.RequestStream.CompleteAsync();
        });

        var answered = new HashSet<ulong>();
        await foreach (var outcome in call.ResponseStream.ReadAllAsync())
            Assert.True(answered.Add(outcome.Sequence), $"{outcome.Sequence} was answered twice");
        await sending;
        Assert.Equal(Count, answered.Count);
    }

    [Fact]
    public async Task Submit_TheSenderGoesAway_LeavesTheServerAtWork()
    {
        using (var call = Gateway.Officers.Submit(Gateway.AsSystemOf("punjab")))
            await call.RequestStream.WriteAsync(Open(1, "law/no-such-seat", "p-5", "gone"));

        var outcomes = await SubmitAsync("punjab", [Open(2, "law/no-such-seat", "p-5", "still-here")]);

        Assert.Equal(StatusCode.NotFound, (StatusCode)Assert.Single(outcomes).Code);
    }

    [Fact]
    public async Task Submit_AfterThePostChangedHands_CountsTheNewHolderOnly()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = await TestGateway.StartAsync(database);
        await gateway.ImportAsync(SmallProvince.Departments, SmallProvince.Posts, "first");
        await gateway.Directives.IssueAsync(new IssueRequest { OperationId = "issue", Draft = SmallProvince.Draft() }, gateway.AsRole(Role.Issuer));
        await gateway.RestAsync();
        var opened = await SubmitAsync(gateway, "law", [Open(1, LawOfficer, "p-5", "open")]);
        var handedOver = SmallProvince.WithRow(
            SmallProvince.Posts, 8, "law/law-officer,law,Law Officer,لا افسر,18,law-officer,judicial,p-77,Sana Malik,ثنا ملک,regular");
        await gateway.ImportAsync(SmallProvince.Departments, handedOver, "second");

        var after = await SubmitAsync(gateway, "law", [Acknowledge(1, "p-5", "by-the-old"), Acknowledge(2, "p-77", "by-the-new")]);

        Assert.Equal(Standing.Opened, opened[0].Standing);
        Assert.Equal(
            [("NOT_INCUMBENT", Standing.Unspecified), ("", Standing.Acknowledged)],
            after.Select(outcome => (outcome.Reason, outcome.Standing)));
    }

    private static Submission Acknowledge(ulong sequence, string person, string operation) => new()
    {
        Sequence = sequence,
        Person = person,
        Acknowledge = new AcknowledgeRequest { OperationId = operation, Post = LawOfficer, Directive = SmallProvince.Number, Version = 1 },
    };

    private static Submission Open(ulong sequence, string post, string person, string operation) => new()
    {
        Sequence = sequence,
        Person = person,
        Open = new OpenRequest { OperationId = operation, Post = post, Directive = SmallProvince.Number, Language = "en" },
    };

    private Task<List<SubmissionOutcome>> SubmitAsync(string department, Submission[] submissions) => SubmitAsync(Gateway, department, submissions);

    private static async Task<List<SubmissionOutcome>> SubmitAsync(TestGateway gateway, string department, Submission[] submissions)
    {
        using var call = gateway.Officers.Submit(gateway.AsSystemOf(department));
        foreach (var submission in submissions)
            await call.RequestStream.WriteAsync(submission);
        await call.RequestStream.CompleteAsync();
        var outcomes = new List<SubmissionOutcome>();
        await foreach (var outcome in call.ResponseStream.ReadAllAsync())
            outcomes.Add(outcome);
        return [.. outcomes.OrderBy(outcome => outcome.Sequence)];
    }
}
