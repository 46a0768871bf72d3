using Directives.Gateway;
using Directives.Grains;
using Directives.V1;
using Google.Protobuf;

namespace Directives.Tests.Gateway;

/// <summary>What every request must be by itself.</summary>
public sealed class RequestCheckTests
{
    private const string Long = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";

    [Fact]
    public void Check_EveryKindOfRequest_IsKnown()
    {
        foreach (var method in ApiMethods.All.Where(method => !method.IsClientStreaming))
        {
            var exception = Record.Exception(() => RequestChecks.Check(method.InputType.Parser.ParseFrom(ByteString.Empty)));
            Assert.True(exception is null or RefusedException, $"{method.InputType.FullName}: {exception}");
        }
    }

    public static TheoryData<IMessage, string> Wrong => new()
    {
        { new GetDepartmentRequest { Department = "" }, "department" },
        { new GetDepartmentRequest { Department = "Law" }, "department" },
        { new GetDepartmentRequest { Department = "law/secretary" }, "department" },
        { new GetDepartmentRequest { Department = Long }, "department" },
        { new ListPostsRequest { Department = "law", PageSize = 1_001 }, "page_size" },
        { new ListPostsRequest { Department = "law", PageSize = -1 }, "page_size" },
        { new ListPostsRequest { Department = "law", PageToken = new string('a', 3_000) }, "page_token" },
        { new ImportCalendarRequest { OperationId = "", File = ByteString.CopyFromUtf8("year") }, "operation_id" },
        { new ImportCalendarRequest { OperationId = "a" }, "file" },
        { new ImportCalendarRequest { OperationId = "a", File = ByteString.CopyFrom(new byte[262_145]) }, "file" },
        { new GetCalendarRequest { Year = 1_946 }, "year" },
        { new IssueRequest { OperationId = "", Draft = SmallProvince.Draft() }, "operation_id" },
        { new IssueRequest { OperationId = " ", Draft = SmallProvince.Draft() }, "operation_id" },
        { new IssueRequest { OperationId = Long, Draft = SmallProvince.Draft() }, "operation_id" },
        { new IssueRequest { OperationId = "a\nb\0", Draft = SmallProvince.Draft() }, "operation_id" },
        { new IssueRequest { OperationId = "a" }, "draft" },
        { new IssueRequest { OperationId = "a", Draft = new V1.DirectiveDraft { Title = new V1.LocalText { En = "a\0" } } }, "draft.title.en" },
        { new IssueRequest { OperationId = "a", Draft = new V1.DirectiveDraft { LegalBasis = { new V1.LocalText(), new V1.LocalText { Ur = "\u0001" } } } }, "draft.legal_basis[1].ur" },
        { new DraftRequest { OperationId = "a" }, "draft" },
        { new DraftRequest { OperationId = "", Draft = SmallProvince.Draft() }, "operation_id" },
        { new CheckRequest(), "number" },
        { new CheckRequest { Draft = new V1.DirectiveDraft { Title = new V1.LocalText { En = "a\0" } } }, "draft.title.en" },
        { new GetDraftRequest { Number = "/14" }, "number" },
        { new ApproveRequest { OperationId = "a", Number = "A/1" }, "draft_digest" },
        { new ApproveRequest { OperationId = "a", Number = "A/1", DraftDigest = "ABCD" }, "draft_digest" },
        { new IssueDraftRequest { Number = "A/1" }, "operation_id" },
        { new AmendRequest { OperationId = "a", Reason = "Why" }, "draft" },
        { new AmendRequest { OperationId = "a", Draft = SmallProvince.Draft() }, "reason" },
        { new RescindRequest { OperationId = "a", Number = "A/1", Reason = "Why" }, "instrument" },
        { new RescindRequest { OperationId = "a", Number = "A/1", Reason = new string('x', 1_001), Instrument = "B" }, "reason" },
        { new ReiterateRequest { OperationId = "a", Number = "A/1", Note = "a\0" }, "note" },
        { new RecordDecisionRequest { OperationId = "a" }, "decision" },
        { new RecordDecisionRequest { OperationId = "a", Decision = new V1.Decision { Number = "/1" } }, "decision.number" },
        { new GetDecisionRequest { Number = "" }, "number" },
        { new GetLineageRequest(), "from" },
        { new GetLineageRequest { Directive = "/1" }, "directive" },
        { new GetLineageRequest { Decision = "D/1", Depth = 11 }, "depth" },
        { new ListEvidenceRequest { Directive = "A/1", PageSize = 1_001 }, "page_size" },
        { new IssueDevelopmentTokenRequest { Person = "p-1", Name = "p-2" }, "name" },
        { new IssueDevelopmentTokenRequest { Role = "issuer", Name = "role:admin" }, "name" },
        { new GetDirectiveRequest { Number = "" }, "number" },
        { new GetDirectiveRequest { Number = "/14" }, "number" },
        { new GetDirectiveRequest { Number = "SGAD 14 " }, "number" },
        { new GetDirectiveRequest { Number = "۱۴" }, "number" },
        { new ListDirectivesRequest { PageSize = 2_000 }, "page_size" },
        { new GetTextRequest { Number = "A/1", Language = "fr" }, "language" },
        { new GetTextRequest { Number = "A/1", Language = "en", Version = -1 }, "version" },
        { new GetDirectiveOutcomeRequest { Number = "A/1" }, "operation_id" },
        { new ListDepartmentInboxRequest { Department = "law", PageSize = 101 }, "page_size" },
        { new ReceiveRequest { Department = "law" }, "directive" },
        { new ReceiveRequest { Directive = "A/1" }, "department" },
        { Endorse(request => request.Version = 0), "version" },
        { Endorse(request => request.Instructions = null), "instructions" },
        { Endorse(request => request.Instructions = new V1.LocalText { En = " " }), "instructions" },
        { Endorse(request => request.Instructions.En = new string('x', 4_001)), "instructions.en" },
        { Endorse(request => request.Instructions.Ur = "a\u0007"), "instructions.ur" },
        { Endorse(request => request.AcknowledgeBy = "soon"), "acknowledge_by" },
        { Endorse(request => request.ComplyBy = "2020-02-30"), "comply_by" },
        { Endorse(request => request.Department = ""), "department" },
        { Endorse(request => request.OperationId = ""), "operation_id" },
        { new ListEndorsementsRequest { Department = "law" }, "directive" },
        { Comply(request => request.Statement = ""), "statement" },
        { Comply(request => request.Statement = new string('x', 4_001)), "statement" },
        { Comply(request => request.Statement = "a\u0007"), "statement" },
        { Comply(request => request.EvidenceText = ""), "evidence_text" },
        { Comply(request => request.EvidenceText = new string('x', 4_001)), "evidence_text" },
        { Comply(request => request.EvidenceSha256 = "ABCD"), "evidence_sha256" },
        { Comply(request => request.Percent = 101), "percent" },
        { Comply(request => (request.Percent, request.PlannedBy) = (50, "2020-05-31")), "plan" },
        { Comply(request => (request.Percent, request.Plan) = (50, "The rest in May.")), "planned_by" },
        { Comply(request => request.Plan = "None is needed."), "plan" },
        { Comply(request => request.Reference = new string('x', 501)), "reference" },
        { new GetDepartmentOutcomeRequest { Department = "law", Directive = "A/1" }, "operation_id" },
        { new ListOfficerInboxRequest { Post = "law" }, "post" },
        { new ListOfficerInboxRequest { Post = "law/a/b" }, "post" },
        { new ListOfficerInboxRequest { Post = $"law/{Long}" }, "post" },
        { new OpenRequest { OperationId = "a", Post = "law/a", Directive = "A/1" }, "language" },
        { new AcknowledgeRequest { OperationId = "a", Post = "law/a", Directive = "A/1" }, "version" },
        { new DeclineRequest { OperationId = "a", Post = "law/a", Directive = "A/1", Version = 1 }, "reason" },
        { new DeclineRequest { OperationId = "a", Post = "law/a", Directive = "A/1", Version = 1, Reason = new string('x', 1_001) }, "reason" },
        { new DeclineRequest { OperationId = "a", Post = "law/a", Directive = "A/1", Reason = "x" }, "version" },
        { new GetOfficerOutcomeRequest { OperationId = "a", Post = "law", Directive = "A/1" }, "post" },
        { new GetComplianceRequest { Directive = "A/1", Department = "A" }, "department" },
        { new ListUnacknowledgedRequest { Directive = "A/1", PageSize = 1_001 }, "page_size" },
        { new WatchRequest { Directive = "A/1", After = "yesterday" }, "after" },
        { new WatchRequest { Directive = "A/1", After = "1.-5" }, "after" },
        { new ListDirectiveHistoryRequest { Directive = "" }, "directive" },
        { new ListOfficerHistoryRequest { Post = "x" }, "post" },
        { Ask(request => request.OperationId = ""), "operation_id" },
        { Ask(request => request.Post = ""), "post" },
        { Ask(request => request.Post = "law"), "post" },
        { Ask(request => request.Department = "law"), "department" },
        { Ask(request => request.Text = " "), "text" },
        { Ask(request => request.Text = new string('x', 4_001)), "text" },
        { Ask(request => request.Question = -1), "question" },
        { new AnswerClarificationRequest { OperationId = "a", Directive = "A/1", Text = "Yes." }, "question" },
        { new ListClarificationsRequest(), "directive" },
        { new ListClarificationsRequest { Directive = "A/1", PageSize = 101 }, "page_size" },
        { new RequestExemptionRequest { OperationId = "a", Directive = "A/1", Post = "law/a", Reason = "x", Until = "tomorrow" }, "until" },
        { new RequestExemptionRequest { OperationId = "a", Directive = "A/1", Post = "law/a", Until = "2020-02-29" }, "reason" },
        { new DecideExemptionRequest { OperationId = "a", Directive = "A/1", Exemption = 1 }, "reason" },
        { new DecideExemptionRequest { OperationId = "a", Directive = "A/1", Exemption = 1, Until = "2020-02-30" }, "until" },
        { new DecideExemptionRequest { OperationId = "a", Directive = "A/1", Until = "2020-02-29" }, "exemption" },
        { new ListExemptionsRequest { Directive = "A/1", Post = "law/a", Department = "law" }, "department" },
        { new GetAnswerOutcomeRequest { Directive = "A/1" }, "operation_id" },
        { new DrawRequest { OperationId = "a", Directive = "A/1" }, "size" },
        { new DrawRequest { OperationId = "a", Directive = "A/1", Size = 1_001 }, "size" },
        { new DrawRequest { OperationId = "a", Directive = "A/1", Size = 1, Seed = "short" }, "seed" },
        { new DrawRequest { OperationId = "a", Directive = "A/1", Size = 1, Seed = "with a space" }, "seed" },
        { new AssignRequest { OperationId = "a", Directive = "A/1", Department = "law", Verifier = "law/a" }, "draw" },
        { new AssignRequest { OperationId = "a", Directive = "A/1", Draw = 1, Department = "law", Verifier = "law" }, "verifier" },
        { Find(request => request.Finding = V1.Finding.Unspecified), "finding" },
        { Find(request => request.Finding = (V1.Finding)9), "finding" },
        { Find(request => request.Note = ""), "note" },
        { Find(request => request.EvidenceSha256 = "abc"), "evidence_sha256" },
        { Find(request => request.Reference = new string('x', 501)), "reference" },
        { new ListCasesRequest { Directive = "A/1" }, "draw" },
        { new ListAssignedRequest(), "verifier" },
        { new ListPopulationRequest { Directive = "A/1", Draw = 1, PageSize = 10_001 }, "page_size" },
        { new GetVerificationOutcomeRequest { OperationId = "a", Directive = "A/1", Verifier = "law" }, "verifier" },
        { new IssueDevelopmentTokenRequest(), "bearer" },
        { new IssueDevelopmentTokenRequest { Role = "king" }, "role" },
        { new IssueDevelopmentTokenRequest { Person = "p 1" }, "person" },
        { new IssueDevelopmentTokenRequest { Person = "role:admin" }, "person" },
        { new IssueDevelopmentTokenRequest { Post = "law" }, "post" },
        { new IssueDevelopmentTokenRequest { Role = "admin", Minutes = 1_441 }, "minutes" },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void Check_AWrongField_IsNamed(IMessage request, string field)
    {
        var refused = Assert.Throws<RefusedException>(() => RequestChecks.Check(request));

        Assert.Equal(Refusal.InvalidArgument, refused.Refusal);
        Assert.Contains(refused.Violations, violation => violation.Field == field);
        Assert.Single(refused.Violations.Select(violation => violation.Field).Distinct());
    }

    [Fact]
    public void Check_SeveralWrongFields_AreAllNamed()
    {
        var refused = Assert.Throws<RefusedException>(() => RequestChecks.Check(new DeclineRequest { Post = "law" }));

        Assert.Equal(["operation_id", "post", "directive", "version", "reason"], refused.Violations.Select(violation => violation.Field));
    }

    [Fact]
    public void Check_TextWithLineBreaksAndUrdu_IsRight() =>
        RequestChecks.Check(Comply(request => request.Statement = "In force.\r\n\tیہ نافذ ہے۔"));

    [Fact]
    public void Enums_OfTheApiAndTheGrains_HaveTheSameNamesAndNumbers()
    {
        AssertSame<V1.AddresseeKind, global::Directives.Grains.AddresseeKind>();
        AssertSame<V1.ChargeKind, global::Directives.Grains.ChargeKind>();
        AssertSame<V1.Standing, global::Directives.Grains.Standing>();
        AssertSame<V1.Instrument, global::Directives.Grains.Instrument>();
        AssertSame<V1.LinkKind, global::Directives.Grains.LinkKind>();
        AssertSame<V1.Precedence, global::Directives.Grains.Precedence>();
        AssertSame<V1.Classification, global::Directives.Grains.Classification>();
        AssertSame<V1.ExemptionStatus, global::Directives.Grains.ExemptionStatus>();
        AssertSame<V1.Finding, global::Directives.Grains.Finding>();
        AssertSame<V1.Obligation.Types.Owner, global::Directives.Grains.ObligationOwner>();
    }

    [Theory]
    [InlineData("no token")]
    [InlineData("Zm9vCjE")]
    [InlineData("/w")]
    public void Decode_TokenOfAnotherList_IsRefused(string token) =>
        Assert.Equal("page_token", Assert.Throws<RefusedException>(() => PageToken.Decode("posts", 1, token)).Violations.Single().Field);

    [Fact]
    public void Decode_TokenOfTheList_GivesItsPartsBack()
    {
        var token = PageToken.Encode("posts", "so-1", "7");

        Assert.Equal(["so-1", "7"], PageToken.Decode("posts", 2, token)!);
        Assert.Null(PageToken.Decode("posts", 2, ""));
    }

    private static EndorseRequest Endorse(Action<EndorseRequest> change)
    {
        var request = new EndorseRequest { OperationId = "a", Department = "law", Directive = "A/1", Version = 1, Instructions = new V1.LocalText { En = "First to us." } };
        change(request);
        return request;
    }

    private static ComplyRequest Comply(Action<ComplyRequest> change)
    {
        var request = new ComplyRequest { OperationId = "a", Department = "law", Directive = "A/1", Statement = "In force.", EvidenceText = "Circular 4" };
        change(request);
        return request;
    }

    private static AskClarificationRequest Ask(Action<AskClarificationRequest> change)
    {
        var request = new AskClarificationRequest { OperationId = "a", Directive = "A/1", Post = "law/a", Text = "Does it apply?" };
        change(request);
        return request;
    }

    private static FindRequest Find(Action<FindRequest> change)
    {
        var request = new FindRequest
        {
            OperationId = "a", Directive = "A/1", Draw = 1, Department = "law", Verifier = "sgad/a", Finding = V1.Finding.Verified, Note = "Seen.",
        };
        change(request);
        return request;
    }

    private static void AssertSame<TWire, TGrain>()
        where TWire : struct, Enum
        where TGrain : struct, Enum
    {
        var wire = Enum.GetValues<TWire>().Where(value => Convert.ToInt32(value, null) != 0).Select(value => (value.ToString(), Convert.ToInt32(value, null)));
        Assert.Equal(Enum.GetValues<TGrain>().Select(value => (value.ToString(), Convert.ToInt32(value, null))), wire);
    }
}
