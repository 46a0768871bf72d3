using Directives.Gateway;
using Directives.Tests.Support;
using Directives.V1;
using Grpc.Core;

namespace Directives.Tests.Gateway;

/// <summary>Endorsements over gRPC: who may give them, what those below read, and what goes with the order no further.</summary>
public sealed class EndorseServiceTests
{
    private const string Number = SmallProvince.Number;

    [Theory]
    [MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Endorse_ByAHead_IsReadApartFromTheOrderByWhoeverIsBelow(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using var gateway = await StartAsync(database);

        var given = await gateway.Departments.EndorseAsync(Request("lahore-division", "2020-02-17", "2020-02-20"), gateway.As("lahore-division/commissioner"));
        await gateway.RestAsync();

        Assert.Equal(("lahore-division", 1, 1, "Lahore Division", "p-6"), (given.Department, given.Number, given.Version, given.Name.En, given.By));
        Assert.Equal("2020-02-17T18:59:59", Text(given.AcknowledgeBy));
        var diary = await gateway.Departments.ListInboxAsync(new ListDepartmentInboxRequest { Department = "kasur" }, gateway.AsRole(Role.Oversight));
        var entry = Assert.Single(diary.Entries);
        Assert.Equal(
            ("2020-02-17T18:59:59", "2020-02-20T18:59:59", "2020-02-21T18:59:59", "2020-02-29T18:59:59"),
            (Text(entry.AcknowledgeBy), Text(entry.ComplyBy), Text(entry.OrderAcknowledgeBy), Text(entry.OrderComplyBy)));
        Assert.Null(Assert.Single(entry.Endorsements).Instructions);
        var inbox = await gateway.Officers.ListInboxAsync(new ListOfficerInboxRequest { Post = "kasur/section-officer" }, gateway.As("kasur/section-officer"));
        Assert.Equal(("2020-02-17T18:59:59", "2020-02-21T18:59:59"), (Text(inbox.Records[0].AcknowledgeBy), Text(inbox.Records[0].OrderAcknowledgeBy)));
        var opened = await gateway.Officers.OpenAsync(
            new OpenRequest { OperationId = "open", Post = "kasur/section-officer", Directive = Number, Language = "en" }, gateway.As("kasur/section-officer"));
        Assert.Equal(given, Assert.Single(opened.Record.Endorsements));
        Assert.DoesNotContain("Through this office", opened.Text, StringComparison.Ordinal);

        // Nobody beside the division is under it.
        var law = await gateway.Officers.OpenAsync(
            new OpenRequest { OperationId = "open", Post = "law/law-officer", Directive = Number, Language = "en" }, gateway.As("law/law-officer"));
        Assert.Empty(law.Record.Endorsements);
        Assert.Null(law.Record.OrderAcknowledgeBy);

        var below = await gateway.Departments.ListEndorsementsAsync(new ListEndorsementsRequest { Department = "kasur", Directive = Number }, gateway.As("kasur/deputy-commissioner"));
        Assert.Equal((given, 0), (Assert.Single(below.Standing), below.Given.Count));
        var above = await gateway.Departments.ListEndorsementsAsync(new ListEndorsementsRequest { Department = "lahore-division", Directive = Number }, gateway.AsRole(Role.Oversight));
        Assert.Equal((given, given), (Assert.Single(above.Standing), Assert.Single(above.Given)));
        var history = await gateway.Oversight.ListDirectiveHistoryAsync(new ListDirectiveHistoryRequest { Directive = Number }, gateway.AsRole(Role.Oversight));
        var endorsed = Assert.Single(history.Events, fact => fact.Kind == "Endorsed");
        Assert.Equal(("lahore-division", "p-6", 1, "Through this office"), (endorsed.Department, endorsed.Person, endorsed.Version, endorsed.Detail));
        Assert.Equal("kasur", Assert.Single(history.Events, fact => fact.Kind == "EndorsementReceived").Department);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Endorse_TighterDeadlinePassed_IsOverdueNowAndAsOfThen(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var time = new FakeTimeProvider(new DateTimeOffset(2020, 2, 14, 6, 30, 0, TimeSpan.Zero));
        await using var gateway = await StartAsync(database, time);
        await gateway.Departments.EndorseAsync(Request("lahore-division", "2020-02-17", ""), gateway.As("lahore-division/commissioner"));
        await gateway.RestAsync();

        time.SetUtcNow(new DateTimeOffset(2020, 2, 18, 6, 0, 0, TimeSpan.Zero));
        await Waits.UntilAsync(
            async () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                await gateway.RestAsync();
                return await OverdueAsync(gateway, null) == 2;
            },
            () => "the posts of Kasur are not overdue");

        Assert.Equal(0, await OverdueAsync(gateway, new DateTimeOffset(2020, 2, 17, 18, 0, 0, TimeSpan.Zero)));
        Assert.Equal(2, await OverdueAsync(gateway, time.GetUtcNow()));
    }

    [Fact]
    public async Task Endorse_WhereItCannotBe_IsRefused()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = await StartAsync(database);
        async Task IsAsync(StatusCode code, string reason, EndorseRequest request, string post)
        {
            var refused = await TestGateway.RefusedAsync(gateway.Departments.EndorseAsync(request, gateway.As(post)));
            Assert.Equal((code, reason), (refused.Code, refused.Reason));
        }

        await IsAsync(StatusCode.PermissionDenied, "ACCESS_DENIED", Request("lahore-division", "", ""), "law/secretary");
        await IsAsync(StatusCode.FailedPrecondition, "LOOSER", Request("law", "2020-02-22", ""), "law/secretary");
        await IsAsync(StatusCode.FailedPrecondition, "NOTHING_BELOW", Request("archives", "", ""), "punjab/chief-secretary");
        await IsAsync(StatusCode.InvalidArgument, "INVALID_FIELDS", Request("law", "2020-02-01", ""), "law/secretary");
        var second = Request("law", "", "");
        second.Version = 2;
        await IsAsync(StatusCode.FailedPrecondition, "OTHER_VERSION", second, "law/secretary");

        // The same operation again is the same endorsement, and its outcome can be asked for.
        var first = await gateway.Departments.EndorseAsync(Request("law", "2020-02-18", ""), gateway.As("law/secretary"));
        Assert.Equal(first, await gateway.Departments.EndorseAsync(Request("law", "2020-02-18", ""), gateway.As("law/secretary")));
        var outcome = await gateway.Departments.GetOutcomeAsync(
            new GetDepartmentOutcomeRequest { Department = "law", Directive = Number, OperationId = "endorse-law" }, gateway.As("law/secretary"));
        Assert.Equal("Endorsed", outcome.Fact);
    }

    private static async Task<TestGateway> StartAsync(TestDatabase database, FakeTimeProvider? time = null)
    {
        var gateway = await TestGateway.StartAsync(database, time ?? new FakeTimeProvider(new DateTimeOffset(2020, 2, 14, 6, 30, 0, TimeSpan.Zero)));
        await gateway.ImportAsync(SmallProvince.Departments, SmallProvince.Posts).InTime("the import");
        await gateway.Directives.IssueAsync(new IssueRequest { OperationId = "issue", Draft = SmallProvince.Draft() }, gateway.AsRole(Role.Issuer));
        await gateway.RestAsync();
        return gateway;
    }

    private static async Task<int> OverdueAsync(TestGateway gateway, DateTimeOffset? asOf)
    {
        var compliance = await gateway.Oversight.GetComplianceAsync(
            new GetComplianceRequest { Directive = Number, AsOf = asOf is { } at ? Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(at) : null },
            gateway.AsRole(Role.Oversight));
        return compliance.Total.Tally.Overdue;
    }

    private static EndorseRequest Request(string department, string acknowledge, string comply) => new()
    {
        OperationId = $"endorse-{department}",
        Department = department,
        Directive = Number,
        Version = 1,
        Instructions = new LocalText { En = "Through this office", Ur = "اس دفتر کے توسط سے" },
        AcknowledgeBy = acknowledge,
        ComplyBy = comply,
    };

    private static string Text(Google.Protobuf.WellKnownTypes.Timestamp time) =>
        time.ToDateTime().ToString("yyyy-MM-ddTHH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
}
