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

    private static readonly string HandedOver = SmallProvince.WithRow(
        SmallProvince.Posts, 8, "law/law-officer,law,Law Officer,لا افسر,18,law-officer,judicial,p-77,Sana Malik,ثنا ملک,regular");

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

    public enum Leaving
    {
        TheSenderGoesAway,
        TheTokenExpires,
    }

    /// <summary>Acts that were taken are done and recorded, and fail nobody, where no one waits for their answers any more.</summary>
    [Theory]
    [InlineData(Leaving.TheSenderGoesAway)]
    [InlineData(Leaving.TheTokenExpires)]
    public async Task Submit_EndsWithHundredsOfActsUnderWay_DoesThemAll(Leaving leaving)
    {
        const int Acts = 300;
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        var clock = new FakeTimeProvider();
        var begun = 0;
        var unobserved = new System.Collections.Concurrent.ConcurrentQueue<Exception>();
        void Observe(object? sender, UnobservedTaskExceptionEventArgs failed) => unobserved.Enqueue(failed.Exception);
        TaskScheduler.UnobservedTaskException += Observe;
        try
        {
            await using var gateway = await TestGateway.StartAsync(
                database, clock, new Dictionary<string, string?> { ["Gateway:MaxUploads"] = "1" },
                builder => GrainFaults.Add(builder, call =>
                {
                    if (call.MethodName == nameof(Grains.IOfficerGrain.Open))
                        Interlocked.Increment(ref begun);
                    return Task.CompletedTask;
                }));
            var posts = SmallProvince.Posts.TrimEnd('\n') + "\n" + string.Join('\n', Enumerable.Range(0, Acts).Select(clerk =>
                $"law/clerk-{clerk},law,Section Officer,سیکشن افسر,17,section-officer,pms,p-c{clerk},Clerk {clerk},کلرک,regular"));
            await gateway.ImportAsync(SmallProvince.Departments, posts);
            await gateway.Directives.IssueAsync(new IssueRequest { OperationId = "issue", Draft = SmallProvince.Draft() }, gateway.AsRole(Role.Issuer));
            await gateway.RestAsync();
            Submission[] acts = [.. Enumerable.Range(0, Acts).Select(clerk => Open((ulong)clerk, $"law/clerk-{clerk}", $"p-c{clerk}", $"open-{clerk}"))];
            using (database.Hold())
            {
                var call = gateway.Officers.Submit(gateway.AsSystemOf("law"));
                foreach (var act in acts)
                    await call.RequestStream.WriteAsync(act);
                await Waits.UntilAsync(() => Volatile.Read(ref begun) == Acts, () => $"{begun} of {Acts} acts were under way");
                if (leaving is Leaving.TheTokenExpires)
                    clock.Advance(TimeSpan.FromDays(1));
                call.Dispose();
            }

            // The one place is free again when all of them are done.
            await gateway.RestAsync();
            var system = TestGateway.With((await gateway.Tokens.IssueDevelopmentTokenAsync(new IssueDevelopmentTokenRequest { Department = "law" })).Token);
            List<SubmissionOutcome> again = [];
            await Waits.UntilAsync(
                async () =>
                {
                    try
                    {
                        again = await SubmitAsync(gateway, system, acts);
                        return true;
                    }
                    catch (RpcException busy) when (busy.StatusCode is StatusCode.ResourceExhausted or StatusCode.Cancelled)
                    {
                        return false;
                    }
                },
                () => "the place of the stream that ended was to be free");
            await gateway.RestAsync();
            Assert.All(again, outcome => Assert.Equal((0, Standing.Opened), (outcome.Code, outcome.Standing)));
            var facts = await gateway.Ledger.ReadAsync(new Grains.LedgerPosition(1, 0), 10_000, SmallProvince.Number, CancellationToken.None);
            Assert.Equal(Acts, facts.Count(entry => entry.Fact is Grains.Opened));
        }
        finally
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            TaskScheduler.UnobservedTaskException -= Observe;
        }

        Assert.DoesNotContain(unobserved, failed => failed.ToString().Contains("Directives.Gateway", StringComparison.Ordinal));
    }

    /// <summary>One department has its new place already, another not yet: whoever has handed over there acts no more.</summary>
    [Fact]
    public async Task Submit_WhileThePostChangesHands_CountsWhomTheDepartmentHas()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        var hold = new TaskCompletionSource();
        var holds = false;
        var clock = new FakeTimeProvider();
        await using var gateway = await TestGateway.StartAsync(database, clock, configure: builder => GrainFaults.Add(
            builder, call => Volatile.Read(ref holds) && call.MethodName == nameof(Grains.IDepartmentGrain.Establish) && call.TargetId.Key.ToString() == "archives"
                ? hold.Task : Task.CompletedTask));
        await gateway.ImportAsync(SmallProvince.Departments, SmallProvince.Posts, "first");
        await gateway.Directives.IssueAsync(new IssueRequest { OperationId = "issue", Draft = SmallProvince.Draft() }, gateway.AsRole(Role.Issuer));
        await gateway.RestAsync();
        var opened = await SubmitAsync(gateway, "law", [Open(1, LawOfficer, "p-5", "open"), Open(2, LawOfficer, "p-5", "open")]);
        var (predecessor, successor) = (gateway.AsPerson("p-5"), gateway.AsPerson("p-77"));
        Volatile.Write(ref holds, true);
        var import = gateway.ImportAsync(SmallProvince.Departments, HandedOver, "second");
        var law = gateway.Grains.GetGrain<Grains.IDepartmentGrain>("law");
        await Waits.UntilAsync(async () => (await law.GetPlace())!.RegistryVersion == 2, () => "law was to take its new place");

        // The clock stands: what was remembered before the import is not too old.
        var handedIn = await SubmitAsync(gateway, "law", [Acknowledge(1, "p-5", "by-the-old")]);
        var own = await TestGateway.RefusedAsync(gateway.Officers.AcknowledgeAsync(Acknowledge(0, "p-5", "by-himself").Acknowledge, predecessor));
        var elsewhere = await SubmitAsync(gateway, "kasur", [Open(1, AmongTwo, "p-8", "elsewhere")]);
        var unopened = await TestGateway.RefusedAsync(gateway.Officers.AcknowledgeAsync(Acknowledge(0, "p-77", "too-early").Acknowledge, successor));
        await gateway.Officers.OpenAsync(Open(0, LawOfficer, "p-77", "open-by-the-new").Open, successor);
        var after = await gateway.Officers.AcknowledgeAsync(Acknowledge(0, "p-77", "by-the-new").Acknowledge, successor);
        hold.SetResult();
        await import;

        Assert.All(opened, outcome => Assert.Equal(Standing.Opened, outcome.Standing));
        Assert.Equal("NOT_INCUMBENT", Assert.Single(handedIn).Reason);
        Assert.Equal((StatusCode.PermissionDenied, "ACCESS_DENIED"), (own.Code, own.Reason));
        Assert.Equal(Standing.Opened, Assert.Single(elsewhere).Standing);
        Assert.Equal("NOT_OPENED", unopened.Reason);
        Assert.Equal(Standing.Acknowledged, after.Standing);
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
        await gateway.ImportAsync(SmallProvince.Departments, HandedOver, "second");

        await SubmitAsync(gateway, "law", [Open(1, LawOfficer, "p-77", "open-by-the-new")]);
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

    private static Task<List<SubmissionOutcome>> SubmitAsync(TestGateway gateway, string department, Submission[] submissions) =>
        SubmitAsync(gateway, gateway.AsSystemOf(department), submissions);

    private static async Task<List<SubmissionOutcome>> SubmitAsync(TestGateway gateway, Metadata system, Submission[] submissions)
    {
        using var call = gateway.Officers.Submit(system);
        foreach (var submission in submissions)
            await call.RequestStream.WriteAsync(submission);
        await call.RequestStream.CompleteAsync();
        var outcomes = new List<SubmissionOutcome>();
        await foreach (var outcome in call.ResponseStream.ReadAllAsync())
            outcomes.Add(outcome);
        return [.. outcomes.OrderBy(outcome => outcome.Sequence)];
    }
}
