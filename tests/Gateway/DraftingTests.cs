using Directives.Gateway;
using Directives.Tests.Support;
using Directives.V1;
using Grpc.Core;

namespace Directives.Tests.Gateway;

/// <summary>An order drafted by one person, approved by another, and issued.</summary>
public abstract class DraftingTests(GatewayFixture fixture)
{
    private Metadata Drafter => fixture.Gateway.AsRole(Role.Issuer, "p-3");

    private Metadata Approver => fixture.Gateway.AsRole(Role.Issuer, "p-2");

    private V1.DirectiveService.DirectiveServiceClient Directives => fixture.Gateway.Directives;

    [Fact]
    public async Task Draft_ThenApproveAndIssue_NamesBothPersons()
    {
        var written = await DraftAsync("DRAFT/1");
        var read = await Directives.GetDraftAsync(new GetDraftRequest { Number = "DRAFT/1" }, Approver);
        var approved = await ApproveAsync("DRAFT/1", read.DraftDigest);
        var issued = await IssueAsync("DRAFT/1");
        await fixture.Gateway.RestAsync();
        var history = await fixture.Gateway.Oversight.ListDirectiveHistoryAsync(new ListDirectiveHistoryRequest { Directive = "DRAFT/1" }, fixture.Gateway.AsRole(Role.Oversight));

        Assert.Equal(written, read);
        Assert.Equal(SmallProvince.Draft("DRAFT/1"), read.Draft);
        Assert.Equal((1, "p-3", ""), (read.Edition, read.DraftedBy, read.ApprovedBy));
        Assert.Equal(("p-2", null), (approved.ApprovedBy, approved.IssuedAt));
        Assert.Equal(("p-2", "p-3", "p-2"), (issued.IssuedBy, issued.DraftedBy, issued.ApprovedBy));
        Assert.Matches("^[1-9][0-9]*/20[0-9]{2}$", issued.DispatchNumber);
        Assert.Equal(["Drafted", "Approved", "Issued"], history.Events.Take(3).Select(item => item.Kind));
        Assert.Equal([("p-3", "1"), ("p-2", "1"), ("p-2", issued.DispatchNumber)], history.Events.Take(3).Select(item => (item.Person, item.Detail)));
        Assert.Equal(issued, await Directives.GetAsync(new GetDirectiveRequest { Number = "DRAFT/1" }, Approver));
        Assert.Equal(issued, await IssueAsync("DRAFT/1"));
        Assert.Equal(issued.IssuedAt, (await Directives.GetDraftAsync(new GetDraftRequest { Number = "DRAFT/1" }, Approver)).IssuedAt);
    }

    [Fact]
    public async Task Approve_ByTheDrafter_IsRefused()
    {
        var written = await DraftAsync("DRAFT/2");

        var refused = await TestGateway.RefusedAsync(() => ApproveAsync("DRAFT/2", written.DraftDigest, Drafter));

        Assert.Equal((StatusCode.PermissionDenied, "SAME_PERSON"), (refused.Code, refused.Reason));
        Assert.Equal("NOT_APPROVED", (await TestGateway.RefusedAsync(() => IssueAsync("DRAFT/2"))).Reason);
    }

    [Fact]
    public async Task Draft_AfterTheApproval_DropsIt()
    {
        var first = await DraftAsync("DRAFT/3");
        await ApproveAsync("DRAFT/3", first.DraftDigest);
        var second = await DraftAsync("DRAFT/3", "again", draft => draft.Title.En = "Another title");
        var unapproved = await TestGateway.RefusedAsync(() => IssueAsync("DRAFT/3"));
        var unread = await TestGateway.RefusedAsync(() => ApproveAsync("DRAFT/3", first.DraftDigest, operation: "second"));
        await ApproveAsync("DRAFT/3", second.DraftDigest, operation: "third");
        var issued = await IssueAsync("DRAFT/3");

        Assert.Equal((2, ""), (second.Edition, second.ApprovedBy));
        Assert.Equal((StatusCode.FailedPrecondition, "NOT_APPROVED"), (unapproved.Code, unapproved.Reason));
        Assert.Equal((StatusCode.FailedPrecondition, "DRAFT_CHANGED"), (unread.Code, unread.Reason));
        Assert.Equal("Another title", issued.Draft.Title.En);
    }

    [Fact]
    public async Task Draft_ByAnotherPerson_IsRefused()
    {
        await DraftAsync("DRAFT/4");

        var refused = await TestGateway.RefusedAsync(Directives.DraftAsync(
            new DraftRequest { OperationId = "other", Draft = SmallProvince.Draft("DRAFT/4") }, Approver));

        Assert.Equal((StatusCode.PermissionDenied, "NOT_THE_DRAFTER"), (refused.Code, refused.Reason));
    }

    [Fact]
    public async Task Commands_Repeated_AreDoneOnce()
    {
        var written = await DraftAsync("DRAFT/5");
        Assert.Equal(written, await DraftAsync("DRAFT/5"));
        var approved = await ApproveAsync("DRAFT/5", written.DraftDigest);
        Assert.Equal(approved, await ApproveAsync("DRAFT/5", written.DraftDigest));
        var reused = await TestGateway.RefusedAsync(() => DraftAsync("DRAFT/5", change: draft => draft.Title.En = "Another title"));
        var another = await TestGateway.RefusedAsync(() => IssueAsync("DRAFT/5", "draft-DRAFT/5"));

        Assert.Equal("OPERATION_ID_REUSED", reused.Reason);
        Assert.Equal("OPERATION_ID_REUSED", another.Reason);
        foreach (var (operation, fact) in ((string, string)[])[("draft-DRAFT/5", "Drafted"), ("approve-DRAFT/5", "Approved")])
        {
            var outcome = await Directives.GetOutcomeAsync(new GetDirectiveOutcomeRequest { Number = "DRAFT/5", OperationId = operation }, Drafter);
            Assert.Equal(fact, outcome.Fact);
        }
    }

    [Fact]
    public async Task Issue_OfANumberBeingDrafted_NeedsTheApproval()
    {
        await DraftAsync("DRAFT/6");

        var refused = await TestGateway.RefusedAsync(Directives.IssueAsync(
            new IssueRequest { OperationId = "direct", Draft = SmallProvince.Draft("DRAFT/6") }, Approver));
        var taken = await TestGateway.RefusedAsync(() => DraftAsync(SmallProvince.Number));

        Assert.Equal((StatusCode.FailedPrecondition, "DRAFT_PENDING"), (refused.Code, refused.Reason));
        Assert.Equal((StatusCode.AlreadyExists, "NUMBER_TAKEN"), (taken.Code, taken.Reason));
    }

    [Fact]
    public async Task Check_AFitDraft_CountsWhomItAddresses()
    {
        var check = await Directives.CheckAsync(new CheckRequest { Draft = SmallProvince.Draft("DRAFT/7") }, Drafter);

        Assert.Empty(check.Violations);
        Assert.Equal(
            [
                ("draft.instrument", "does not suit 4 of the 5 offices addressed: a Letter goes to provinces, public bodies and offices outside the secretariat"),
                ("draft.audience", "2 of the 7 posts addressed are vacant"),
            ],
            check.Warnings.Select(warning => (warning.Field, warning.Description)));
        Assert.Equal((5, 7, 6, 1, 2), (check.Audience.Offices, check.Audience.Total.Posts, check.Audience.Total.ForAction, check.Audience.Total.ForInformation, check.Audience.Total.Vacant));
        Assert.Equal(
            [("kasur", 2, 1), ("sgad", 2, 1), ("law", 1, 0), ("punjab", 1, 0), ("sgad-regulations", 1, 0)],
            check.Audience.Departments.Select(line => (line.Key, line.Count.Posts, line.Count.Vacant)));
        Assert.Equal(
            [("chief-secretary", 1, 0), ("law-officer", 2, 1), ("section-officer", 4, 1)],
            check.Audience.Cadres.Select(line => (line.Key, line.Count.Posts, line.Count.Vacant)));
        Assert.Equal(
            [("22", 1, 0), ("18", 2, 1), ("17", 4, 1)],
            check.Audience.Grades.Select(line => (line.Key, line.Count.Posts, line.Count.Vacant)));
        Assert.Equal(["sgad/section-officer-2", "kasur/law-officer"], check.Audience.VacantPosts);
        Assert.Equal("NOT_FOUND", (await TestGateway.RefusedAsync(Directives.GetDraftAsync(new GetDraftRequest { Number = "DRAFT/7" }, Drafter))).Reason);
    }

    [Fact]
    public async Task ListDrafts_WaitingAndNot_HasThoseThatWaitTheNewestFirst()
    {
        var first = await DraftAsync("DRAFT/21");
        await DraftAsync("DRAFT/22");
        var approved = await DraftAsync("DRAFT/23");
        await ApproveAsync("DRAFT/23", approved.DraftDigest);
        await fixture.Gateway.RestAsync();
        var waiting = await ListAsync();
        await DraftAsync("DRAFT/21", "again", draft => draft.Title.En = "Another title");
        var second = await DraftAsync("DRAFT/23", "again", draft => draft.Title.En = "No approval any more");
        await fixture.Gateway.RestAsync();
        var again = await ListAsync();
        await ApproveAsync("DRAFT/23", second.DraftDigest, operation: "second");
        await IssueAsync("DRAFT/23");
        await fixture.Gateway.RestAsync();
        var issued = await ListAsync();

        Assert.Equal(["DRAFT/22", "DRAFT/21"], waiting.Select(draft => draft.Number));
        Assert.Equal((1, "p-3", "sgad", first.DraftedAt, 0), (waiting[1].Edition, waiting[1].DraftedBy, waiting[1].Issuer, waiting[1].DraftedAt, waiting[1].AmendsVersion));
        Assert.Equal([("DRAFT/23", 2, "No approval any more"), ("DRAFT/21", 2, "Another title"), ("DRAFT/22", 1, SmallProvince.Draft().Title.En)], again.Select(draft => (draft.Number, draft.Edition, draft.Title.En)));
        Assert.Equal(["DRAFT/21", "DRAFT/22"], issued.Select(draft => draft.Number));
    }

    [Fact]
    public async Task ListDrafts_OfAnAmendment_NamesTheVersionUntilItIsApproved()
    {
        var number = await fixture.IssueAsync();
        var draft = SmallProvince.Draft(number);
        draft.Title.En = "Amended";
        var written = await Directives.DraftAsync(new DraftRequest { OperationId = "amend", Draft = draft, AmendReason = "Wider" }, Drafter);
        await fixture.Gateway.RestAsync();
        var waiting = await PageThroughAsync();
        await ApproveAsync(number, written.DraftDigest);
        await fixture.Gateway.RestAsync();

        Assert.Equal((1, "Amended"), waiting.Where(line => line.Number == number).Select(line => (line.AmendsVersion, line.Title.En)).Single());
        Assert.DoesNotContain(await PageThroughAsync(), line => line.Number == number);
        var officer = await TestGateway.RefusedAsync(async () => await Directives.ListDraftsAsync(new ListDraftsRequest(), fixture.Gateway.AsPerson("p-5")));
        var wrong = await TestGateway.RefusedAsync(async () => await Directives.ListDraftsAsync(new ListDraftsRequest { PageSize = 1001 }, Approver));
        Assert.Equal(StatusCode.PermissionDenied, officer.Code);
        Assert.Equal((StatusCode.InvalidArgument, "page_size"), (wrong.Code, Assert.Single(wrong.Violations).Field));
    }

    /// <summary>Those of one test; the gateway is shared.</summary>
    private async Task<List<DraftSummary>> ListAsync() => [.. (await PageThroughAsync()).Where(line => line.Number.StartsWith("DRAFT/2", StringComparison.Ordinal) && line.Number.Length == 8)];

    private async Task<List<DraftSummary>> PageThroughAsync()
    {
        var found = new List<DraftSummary>();
        for (var (token, more) = ("", true); more; more = token.Length > 0)
        {
            var page = await Directives.ListDraftsAsync(new ListDraftsRequest { PageSize = 2, PageToken = token }, Approver);
            found.AddRange(page.Drafts);
            token = page.NextPageToken;
        }

        return found;
    }

    public static TheoryData<string, Action<DirectiveDraft>> Unfit => new()
    {
        { "draft.instrument", draft => draft.Instrument = Instrument.OfficeOrder },
        { "draft.audience.clauses", draft => draft.Instrument = Instrument.DemiOfficialLetter },
        { "draft.audience", draft => draft.Audience.Exclusions.Add(new PostFilter { BpsFrom = 1, BpsTo = 22 }) },
        { "draft.title.ur", draft => draft.Title.Ur = "" },
        { "draft.dated", draft => draft.Dated = "today" },
        { "draft.issuer", draft => draft.Issuer = "finance" },
        { "draft.audience.clauses[1].filter.posts[0]", draft => draft.Audience.Clauses[1].Filter.Posts[0] = "punjab/governor" },
    };

    [Theory]
    [MemberData(nameof(Unfit), DisableDiscoveryEnumeration = true)]
    public async Task Check_AnUnfitDraft_NamesTheField(string field, Action<DirectiveDraft> spoil)
    {
        var draft = SmallProvince.Draft("DRAFT/8");
        spoil(draft);
        if (field == "draft.instrument")
            draft.Audience = new Audience { Clauses = { new AudienceClause { Addressee = AddresseeKind.Action, Filter = new PostFilter { Posts = { "law/law-officer" } } } } };

        var check = await Directives.CheckAsync(new CheckRequest { Draft = draft }, Drafter);

        Assert.True(check.Violations.Any(violation => violation.Field == field), $"{field} is not among {check.Violations}");
    }

    [Fact]
    public async Task Approve_AnUnfitDraft_IsRefusedWithItsFields()
    {
        var written = await DraftAsync("DRAFT/9", change: draft => draft.Instrument = Instrument.DemiOfficialLetter);
        var check = await Directives.CheckAsync(new CheckRequest { Number = "DRAFT/9" }, Approver);

        var refused = await TestGateway.RefusedAsync(() => ApproveAsync("DRAFT/9", written.DraftDigest));

        Assert.Equal(written.DraftDigest, check.DraftDigest);
        Assert.Equal((StatusCode.InvalidArgument, "draft.audience.clauses"), (refused.Code, Assert.Single(refused.Violations).Field));
    }

    [Fact]
    public async Task Draft_WithoutUrdu_NeedsAWaiver()
    {
        static void WithoutUrdu(DirectiveDraft draft) =>
            (draft.Title.Ur, draft.Provenance.Body.Ur, draft.LegalBasis[0].Ur, draft.Consequence.Ur, draft.Obligations[0].Text.Ur, draft.Text.Ur) = ("", "", "", "", "", "");
        var refused = await TestGateway.RefusedAsync(() => DraftAsync("DRAFT/10", change: WithoutUrdu));
        var written = await DraftAsync("DRAFT/10", change: draft =>
        {
            WithoutUrdu(draft);
            draft.Waiver = new LanguageWaiver { Language = "ur", Reason = "For English-medium boards only." };
        });
        await ApproveAsync("DRAFT/10", written.DraftDigest);
        await IssueAsync("DRAFT/10");
        var text = await Directives.GetTextAsync(new GetTextRequest { Number = "DRAFT/10", Language = "ur" }, Approver);

        Assert.Equal(6, refused.Violations.Length);
        Assert.Equal(("en", "No official documents over WhatsApp"), (text.Language, text.Title));
    }

    [Fact]
    public async Task DispatchNumbers_OfOneOffice_AreConsecutive()
    {
        var numbers = new List<string>();
        foreach (var number in (string[])["DISPATCH/1", "DISPATCH/2", "DISPATCH/3"])
        {
            var draft = SmallProvince.Draft(number);
            draft.Issuer = "law";
            var issued = await Directives.IssueAsync(new IssueRequest { OperationId = number, Draft = draft }, Drafter);
            await Directives.IssueAsync(new IssueRequest { OperationId = number, Draft = draft }, Drafter);
            numbers.Add(issued.DispatchNumber);
        }

        var year = numbers[0].Split('/')[1];
        Assert.Equal([$"1/{year}", $"2/{year}", $"3/{year}"], numbers);
    }

    private async Task<DraftRecord> DraftAsync(string number, string? operation = null, Action<DirectiveDraft>? change = null)
    {
        var draft = SmallProvince.Draft(number);
        change?.Invoke(draft);
        return await Directives.DraftAsync(new DraftRequest { OperationId = operation ?? $"draft-{number}", Draft = draft }, Drafter);
    }

    private async Task<DraftRecord> ApproveAsync(string number, string digest, Metadata? by = null, string? operation = null) => await Directives.ApproveAsync(
        new ApproveRequest { OperationId = operation ?? $"approve-{number}", Number = number, DraftDigest = digest }, by ?? Approver);

    private async Task<Directive> IssueAsync(string number, string? operation = null) =>
        await Directives.IssueDraftAsync(new IssueDraftRequest { OperationId = operation ?? $"issue-{number}", Number = number }, Approver);
}

public sealed class DraftingOnSqlite(SqliteGateway fixture) : DraftingTests(fixture), IClassFixture<SqliteGateway>;

public sealed class DraftingOnPostgres(PostgresGateway fixture) : DraftingTests(fixture), IClassFixture<PostgresGateway>;
