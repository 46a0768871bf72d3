using System.Globalization;
using Directives.Gateway;
using Directives.Tests.Support;
using Directives.V1;
using Google.Protobuf;
using Grpc.Core;

namespace Directives.Tests.Gateway;

/// <summary>Deadlines and reminders as an issuer gives them over gRPC.</summary>
public sealed class DeadlineServiceTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Issue_WorkingDaysAndPolicy_AreCountedAndGivenBack(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var time = new FakeTimeProvider(new DateTimeOffset(2020, 5, 21, 6, 0, 0, TimeSpan.Zero));
        await using var gateway = await TestGateway.StartAsync(database, time);
        await gateway.ImportAsync(SmallProvince.Departments, SmallProvince.Posts).InTime("the import");
        var draft = SmallProvince.Draft();
        draft.Precedence = Precedence.Routine;
        draft.Deadlines = new Deadlines { ReceiveWorkingDays = 1, AcknowledgeWorkingDays = 2, ComplyOn = "2020-06-30" };
        draft.Reminders = new ReminderPolicy { RemindBefore = { 1 }, HeadAfter = 1, DepartmentAfter = 2, IssuerAfter = 3 };

        var without = await TestGateway.RefusedAsync(() => IssueAsync(gateway, draft));
        Assert.Equal(
            ["draft.deadlines.receive_working_days", "draft.deadlines.acknowledge_working_days"], without.Violations.Select(violation => violation.Field));
        const string calendar = "year,kind,on,name_en,name_ur,certainty\n2020,weekly,sunday,W,و,fixed\n2020,holiday,2020-05-22,Eid,عید,expected\n";
        await gateway.Calendar.ImportAsync(
            new ImportCalendarRequest { OperationId = "op-1", File = ByteString.CopyFromUtf8(calendar) }, gateway.AsRole(Role.Admin));
        var issued = await IssueAsync(gateway, draft);

        // Thursday 21 May; Friday is a holiday and Sunday is off: Saturday and Monday count.
        Assert.Equal("2020-05-23T18:59:59", Text(issued.ReceiveBy));
        Assert.Equal("2020-05-25T18:59:59", Text(issued.AcknowledgeBy));
        Assert.Equal("2020-06-30T18:59:59", Text(issued.ComplyBy));
        Assert.Equal(draft.Deadlines, issued.Draft.Deadlines);
        Assert.Equal(draft.Reminders, issued.Draft.Reminders);
        await gateway.RestAsync();
        var inbox = await gateway.Departments.ListInboxAsync(new ListDepartmentInboxRequest { Department = "sgad" }, gateway.AsRole(Role.Oversight));
        Assert.Equal(issued.AcknowledgeBy, Assert.Single(inbox.Entries).AcknowledgeBy);
        Assert.Empty(inbox.Entries[0].Notices);
    }

    /// <summary>What is wrong, and the field that must be named.</summary>
    public static TheoryData<string, Action<V1.DirectiveDraft>, string> Wrong => new()
    {
        { "a past date", draft => draft.Deadlines = new Deadlines { AcknowledgeOn = "2020-01-01" }, "draft.deadlines.acknowledge_on" },
        { "no date", draft => draft.Deadlines = new Deadlines { ComplyOn = "soon" }, "draft.deadlines.comply_on" },
        { "two forms", draft => draft.Deadlines = new Deadlines { AcknowledgeDays = 3, AcknowledgeWorkingDays = 3 }, "draft.deadlines.acknowledge_days" },
        { "too many days", draft => draft.Deadlines = new Deadlines { ComplyWorkingDays = 261 }, "draft.deadlines.comply_working_days" },
        { "the wrong order", draft => draft.Deadlines = new Deadlines { AcknowledgeDays = 5, ComplyDays = 4 }, "draft.deadlines.comply_days" },
        { "reminders in the wrong order", draft => draft.Reminders = new ReminderPolicy { RemindBefore = { 1, 3 } }, "draft.reminders.remind_before[1]" },
        { "the issuer before the head", draft => draft.Reminders = new ReminderPolicy { HeadAfter = 4, IssuerAfter = 3 }, "draft.reminders.issuer_after" },
        { "too late a step", draft => draft.Reminders = new ReminderPolicy { HeadAfter = 721 }, "draft.reminders.head_after" },
    };

    [Fact]
    public async Task Issue_WrongDeadlineOrPolicy_NamesTheField()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = await TestGateway.StartAsync(database);
        await gateway.ImportAsync(SmallProvince.Departments, SmallProvince.Posts).InTime("the import");
        foreach (var (what, spoil, field) in Wrong.Select(row => row.Data))
        {
            var draft = SmallProvince.Draft();
            spoil(draft);
            var refused = await TestGateway.RefusedAsync(() => IssueAsync(gateway, draft));

            Assert.Equal(StatusCode.InvalidArgument, refused.Code);
            Assert.True(
                refused.Violations.Any(violation => violation.Field == field),
                $"{what}: expected {field}, found {string.Join("; ", refused.Violations)}");
        }
    }

    private static string Text(Google.Protobuf.WellKnownTypes.Timestamp time) =>
        time.ToDateTime().ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture);

    private static async Task<Directive> IssueAsync(TestGateway gateway, V1.DirectiveDraft draft) =>
        await gateway.Directives.IssueAsync(new IssueRequest { OperationId = "op-issue", Draft = draft }, gateway.AsRole(Role.Issuer));
}
