using System.Collections.Frozen;
using Google.Protobuf;
using static Directives.Gateway.AccessRule;
using static Directives.Gateway.Role;

namespace Directives.Gateway;

/// <summary>
/// Who may do what: one rule for each method of the API. A method without a rule is refused. The dashboard asks here
/// too, by the method that answers the same question.
/// </summary>
internal sealed class Access(Incumbencies incumbencies)
{
    private static readonly AccessRule Readers = Roles(Oversight, Issuer, Admin);

    private static readonly FrozenDictionary<string, AccessRule> Rules = new Dictionary<string, AccessRule>(StringComparer.Ordinal)
    {
        ["/directives.v1.RegistryService/Import"] = Roles(Admin),
        ["/directives.v1.RegistryService/GetRegistry"] = AnyCaller,
        ["/directives.v1.RegistryService/GetDepartment"] = AnyCaller,
        ["/directives.v1.RegistryService/ListPosts"] = AnyCaller,

        ["/directives.v1.CalendarService/Import"] = Roles(Admin),
        ["/directives.v1.CalendarService/Get"] = AnyCaller,

        ["/directives.v1.DirectiveService/Draft"] = Roles(Issuer),
        ["/directives.v1.DirectiveService/Check"] = Readers,
        ["/directives.v1.DirectiveService/GetDraft"] = Readers,
        ["/directives.v1.DirectiveService/ListDrafts"] = Readers,
        ["/directives.v1.DirectiveService/Approve"] = Roles(Issuer),
        ["/directives.v1.DirectiveService/IssueDraft"] = Roles(Issuer),
        ["/directives.v1.DirectiveService/Issue"] = Roles(Issuer),
        ["/directives.v1.DirectiveService/Amend"] = Roles(Issuer),
        ["/directives.v1.DirectiveService/Rescind"] = Roles(Issuer),
        ["/directives.v1.DirectiveService/Reiterate"] = Roles(Issuer),
        ["/directives.v1.DirectiveService/RecordDecision"] = Roles(Issuer),
        ["/directives.v1.DirectiveService/GetDecision"] = Readers,
        ["/directives.v1.DirectiveService/GetLineage"] = Readers,
        ["/directives.v1.DirectiveService/ListEvidence"] = Readers,
        ["/directives.v1.DirectiveService/Get"] = Readers,
        ["/directives.v1.DirectiveService/List"] = Readers,
        ["/directives.v1.DirectiveService/ListPeriods"] = Readers,
        ["/directives.v1.DirectiveService/GetText"] = Readers,
        ["/directives.v1.DirectiveService/GetOutcome"] = Roles(Issuer),

        ["/directives.v1.DepartmentService/ListInbox"] =
            Roles(Oversight, Admin).OrHeadOf<V1.ListDepartmentInboxRequest>(request => request.Department),
        ["/directives.v1.DepartmentService/Receive"] = HeadOf<V1.ReceiveRequest>(request => request.Department),
        ["/directives.v1.DepartmentService/Comply"] = HeadOf<V1.ComplyRequest>(request => request.Department),
        ["/directives.v1.DepartmentService/Endorse"] = HeadOf<V1.EndorseRequest>(request => request.Department),
        ["/directives.v1.DepartmentService/ListEndorsements"] = Readers.OrHeadOf<V1.ListEndorsementsRequest>(request => request.Department),
        ["/directives.v1.DepartmentService/GetOutcome"] = HeadOf<V1.GetDepartmentOutcomeRequest>(request => request.Department),

        ["/directives.v1.ChargeService/Assume"] = Roles(Admin).OrHeadOf<V1.AssumeChargeRequest>(request => DepartmentOf(request.Post)),
        ["/directives.v1.ChargeService/Relinquish"] = Roles(Admin).OrHeadOf<V1.RelinquishChargeRequest>(request => DepartmentOf(request.Post)),
        // The service asks for the post that he comes to.
        ["/directives.v1.ChargeService/Transfer"] = Roles(Admin).OrHeadOf<V1.TransferChargeRequest>(request => DepartmentOf(request.FromPost)),
        ["/directives.v1.ChargeService/Delegate"] =
            HolderOf<V1.DelegateActsRequest>(request => request.Post).OrHeadOf<V1.DelegateActsRequest>(request => DepartmentOf(request.Post)),
        ["/directives.v1.ChargeService/EndDelegation"] =
            HolderOf<V1.EndDelegationRequest>(request => request.Post).OrHeadOf<V1.EndDelegationRequest>(request => DepartmentOf(request.Post)),
        ["/directives.v1.ChargeService/GetChargeReport"] =
            Roles(Oversight, Admin).OrHolderOf<V1.GetChargeReportRequest>(request => request.Post)
                .OrHeadOf<V1.GetChargeReportRequest>(request => DepartmentOf(request.Post)),

        ["/directives.v1.OfficerService/ListInbox"] = HolderOf<V1.ListOfficerInboxRequest>(request => request.Post),
        ["/directives.v1.OfficerService/Open"] = HolderOf<V1.OpenRequest>(request => request.Post),
        ["/directives.v1.OfficerService/Acknowledge"] = HolderOf<V1.AcknowledgeRequest>(request => request.Post),
        ["/directives.v1.OfficerService/AcknowledgeOnPaper"] =
            HeadOf<V1.AcknowledgeOnPaperRequest>(request => DepartmentOf(request.Post)).OrSystemFor<V1.AcknowledgeOnPaperRequest>(request => request.Post),
        ["/directives.v1.OfficerService/Decline"] = HolderOf<V1.DeclineRequest>(request => request.Post),
        ["/directives.v1.OfficerService/Submit"] = SystemFor<V1.Submission>(submission => submission.Post),
        ["/directives.v1.OfficerService/GetOutcome"] =
            HolderOf<V1.GetOfficerOutcomeRequest>(request => request.Post).OrSystemFor<V1.GetOfficerOutcomeRequest>(request => request.Post),

        ["/directives.v1.OversightService/GetCompliance"] =
            Readers.OrHeadOf<V1.GetComplianceRequest>(request => request.Department, request => request.Directive),
        ["/directives.v1.OversightService/ListUnacknowledged"] =
            Readers.OrHeadOf<V1.ListUnacknowledgedRequest>(request => request.Department, request => request.Directive),
        ["/directives.v1.OversightService/Watch"] =
            Readers.OrHeadOf<V1.WatchRequest>(request => request.Department, request => request.Directive),
        ["/directives.v1.OversightService/ListDirectiveHistory"] = Readers,
        ["/directives.v1.ReportService/GetCoverage"] =
            Readers.OrHeadOf<V1.GetCoverageRequest>(request => request.Department, request => request.Directive),
        ["/directives.v1.ReportService/ListGaps"] =
            Readers.OrHeadOf<V1.ListGapsRequest>(request => request.Department, request => request.Directive),
        ["/directives.v1.ReportService/ExportDirective"] = Readers.OrHeadOf<V1.ExportDirectiveRequest>(
            request => request.Facts ? "" : request.Department, request => request.Directive),
        ["/directives.v1.ReportService/ExportDepartment"] =
            Roles(Oversight, Admin).OrHeadOf<V1.ExportDepartmentRequest>(request => request.Department),
        ["/directives.v1.ReportService/ExportOfficer"] =
            Readers.OrHolderOf<V1.ExportOfficerRequest>(request => request.Post)
                .OrHeadOf<V1.ExportOfficerRequest>(request => DepartmentOf(request.Post)),

        ["/directives.v1.OversightService/ListOfficerHistory"] =
            Readers.OrHolderOf<V1.ListOfficerHistoryRequest>(request => request.Post)
                .OrHeadOf<V1.ListOfficerHistoryRequest>(request => DepartmentOf(request.Post)),

        ["/directives.v1.AnswerService/AskClarification"] =
            HolderOf<V1.AskClarificationRequest>(request => request.Post).OrHeadOf<V1.AskClarificationRequest>(request => request.Department),
        ["/directives.v1.AnswerService/AnswerClarification"] = Roles(Issuer),
        ["/directives.v1.AnswerService/ListClarifications"] =
            Readers.OrHolderOf<V1.ListClarificationsRequest>(request => request.Post).OrHeadOf<V1.ListClarificationsRequest>(request => request.Department),
        ["/directives.v1.AnswerService/RequestExemption"] =
            HolderOf<V1.RequestExemptionRequest>(request => request.Post).OrHeadOf<V1.RequestExemptionRequest>(request => request.Department),
        ["/directives.v1.AnswerService/DecideExemption"] = Roles(Issuer),
        ["/directives.v1.AnswerService/ListExemptions"] =
            Readers.OrHolderOf<V1.ListExemptionsRequest>(request => request.Post).OrHeadOf<V1.ListExemptionsRequest>(request => request.Department),
        ["/directives.v1.AnswerService/GetOutcome"] =
            Roles(Issuer).OrHolderOf<V1.GetAnswerOutcomeRequest>(request => request.Post).OrHeadOf<V1.GetAnswerOutcomeRequest>(request => request.Department),

        ["/directives.v1.VerificationService/Draw"] = Roles(Oversight),
        ["/directives.v1.VerificationService/Assign"] = Roles(Oversight),
        ["/directives.v1.VerificationService/Find"] = HolderOf<V1.FindRequest>(request => request.Verifier),
        ["/directives.v1.VerificationService/GetVerification"] = Readers,
        ["/directives.v1.VerificationService/ListCases"] = Readers,
        ["/directives.v1.VerificationService/ListAssigned"] = Readers.OrHolderOf<V1.ListAssignedRequest>(request => request.Verifier),
        ["/directives.v1.VerificationService/ListPopulation"] = Readers,
        ["/directives.v1.VerificationService/GetOutcome"] =
            Roles(Oversight).OrHolderOf<V1.GetVerificationOutcomeRequest>(request => request.Verifier),

        // Only for callers on the same machine, and only in embedded mode: the service itself looks at that.
        ["/directives.v1.TokenService/IssueDevelopmentToken"] = Anyone,

        ["/grpc.health.v1.Health/Check"] = Anyone,
        ["/grpc.health.v1.Health/Watch"] = Anyone,
        ["/grpc.health.v1.Health/List"] = Anyone,
        ["/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"] = Anyone,
        ["/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"] = Anyone,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static AccessRule? RuleOf(string method) => Rules.GetValueOrDefault(method);

    /// <summary>
    /// Returns where the caller may call the method with this request. Whoever has none of the roles that allow or could
    /// allow it is refused first; then the request is checked; then the departments and posts that it names are looked up.
    /// </summary>
    /// <param name="request">
    /// Null for a method that takes a stream of requests: each of them is then admitted by itself, where the rule asks.
    /// </param>
    /// <exception cref="RpcException">UNAUTHENTICATED, PERMISSION_DENIED.</exception>
    /// <exception cref="RefusedException">InvalidArgument.</exception>
    public async ValueTask AdmitAsync(string method, Caller? caller, IMessage? request)
    {
        var rule = RuleOf(method) ?? throw Denied($"No one may call {method}.");
        var admitted = AdmitsByRole(rule, caller) || (request is null && rule.System is not null && caller!.Department is not null);
        if (!admitted && (request is null || rule is { Head: null, Holder: null, System: null }))
            throw Denied(rule.Describe(caller!.Subject));
        if (request is not null)
            RequestChecks.Check(request);
        if (!admitted && !await AdmitsByPostAsync(rule, caller!, request!))
            throw Denied(rule.Describe(caller!.Subject));
    }

    private static bool AdmitsByRole(AccessRule rule, Caller? caller)
    {
        if (!rule.NeedsCaller)
            return true;
        if (caller is null)
            throw Errors.Create(StatusCode.Unauthenticated, "NO_TOKEN", "Give a valid bearer token.");
        return rule.AllowsEveryCaller || caller.HasAny(rule.AllowedRoles);
    }

    private async ValueTask<bool> AdmitsByPostAsync(AccessRule rule, Caller caller, IMessage request)
    {
        if (rule.Holder?.Invoke(request) is { Length: > 0 } post && await incumbencies.IsHolderAsync(caller.Subject, post))
            return true;
        if (rule.System?.Invoke(request) is { Length: > 0 } submitted && caller.Department is { } system
            && await incumbencies.IsWithinAsync(DepartmentOf(submitted), system))
        {
            return true;
        }

        return rule.Head is { } head
            && await HeadedAsync(head, request) is { Length: > 0 } department
            && await incumbencies.IsHeadAsync(caller.Subject, department);
    }

    private async ValueTask<string?> HeadedAsync(HeadScope scope, IMessage request)
    {
        if (scope.Department(request) is { Length: > 0 } department)
            return department;
        return scope.Directive?.Invoke(request) is { } directive ? await incumbencies.GetJurisdictionAsync(directive) : null;
    }

    private static string DepartmentOf(string post) => PostId.TryParse(post, out var department, out _) ? department : "";

    private static RpcException Denied(string message) => Errors.Create(StatusCode.PermissionDenied, "ACCESS_DENIED", message);
}
