using Directives.Gateway;
using Directives.Tests.Support;
using Directives.V1;
using Grpc.Core;

namespace Directives.Tests.Gateway;

/// <summary>Directives amended, superseded, rescinded and reiterated, and the decisions that they rest on.</summary>
public abstract class LineageTests(GatewayFixture fixture)
{
    private Metadata Issuer => fixture.Gateway.AsRole(Role.Issuer);

    private Metadata Oversight => fixture.Gateway.AsRole(Role.Oversight);

    private V1.DirectiveService.DirectiveServiceClient Directives => fixture.Gateway.Directives;

    [Fact]
    public async Task Amend_InForce_IsServedAnewAndAcknowledgedAnew()
    {
        var number = await fixture.IssueAsync();
        await fixture.AnswerAsync(number, "law/law-officer");
        var draft = SmallProvince.Draft(number);
        draft.Text.En = "No messaging services at all.";

        var dry = await AmendAsync(draft, "dry", dryRun: true);
        var amended = await AmendAsync(draft, "amend");
        var again = await AmendAsync(draft, "amend");
        await fixture.Gateway.RestAsync();
        var counts = await fixture.Gateway.Oversight.GetComplianceAsync(new GetComplianceRequest { Directive = number }, Oversight);
        var history = await fixture.Gateway.Oversight.ListDirectiveHistoryAsync(new ListDirectiveHistoryRequest { Directive = number }, Oversight);

        Assert.Equal((2, null), (dry.Version, dry.Standing));
        Assert.Equal((2, 2, DirectiveStatus.InForce), (amended.Version, amended.Standing.Revision, amended.Standing.Status));
        Assert.Equal(amended, again);
        Assert.Equal((2, 0, 6), (counts.Version, counts.Total.Tally.Acknowledged, counts.Total.Tally.Outstanding));
        Assert.Equal("**Do not** send official documents over WhatsApp.", (await TextAsync(number, 1)).Text);
        Assert.Equal("No messaging services at all.", (await TextAsync(number, 2)).Text);
        Assert.Equal((2, amended.TextDigest), ((await TextAsync(number, 0)).Version, (await TextAsync(number, 0)).TextDigest));
        Assert.Equal(StatusCode.NotFound, (await TestGateway.RefusedAsync(() => TextAsync(number, 3))).Code);
        var fact = Assert.Single(history.Events, item => item.Kind == "Amended");
        Assert.Equal((2, "Wider", "role:issuer"), (fact.Version, fact.Detail, fact.Person));
        Assert.Equal("Amended", (await Directives.GetOutcomeAsync(new GetDirectiveOutcomeRequest { Number = number, OperationId = "amend" }, Issuer)).Fact);
        var numbers = ((string[])[(await Directives.GetAsync(new GetDirectiveRequest { Number = SmallProvince.Number }, Issuer)).DispatchNumber, amended.DispatchNumber]);
        Assert.Equal(2, numbers.Distinct().Count());
    }

    [Fact]
    public async Task Issue_RepeatedAfterAnAmendment_IsAnsweredAsItWas()
    {
        var number = await fixture.IssueAsync();
        var issue = new IssueRequest { OperationId = $"issue-{number}", Draft = SmallProvince.Draft(number) };
        var first = await Directives.IssueAsync(issue, Issuer);
        var before = await OutcomeAsync(issue.OperationId);
        var draft = SmallProvince.Draft(number);
        draft.Text.En = "No messaging services at all.";
        var amended = await AmendAsync(draft, "amend");

        var again = await Directives.IssueAsync(issue, Issuer);

        Assert.Equal((1, first.TextDigest, first.IssuedAt, first.DispatchNumber), (again.Version, again.TextDigest, again.IssuedAt, again.DispatchNumber));
        Assert.Equal(before, await OutcomeAsync(issue.OperationId));
        Assert.Equal(("Issued", first.IssuedAt), (before.Fact, before.At));
        Assert.Equal(amended.IssuedAt, (await OutcomeAsync("amend")).At);

        async Task<OperationOutcome> OutcomeAsync(string operation) =>
            await Directives.GetOutcomeAsync(new GetDirectiveOutcomeRequest { Number = number, OperationId = operation }, Issuer);
    }

    [Fact]
    public async Task Draft_OfAnAmendment_IsApprovedByAnotherAndIssued()
    {
        var (drafter, approver) = (fixture.Gateway.AsRole(Role.Issuer, "p-3"), fixture.Gateway.AsRole(Role.Issuer, "p-2"));
        var number = await fixture.IssueAsync();
        var draft = SmallProvince.Draft(number);
        draft.Text.En = "Second.";
        var taken = await TestGateway.RefusedAsync(Directives.DraftAsync(new DraftRequest { OperationId = "draft", Draft = draft }, drafter));
        var written = await Directives.DraftAsync(new DraftRequest { OperationId = "draft", Draft = draft, AmendReason = "Clearer" }, drafter);
        var pending = await TestGateway.RefusedAsync(() => AmendAsync(draft, "direct"));
        var same = await TestGateway.RefusedAsync(Directives.ApproveAsync(
            new ApproveRequest { OperationId = "approve", Number = number, DraftDigest = written.DraftDigest }, drafter));
        await Directives.ApproveAsync(new ApproveRequest { OperationId = "approve", Number = number, DraftDigest = written.DraftDigest }, approver);
        var amended = await Directives.IssueDraftAsync(new IssueDraftRequest { OperationId = "issue", Number = number }, approver);
        var again = await Directives.IssueDraftAsync(new IssueDraftRequest { OperationId = "issue", Number = number }, approver);
        var over = await TestGateway.RefusedAsync(Directives.IssueDraftAsync(new IssueDraftRequest { OperationId = "issue-2", Number = number }, approver));
        draft.Text.En = "Third.";
        var next = await Directives.DraftAsync(new DraftRequest { OperationId = "next", Draft = draft, AmendReason = "Shorter" }, approver);

        Assert.Equal((StatusCode.AlreadyExists, "NUMBER_TAKEN"), (taken.Code, taken.Reason));
        Assert.Equal((1, "Clearer", 1, null), (written.AmendsVersion, written.AmendReason, written.Edition, written.IssuedAt));
        Assert.Equal("DRAFT_PENDING", pending.Reason);
        Assert.Equal("SAME_PERSON", same.Reason);
        Assert.Equal((2, "p-3", "p-2", "Second."), (amended.Version, amended.DraftedBy, amended.ApprovedBy, (await TextAsync(number, 2)).Text));
        Assert.Equal(amended, again);
        Assert.Equal((StatusCode.AlreadyExists, "NUMBER_TAKEN"), (over.Code, over.Reason));
        Assert.Equal((2, 1, "p-2"), (next.AmendsVersion, next.Edition, next.DraftedBy));
    }

    [Fact]
    public async Task Amend_Wrongly_IsRefused()
    {
        var number = await fixture.IssueAsync();
        var same = await TestGateway.RefusedAsync(() => AmendAsync(SmallProvince.Draft(number), "same"));
        var elsewhere = SmallProvince.Draft(number);
        (elsewhere.Issuer, elsewhere.Text.Ur) = ("law", "");
        var fields = await TestGateway.RefusedAsync(() => AmendAsync(elsewhere, "elsewhere"));
        elsewhere.Text.Ur = "اردو";
        var issuer = await TestGateway.RefusedAsync(() => AmendAsync(elsewhere, "elsewhere"));
        var unknown = await TestGateway.RefusedAsync(() => AmendAsync(SmallProvince.Draft("NO/SUCH"), "unknown"));

        Assert.Equal((StatusCode.FailedPrecondition, "NOTHING_CHANGED"), (same.Code, same.Reason));
        Assert.Equal("draft.text.ur", Assert.Single(fields.Violations).Field);
        Assert.Equal("draft.issuer", Assert.Single(issuer.Violations).Field);
        Assert.Equal(StatusCode.NotFound, unknown.Code);
    }

    [Fact]
    public async Task Rescind_InForce_ClosesWhatIsOpen()
    {
        var number = await fixture.IssueAsync();
        var request = new RescindRequest { Number = number, OperationId = "rescind", Reason = "Served its purpose.", Instrument = "SO-7/2026" };
        var closed = await Directives.RescindAsync(request, Issuer);
        Assert.Equal(closed, await Directives.RescindAsync(request, Issuer));
        await fixture.Gateway.RestAsync();
        var counts = await fixture.Gateway.Oversight.GetComplianceAsync(new GetComplianceRequest { Directive = number }, Oversight);
        var amend = await TestGateway.RefusedAsync(() => AmendAsync(SmallProvince.Draft(number), "late"));
        var twice = await TestGateway.RefusedAsync(Directives.RescindAsync(new RescindRequest(request) { OperationId = "twice" }, Issuer));

        Assert.Equal((DirectiveStatus.Rescinded, "SO-7/2026", "Served its purpose.", 2), (closed.Status, closed.ClosedBy, closed.ClosedReason, closed.Revision));
        Assert.Equal((0, 6), (counts.Total.Tally.Outstanding, counts.Total.Tally.Closed));
        Assert.Equal("NOT_IN_FORCE", amend.Reason);
        Assert.Equal("NOT_IN_FORCE", twice.Reason);
        Assert.Equal(closed, (await Directives.GetAsync(new GetDirectiveRequest { Number = number }, Oversight)).Standing);
        var listed = (await Directives.ListAsync(new ListDirectivesRequest { PageSize = 1000 }, Oversight)).Directives;
        var line = listed.Single(line => line.Number == number);
        Assert.Equal((DirectiveStatus.Rescinded, "SO-7/2026", closed.ClosedAt, 1), (line.Status, line.ClosedBy, line.ClosedAt, line.Version));
        Assert.Equal((DirectiveStatus.InForce, "", null), listed.Where(other => other.Number == SmallProvince.Number).Select(other => (other.Status, other.ClosedBy, other.ClosedAt)).Single());
    }

    [Fact]
    public async Task Reiterate_InForce_IsCountedAndDated()
    {
        var number = await fixture.IssueAsync();
        var request = new ReiterateRequest { Number = number, OperationId = "reiterate", Note = "Still needed." };
        var first = await Directives.ReiterateAsync(request, Issuer);
        Assert.Equal(first, await Directives.ReiterateAsync(request, Issuer));
        var second = await Directives.ReiterateAsync(new ReiterateRequest { Number = number, OperationId = "again" }, Issuer);

        Assert.Equal((1, 1, DirectiveStatus.InForce), (first.Reiterations, first.Revision, first.Status));
        Assert.Equal(2, second.Reiterations);
        Assert.True(second.ReiteratedAt > first.ReiteratedAt, $"{second.ReiteratedAt} is not after {first.ReiteratedAt}");
    }

    [Fact]
    public async Task RecordDecision_ThenGet_HasItsText()
    {
        var recorded = await RecordAsync("CAB/RECORD");

        Assert.Equal(recorded, await RecordAsync("CAB/RECORD"));
        Assert.Equal(recorded, await Directives.GetDecisionAsync(new GetDecisionRequest { Number = "CAB/RECORD" }, Oversight));
        Assert.Equal((Cabinet("CAB/RECORD"), "role:issuer"), (recorded.Decision, recorded.RecordedBy));
        var taken = await TestGateway.RefusedAsync(Directives.RecordDecisionAsync(
            new RecordDecisionRequest { OperationId = "other", Decision = Cabinet("CAB/RECORD") }, Issuer));
        Assert.Equal((StatusCode.AlreadyExists, "NUMBER_TAKEN"), (taken.Code, taken.Reason));
        Assert.Equal(StatusCode.NotFound, (await TestGateway.RefusedAsync(Directives.GetDecisionAsync(new GetDecisionRequest { Number = "CAB/NONE" }, Oversight))).Code);
    }

    [Fact]
    public async Task RecordDecision_Wrongly_NamesTheFields()
    {
        var decision = Cabinet("CAB/WRONG");
        (decision.Meeting, decision.Date, decision.Text.Ur) = (null, "2200-01-01", "");
        var refused = await TestGateway.RefusedAsync(Directives.RecordDecisionAsync(new RecordDecisionRequest { OperationId = "wrong", Decision = decision }, Issuer));
        decision.Date = "January";
        var unread = await TestGateway.RefusedAsync(Directives.RecordDecisionAsync(new RecordDecisionRequest { OperationId = "wrong", Decision = decision }, Issuer));

        Assert.Equal(["decision.meeting.en", "decision.meeting.ur", "decision.date", "decision.text.ur"], refused.Violations.Select(violation => violation.Field));
        Assert.Equal("decision.date", Assert.Single(unread.Violations).Field);
    }

    /// <summary>A decision, the directive that implements it, its successor, and the evidence of both: asked from either end.</summary>
    [Fact]
    public async Task GetLineage_FromTheDecisionOrTheDirective_FindsTheSame()
    {
        await RecordAsync("CAB/31-01");
        var first = await IssueAsync("LINE/1", Link(LinkKind.Implements, decision: "CAB/31-01"));
        await fixture.Gateway.RestAsync();
        await fixture.Gateway.Departments.ComplyAsync(
            new ComplyRequest { OperationId = "comply", Department = "law", Directive = "LINE/1", Statement = "In force.", EvidenceText = "Circular 4" },
            fixture.Gateway.As("law/secretary"));
        await IssueAsync("LINE/2", Link(LinkKind.Supersedes, directive: "LINE/1", note: "Goes further"));
        await fixture.Gateway.RestAsync();

        var down = await Directives.GetLineageAsync(new GetLineageRequest { Decision = "CAB/31-01" }, Oversight);
        var up = await Directives.GetLineageAsync(new GetLineageRequest { Directive = "LINE/2" }, Oversight);
        var near = await Directives.GetLineageAsync(new GetLineageRequest { Decision = "CAB/31-01", Depth = 1 }, Oversight);
        var evidence = await Directives.ListEvidenceAsync(new ListEvidenceRequest { Directive = "LINE/1" }, Oversight);

        Assert.Equal(DirectiveStatus.InForce, first.Standing.Status);
        Assert.Equal("CAB/31-01", down.Decision.Decision.Number);
        Assert.Equal(
            [("LINE/1", LinkKind.Implements, "CAB/31-01", 1, true, "LINE/1"), ("LINE/2", LinkKind.Supersedes, "LINE/1", 2, true, "LINE/2")],
            down.Links.Select(link => (link.From, link.Kind, link.ToDecision + link.ToDirective, link.Depth, link.Backward, link.Directive.Number)));
        Assert.Equal((DirectiveStatus.Superseded, "LINE/2", "Goes further"), (down.Links[0].Directive.Status, down.Links[0].Directive.ClosedBy, down.Links[0].Directive.ClosedReason));
        Assert.Equal((1, 4), (down.Links[0].Compliance.OfficesComplied, down.Links[0].Compliance.OfficesOwing));
        Assert.Equal(
            [("LINE/2", LinkKind.Supersedes, "LINE/1", 1, false), ("LINE/1", LinkKind.Implements, "CAB/31-01", 2, false)],
            up.Links.Select(link => (link.From, link.Kind, link.ToDecision + link.ToDirective, link.Depth, link.Backward)));
        Assert.Equal("CAB/31-01", up.Links[1].Decision.Decision.Number);
        Assert.Single(near.Links);
        Assert.Equal(("law", "In force.", "Circular 4", "p-4"), (evidence.Reports[0].Department, evidence.Reports[0].Statement, evidence.Reports[0].EvidenceText, Assert.Single(evidence.Reports).By));
    }

    [Fact]
    public async Task Issue_WithALinkThatLeadsNowhere_NamesIt()
    {
        var old = await fixture.IssueAsync();
        await Directives.RescindAsync(new RescindRequest { Number = old, OperationId = "gone", Reason = "Gone.", Instrument = "L/1" }, Issuer);
        var refused = await TestGateway.RefusedAsync(() => IssueAsync(
            "LINE/3", Link(LinkKind.Implements, decision: "CAB/NONE"), Link(LinkKind.Reiterates, directive: "NO/SUCH"), Link(LinkKind.Supersedes, directive: old)));
        var draft = SmallProvince.Draft("LINE/4");
        draft.Lineage.Add(Link(LinkKind.Supersedes, directive: "NO/SUCH"));
        var check = await Directives.CheckAsync(new CheckRequest { Draft = draft }, Issuer);
        draft.Lineage[0] = Link(LinkKind.Implements, directive: "LINE/1");
        var wrong = await TestGateway.RefusedAsync(Directives.IssueAsync(new IssueRequest { OperationId = "wrong", Draft = draft }, Issuer));

        Assert.Equal(
            ["draft.lineage[0].decision", "draft.lineage[1].directive", "draft.lineage[2].directive"], refused.Violations.Select(violation => violation.Field));
        Assert.Equal("draft.lineage[0].directive", Assert.Single(check.Violations).Field);
        Assert.Equal("draft.lineage[0]", Assert.Single(wrong.Violations).Field);
    }

    [Fact]
    public async Task Amend_ThatAddsALink_DoesWhatItSays()
    {
        var (old, repeated, number) = (await fixture.IssueAsync(), await fixture.IssueAsync(), await fixture.IssueAsync());
        var draft = SmallProvince.Draft(number);
        draft.Lineage.Add(Link(LinkKind.Rescinds, directive: old, note: "No longer needed"));
        draft.Lineage.Add(Link(LinkKind.Reiterates, directive: repeated));
        await AmendAsync(draft, "links");
        await fixture.Gateway.RestAsync();
        draft.Text.En = "Once more.";
        var third = await AmendAsync(draft, "text");
        await fixture.Gateway.RestAsync();

        var closed = (await Directives.GetAsync(new GetDirectiveRequest { Number = old }, Oversight)).Standing;
        Assert.Equal((DirectiveStatus.Rescinded, number, "No longer needed"), (closed.Status, closed.ClosedBy, closed.ClosedReason));
        Assert.Equal(1, (await Directives.GetAsync(new GetDirectiveRequest { Number = repeated }, Oversight)).Standing.Reiterations);
        Assert.Equal((3, 2), (third.Version, third.Draft.Lineage.Count));
    }

    [Fact]
    public async Task ListEvidence_InPages_HasEachReportOnce()
    {
        var number = await fixture.IssueAsync();
        foreach (var (department, head) in ((string, string)[])[("law", "law/secretary"), ("sgad", "sgad/secretary"), ("kasur", "kasur/deputy-commissioner")])
        {
            await fixture.Gateway.Departments.ComplyAsync(
                new ComplyRequest { OperationId = "comply", Department = department, Directive = number, Statement = "Done.", EvidenceText = "Seen" }, fixture.Gateway.As(head));
        }

        var found = new List<string>();
        var token = "";
        do
        {
            var page = await Directives.ListEvidenceAsync(new ListEvidenceRequest { Directive = number, PageSize = 2, PageToken = token }, Oversight);
            found.AddRange(page.Reports.Select(report => report.Department));
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal(["law", "sgad", "kasur"], found);
    }

    private static LineageLink Link(LinkKind kind, string? decision = null, string? directive = null, string note = "")
    {
        var link = new LineageLink { Kind = kind, Note = note };
        if (decision is not null)
            link.Decision = decision;
        if (directive is not null)
            link.Directive = directive;
        return link;
    }

    private static Decision Cabinet(string number) => new()
    {
        Number = number,
        Body = SmallProvince.Text("Cabinet Division"),
        Meeting = SmallProvince.Text("Meeting on e-governance"),
        Date = "2020-01-31",
        Minute = "7",
        Text = SmallProvince.Text("No WhatsApp."),
    };

    private async Task<RecordedDecision> RecordAsync(string number) =>
        await Directives.RecordDecisionAsync(new RecordDecisionRequest { OperationId = $"record-{number}", Decision = Cabinet(number) }, Issuer);

    private async Task<Directive> IssueAsync(string number, params LineageLink[] links)
    {
        var draft = SmallProvince.Draft(number);
        draft.Lineage.AddRange(links);
        return await Directives.IssueAsync(new IssueRequest { OperationId = $"issue-{number}", Draft = draft }, Issuer);
    }

    private async Task<Directive> AmendAsync(DirectiveDraft draft, string operation, bool dryRun = false) =>
        await Directives.AmendAsync(new AmendRequest { OperationId = operation, Draft = draft, Reason = "Wider", DryRun = dryRun }, Issuer);

    private async Task<DirectiveText> TextAsync(string number, int version) =>
        await Directives.GetTextAsync(new GetTextRequest { Number = number, Version = version, Language = "en" }, Oversight);
}

public sealed class LineageOnSqlite(SqliteGateway fixture) : LineageTests(fixture), IClassFixture<SqliteGateway>;

public sealed class LineageOnPostgres(PostgresGateway fixture) : LineageTests(fixture), IClassFixture<PostgresGateway>;
