using Directives.Gateway;
using Directives.Tests.Support;
using Directives.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Directives.Tests.Gateway;

/// <summary>Who may do what: every kind of caller against every method of the API.</summary>
public sealed class AccessTests(SqliteGateway fixture) : IClassFixture<SqliteGateway>
{
    private const string Nobody = "no token";
    private const string Forged = "forged token";
    private const string Officer = "the officer in law/law-officer";
    private const string OtherOfficer = "the officer in archives/keeper";
    private const string Stranger = "a person without a post";
    private const string Head = "the head of law";
    private const string HeadAbove = "the head of punjab";
    private const string HeadElsewhere = "the head of sgad";
    private const string Issuer = "issuer";
    private const string Oversight = "oversight";
    private const string Admin = "admin";
    private const string System = "the system of law";
    private const string SystemElsewhere = "the system of sgad";

    private static readonly string[] Callers =
        [Nobody, Forged, Officer, OtherOfficer, Stranger, Head, HeadAbove, HeadElsewhere, Issuer, Oversight, Admin, System, SystemElsewhere];

    private static readonly string[] WithToken =
        [Officer, OtherOfficer, Stranger, Head, HeadAbove, HeadElsewhere, Issuer, Oversight, Admin, System, SystemElsewhere];

    private static readonly string[] Readers = [Issuer, Oversight, Admin];

    /// <summary>Who may call each method, where the request is about the post law/law-officer or the department law.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["RegistryService/Import"] = [Admin],
        ["RegistryService/GetRegistry"] = WithToken,
        ["RegistryService/GetDepartment"] = WithToken,
        ["RegistryService/ListPosts"] = WithToken,
        ["CalendarService/Import"] = [Admin],
        ["CalendarService/Get"] = WithToken,
        ["DirectiveService/Draft"] = [Issuer],
        ["DirectiveService/Check"] = Readers,
        ["DirectiveService/GetDraft"] = Readers,
        ["DirectiveService/ListDrafts"] = Readers,
        ["DirectiveService/Approve"] = [Issuer],
        ["DirectiveService/IssueDraft"] = [Issuer],
        ["DirectiveService/Issue"] = [Issuer],
        ["DirectiveService/Amend"] = [Issuer],
        ["DirectiveService/Rescind"] = [Issuer],
        ["DirectiveService/Reiterate"] = [Issuer],
        ["DirectiveService/RecordDecision"] = [Issuer],
        ["DirectiveService/GetDecision"] = Readers,
        ["DirectiveService/GetLineage"] = Readers,
        ["DirectiveService/ListEvidence"] = Readers,
        ["DirectiveService/Get"] = Readers,
        ["DirectiveService/List"] = Readers,
        ["DirectiveService/ListPeriods"] = Readers,
        ["DirectiveService/GetText"] = Readers,
        ["DirectiveService/GetOutcome"] = [Issuer],
        ["DepartmentService/ListInbox"] = [Head, HeadAbove, Oversight, Admin],
        ["DepartmentService/Receive"] = [Head, HeadAbove],
        ["DepartmentService/Comply"] = [Head, HeadAbove],
        ["DepartmentService/Endorse"] = [Head, HeadAbove],
        ["DepartmentService/ListEndorsements"] = [Head, HeadAbove, .. Readers],
        ["DepartmentService/GetOutcome"] = [Head, HeadAbove],
        ["OfficerService/ListInbox"] = [Officer],
        ["OfficerService/Open"] = [Officer],
        ["OfficerService/Acknowledge"] = [Officer],
        ["OfficerService/Decline"] = [Officer],
        ["OfficerService/AcknowledgeOnPaper"] = [Head, HeadAbove, System],
        ["OfficerService/GetOutcome"] = [Officer, System],
        // Which acts it may hand in is looked at for each: SubmitTests.
        ["OfficerService/Submit"] = [System, SystemElsewhere],
        ["OversightService/GetCompliance"] = [Head, HeadAbove, .. Readers],
        ["OversightService/ListUnacknowledged"] = [Head, HeadAbove, .. Readers],
        ["OversightService/Watch"] = [Head, HeadAbove, .. Readers],
        ["OversightService/ListDirectiveHistory"] = Readers,
        ["OversightService/ListOfficerHistory"] = [Officer, Head, HeadAbove, .. Readers],
        // For the post; a department's head is looked at in AnswerServiceTests.
        ["AnswerService/AnswerClarification"] = [Issuer],
        ["AnswerService/DecideExemption"] = [Issuer],
        ["AnswerService/AskClarification"] = [Officer],
        ["AnswerService/RequestExemption"] = [Officer],
        ["AnswerService/ListClarifications"] = [Officer, .. Readers],
        ["AnswerService/ListExemptions"] = [Officer, .. Readers],
        ["AnswerService/GetOutcome"] = [Officer, Issuer],
        ["VerificationService/Draw"] = [Oversight],
        ["VerificationService/Assign"] = [Oversight],
        ["VerificationService/Find"] = [Officer],
        ["VerificationService/GetVerification"] = Readers,
        ["VerificationService/ListCases"] = Readers,
        ["VerificationService/ListAssigned"] = [Officer, .. Readers],
        ["VerificationService/ListPopulation"] = Readers,
        ["VerificationService/GetOutcome"] = [Officer, Oversight],
        ["ReportService/GetCoverage"] = [Head, HeadAbove, .. Readers],
        ["ReportService/ListGaps"] = [Head, HeadAbove, .. Readers],
        ["ReportService/ExportDirective"] = [Head, HeadAbove, .. Readers],
        ["ReportService/ExportDepartment"] = [Head, HeadAbove, Oversight, Admin],
        ["ReportService/ExportOfficer"] = [Officer, Head, HeadAbove, .. Readers],
        ["TokenService/IssueDevelopmentToken"] = [Nobody, Forged, .. WithToken],
    };

    public static TheoryData<string, string> Table
    {
        get
        {
            var table = new TheoryData<string, string>();
            foreach (var method in ApiMethods.All)
            {
                foreach (var caller in Callers)
                    table.Add($"{method.Service.Name}/{method.Name}", caller);
            }

            return table;
        }
    }

    [Theory]
    [MemberData(nameof(Table))]
    public async Task Call_ByEachCaller_IsAdmittedAsTheTableSays(string name, string caller)
    {
        var method = ApiMethods.All.Single(method => $"{method.Service.Name}/{method.Name}" == name);

        var status = await ApiMethods.CallAsync(fixture.Gateway.Channel, method, Request(method, caller), Headers(caller));

        var refusal = caller is Nobody or Forged ? StatusCode.Unauthenticated : StatusCode.PermissionDenied;
        if (!Allowed.TryGetValue(name, out var allowed))
            Assert.Fail($"{name} is a new method: say in this table who may call it.");
        else if (allowed.Contains(caller))
            Assert.False(status.StatusCode is StatusCode.Unauthenticated or StatusCode.PermissionDenied or StatusCode.Unimplemented or StatusCode.Internal or StatusCode.Unknown, $"{caller} may call {name}, and was told {status}");
        else
            Assert.True(status.StatusCode == refusal, $"{caller} may not call {name}: expected {refusal}, found {status}");
    }

    [Theory]
    [InlineData(Nobody)]
    [InlineData(Head)]
    public async Task Call_OfAnUnknownMethod_FindsNothing(string caller)
    {
        var empty = Marshallers.Create(_ => Array.Empty<byte>(), _ => new object());
        var unknown = new Method<object, object>(MethodType.Unary, "directives.v1.RegistryService", "Erase", empty, empty);

        var refused = await TestGateway.RefusedAsync(
            fixture.Gateway.Channel.CreateCallInvoker().AsyncUnaryCall(unknown, null, new CallOptions(Headers(caller)), new object()));

        Assert.Equal(StatusCode.Unimplemented, refused.Code);
    }

    [Fact]
    public void RuleOf_EveryMethodOfTheApi_IsThere()
    {
        var without = ApiMethods.All.Select(ApiMethods.PathOf).Where(path => Access.RuleOf(path) is null);

        Assert.Empty(without);
    }

    [Fact]
    public async Task AdmitAsync_MethodWithoutARule_IsDeniedToEveryone()
    {
        var access = new Access(null!);
        var admin = new Caller("role:admin", Role.All, DateTimeOffset.MaxValue);

        var denied = await Assert.ThrowsAsync<RpcException>(async () => await access.AdmitAsync("/directives.v1.RegistryService/Erase", admin, null));

        Assert.Equal(StatusCode.PermissionDenied, denied.StatusCode);
    }

    [Fact]
    public async Task GetCompliance_WithoutADepartment_MeansTheJurisdiction()
    {
        var request = new GetComplianceRequest { Directive = SmallProvince.Number };

        var own = await TestGateway.RefusedAsync(fixture.Gateway.Oversight.GetComplianceAsync(request, Headers(Head)));
        var above = await fixture.Gateway.Oversight.GetComplianceAsync(request, Headers(HeadAbove));

        Assert.Equal(StatusCode.PermissionDenied, own.Code);
        Assert.Equal("punjab", above.Total.Department);
    }

    [Fact]
    public async Task Call_ByAnOfficerForAnUnknownPost_IsDeniedLikeAnyOther()
    {
        var refused = await TestGateway.RefusedAsync(fixture.Gateway.Officers.ListInboxAsync(
            new ListOfficerInboxRequest { Post = "law/no-such-seat" }, Headers(Officer)));

        Assert.Equal((StatusCode.PermissionDenied, "ACCESS_DENIED"), (refused.Code, refused.Reason));
    }

    [Fact]
    public async Task Call_ByAHolderOfTwoPosts_IsAdmittedForBoth()
    {
        foreach (var post in (string[])["sgad/section-officer-1", "sgad-regulations/section-officer"])
        {
            var inbox = await fixture.Gateway.Officers.ListInboxAsync(new ListOfficerInboxRequest { Post = post }, fixture.Gateway.AsPerson("p-3"));
            Assert.Equal(post, Assert.Single(inbox.Records, record => record.Directive == SmallProvince.Number).Post);
        }
    }

    private Metadata Headers(string caller) => caller switch
    {
        Nobody => [],
        Forged => TestGateway.With("eyJhbGciOiJub25lIn0.eyJzdWIiOiJyb2xlOmFkbWluIiwicm9sZSI6ImFkbWluIn0."),
        Officer => fixture.Gateway.As("law/law-officer"),
        OtherOfficer => fixture.Gateway.As("archives/keeper"),
        Stranger => fixture.Gateway.AsPerson("p-000000"),
        Head => fixture.Gateway.As("law/secretary"),
        HeadAbove => fixture.Gateway.As("punjab/chief-secretary"),
        HeadElsewhere => fixture.Gateway.As("sgad/secretary"),
        System => fixture.Gateway.AsSystemOf("law"),
        SystemElsewhere => fixture.Gateway.AsSystemOf("sgad"),
        _ => fixture.Gateway.AsRole(caller),
    };

    /// <summary>A right request about law, its law officer and the directive, so that only who calls can be wrong.</summary>
    private static IMessage Request(MethodDescriptor method, string caller)
    {
        if (method.InputType == Submission.Descriptor)
            return new Submission { Person = "p-5" };
        if (method.IsClientStreaming)
            return new ImportRequest { Header = new ImportHeader { OperationId = "access", DryRun = true } };

        var request = method.InputType.Parser.ParseFrom(ByteString.Empty);
        foreach (var field in method.InputType.Fields.InDeclarationOrder())
        {
            object? value = field.Name switch
            {
                // Who asks the issuer is either a post or a department.
                "department" when method.Service.Name == "AnswerService" => null,
                "department" => "law",
                "post" or "verifier" => "law/law-officer",
                "text" when method.Service.Name == "AnswerService" => "Does it apply?",
                "until" => "2070-01-01",
                "question" or "exemption" or "draw" or "size" => 1,
                "finding" => Finding.Verified,
                "note" => "Seen.",
                "directive" or "number" => SmallProvince.Number,
                "operation_id" => $"access-{method.Name}-{Math.Abs(caller.GetHashCode(StringComparison.Ordinal))}",
                "draft" => SmallProvince.Draft("ACCESS/1"),
                "draft_digest" => new string('0', 64),
                "dry_run" => true,
                "version" => 1,
                "language" => "en",
                "reason" => "Not mine.",
                "statement" => "In force.",
                "instructions" => SmallProvince.Text("Through this office"),
                "evidence_text" => "Circular 4",
                "person" => "p-5",
                "on" => "2020-02-14",
                "reference" => "File 7",
                "options" => new ExportOptions { Format = ExportFormat.Csv },
                _ => null,
            };
            if (value is not null)
                field.Accessor.SetValue(request, value);
        }

        return request;
    }
}
