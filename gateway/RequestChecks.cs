using Directives.Gateway.Reports;
using Google.Protobuf;

namespace Directives.Gateway;

/// <summary>What every request must be by itself, before any grain hears of it.</summary>
internal static class RequestChecks
{
    /// <exception cref="RefusedException">InvalidArgument, with each field that is wrong.</exception>
    /// <exception cref="InvalidOperationException">There are no checks for this kind of request.</exception>
    public static void Check(IMessage request)
    {
        var fields = new FieldChecks();
        if (!Check(request, fields) && request.Descriptor.File.Package == V1.CommonReflection.Descriptor.Package)
            throw new InvalidOperationException($"{request.Descriptor.FullName} has no checks");
        fields.ThrowIfAny();
    }

    /// <summary>Acts come first: they are what most requests are.</summary>
    private static bool Check(IMessage request, FieldChecks fields) =>
        CheckOfficer(request, fields) || CheckOversight(request, fields) || CheckDirective(request, fields) || CheckDepartment(request, fields)
        || CheckRegistry(request, fields) || CheckToken(request, fields) || ChargeChecks.Check(request, fields) || CalendarChecks.Check(request, fields)
        || AnswerChecks.Check(request, fields) || VerificationChecks.Check(request, fields) || ReportChecks.Check(request, fields);

    private static bool CheckRegistry(IMessage message, FieldChecks fields)
    {
        switch (message)
        {
            case V1.GetRegistryRequest:
                return true;
            case V1.GetDepartmentRequest request:
                fields.Department("department", request.Department);
                return true;
            case V1.ListPostsRequest request:
                fields.Department("department", request.Department);
                fields.Page(request.PageSize, 1_000, request.PageToken);
                return true;
            default:
                return false;
        }
    }

    private static bool CheckDirective(IMessage message, FieldChecks fields)
    {
        switch (message)
        {
            case V1.IssueRequest request:
                fields.OperationId(request.OperationId);
                fields.Present("draft", request.Draft);
                if (request.Draft is not null)
                    fields.NoControlCharacters("draft", request.Draft);
                return true;
            case V1.DraftRequest request:
                fields.OperationId(request.OperationId);
                fields.Present("draft", request.Draft);
                fields.Text("amend_reason", request.AmendReason, 0, LifeRules.MaxReasonLength);
                if (request.Draft is not null)
                    fields.NoControlCharacters("draft", request.Draft);
                return true;
            case V1.CheckRequest request:
                if (request.Draft is null)
                    fields.Number("number", request.Number);
                else
                    fields.NoControlCharacters("draft", request.Draft);
                return true;
            case V1.GetDraftRequest request:
                fields.Number("number", request.Number);
                return true;
            case V1.ApproveRequest request:
                fields.OperationId(request.OperationId);
                fields.Number("number", request.Number);
                fields.Require("draft_digest", request.DraftDigest.Length > 0, "name the draft that you have read: the digest that GetDraft and Check give");
                fields.Sha256("draft_digest", request.DraftDigest);
                return true;
            case V1.IssueDraftRequest request:
                fields.OperationId(request.OperationId);
                fields.Number("number", request.Number);
                return true;
            case V1.AmendRequest request:
                fields.OperationId(request.OperationId);
                fields.Present("draft", request.Draft);
                fields.Text("reason", request.Reason, 1, LifeRules.MaxReasonLength);
                if (request.Draft is not null)
                    fields.NoControlCharacters("draft", request.Draft);
                return true;
            case V1.RescindRequest request:
                fields.OperationId(request.OperationId);
                fields.Directive("number", request.Number);
                fields.Text("reason", request.Reason, 1, LifeRules.MaxReasonLength);
                fields.Text("instrument", request.Instrument, 1, LifeRules.MaxReasonLength);
                return true;
            case V1.ReiterateRequest request:
                fields.OperationId(request.OperationId);
                fields.Directive("number", request.Number);
                fields.Text("note", request.Note, 0, LifeRules.MaxReasonLength);
                return true;
            default:
                return CheckReading(message, fields) || CheckLineage(message, fields);
        }
    }

    private static bool CheckLineage(IMessage message, FieldChecks fields)
    {
        switch (message)
        {
            case V1.RecordDecisionRequest request:
                fields.OperationId(request.OperationId);
                fields.Present("decision", request.Decision);
                if (request.Decision is null)
                    return true;
                fields.Number("decision.number", request.Decision.Number);
                fields.NoControlCharacters("decision", request.Decision);
                return true;
            case V1.GetDecisionRequest request:
                fields.Number("number", request.Number);
                return true;
            case V1.GetLineageRequest request:
                fields.Require("from", request.FromCase is not V1.GetLineageRequest.FromOneofCase.None, "name a directive or a decision");
                if (request.HasDirective)
                    fields.Directive("directive", request.Directive);
                if (request.HasDecision)
                    fields.Number("decision", request.Decision);
                fields.Require("depth", request.Depth is >= 0 and <= LineageReader.MaxDepth, $"must be 1 to {LineageReader.MaxDepth}, or 0 for 3");
                return true;
            case V1.ListEvidenceRequest request:
                fields.Directive("directive", request.Directive);
                fields.Page(request.PageSize, 1_000, request.PageToken);
                return true;
            default:
                return false;
        }
    }

    private static bool CheckReading(IMessage message, FieldChecks fields)
    {
        switch (message)
        {
            case V1.GetDirectiveRequest request:
                fields.Directive("number", request.Number);
                return true;
            case V1.ListPeriodsRequest request:
                fields.Directive("number", request.Number);
                fields.Page(request.PageSize, 100, request.PageToken);
                return true;
            case V1.ListDirectivesRequest request:
                fields.Page(request.PageSize, 1_000, request.PageToken);
                return true;
            case V1.ListDraftsRequest request:
                fields.Page(request.PageSize, 1_000, request.PageToken);
                return true;
            case V1.GetTextRequest request:
                fields.Directive("number", request.Number);
                fields.Require("version", request.Version >= 0, "must be a version from 1, or 0 for the one in force");
                fields.Language(request.Language);
                return true;
            case V1.GetDirectiveOutcomeRequest request:
                fields.Directive("number", request.Number);
                fields.OperationId(request.OperationId);
                return true;
            default:
                return false;
        }
    }

    private static bool CheckDepartment(IMessage message, FieldChecks fields)
    {
        switch (message)
        {
            case V1.ListDepartmentInboxRequest request:
                fields.Department("department", request.Department);
                fields.Page(request.PageSize, 100, request.PageToken);
                return true;
            case V1.ReceiveRequest request:
                fields.Department("department", request.Department);
                fields.Directive("directive", request.Directive);
                return true;
            case V1.ComplyRequest request:
                fields.OperationId(request.OperationId);
                fields.Department("department", request.Department);
                fields.Directive("directive", request.Directive);
                fields.Text("statement", request.Statement, 1, DepartmentRules.MaxTextLength);
                fields.Text("evidence_text", request.EvidenceText, 0, DepartmentRules.MaxTextLength);
                fields.Sha256("evidence_sha256", request.EvidenceSha256);
                fields.Text("reference", request.Reference, 0, DepartmentRules.MaxReferenceLength);
                fields.Require(
                    "evidence_text",
                    request.EvidenceSha256.Length > 0 || !string.IsNullOrWhiteSpace(request.EvidenceText) || !string.IsNullOrWhiteSpace(request.Reference),
                    "give evidence: a text, the SHA-256 of a document, where it is found, or several of them");
                CheckPartial(request, fields);
                return true;
            case V1.EndorseRequest request:
                fields.OperationId(request.OperationId);
                fields.Department("department", request.Department);
                fields.Directive("directive", request.Directive);
                fields.Require("version", request.Version >= 1, "name the version that is endorsed, from 1");
                CheckInstructions(request.Instructions, fields);
                fields.DateOrNone("acknowledge_by", request.AcknowledgeBy);
                fields.DateOrNone("comply_by", request.ComplyBy);
                return true;
            case V1.ListEndorsementsRequest request:
                fields.Department("department", request.Department);
                fields.Directive("directive", request.Directive);
                return true;
            case V1.GetDepartmentOutcomeRequest request:
                fields.Department("department", request.Department);
                fields.Directive("directive", request.Directive);
                fields.OperationId(request.OperationId);
                return true;
            default:
                return false;
        }
    }

    private static void CheckInstructions(V1.LocalText? instructions, FieldChecks fields)
    {
        fields.Text("instructions.en", instructions?.En ?? "", 0, DepartmentRules.MaxTextLength);
        fields.Text("instructions.ur", instructions?.Ur ?? "", 0, DepartmentRules.MaxTextLength);
        fields.Require(
            "instructions", !string.IsNullOrWhiteSpace(instructions?.En) || !string.IsNullOrWhiteSpace(instructions?.Ur),
            "give the covering instructions in English, in Urdu, or in both");
    }

    private static void CheckPartial(V1.ComplyRequest request, FieldChecks fields)
    {
        fields.Require("percent", request.Percent is >= 0 and <= 100, "must be 1 to 100, or 0 for 100");
        if (request.Percent is >= 1 and <= 99)
        {
            fields.Text("plan", request.Plan, 1, DepartmentRules.MaxTextLength);
            fields.Require("planned_by", Days.Read(request.PlannedBy) is not null, "must be the day by which it is to be wholly in force, YYYY-MM-DD");
        }
        else
        {
            fields.Require("plan", request.Plan.Length == 0 && request.PlannedBy.Length == 0, "a plan belongs to a report of less than 100 per cent");
        }
    }

    private static bool CheckOfficer(IMessage message, FieldChecks fields)
    {
        switch (message)
        {
            case V1.ListOfficerInboxRequest request:
                fields.Post("post", request.Post);
                fields.Page(request.PageSize, 100, request.PageToken);
                return true;
            case V1.OpenRequest request:
                fields.Act(request.OperationId, request.Post, request.Directive);
                fields.Language(request.Language);
                return true;
            case V1.AcknowledgeRequest request:
                fields.Act(request.OperationId, request.Post, request.Directive);
                fields.Require("version", request.Version >= 1, "name the version that is acknowledged, from 1");
                return true;
            case V1.AcknowledgeOnPaperRequest request:
                fields.Act(request.OperationId, request.Post, request.Directive);
                fields.Require("version", request.Version >= 1, "name the version that is acknowledged, from 1");
                fields.Person("person", request.Person);
                fields.Date("on", request.On);
                fields.Text("reference", request.Reference, 1, PaperRules.MaxReferenceLength);
                return true;
            case V1.Submission request:
                fields.Person("person", request.Person);
                fields.Present("act", request.Act);
                return request.Act is not { } act || CheckOfficer(act, fields);
            case V1.DeclineRequest request:
                fields.Act(request.OperationId, request.Post, request.Directive);
                fields.Require("version", request.Version >= 1, "name the version that is declined, from 1");
                fields.Text("reason", request.Reason, 1, OfficerRules.MaxReasonLength);
                return true;
            case V1.GetOfficerOutcomeRequest request:
                fields.Act(request.OperationId, request.Post, request.Directive);
                return true;
            default:
                return false;
        }
    }

    private static bool CheckOversight(IMessage message, FieldChecks fields)
    {
        switch (message)
        {
            case V1.GetComplianceRequest request:
                fields.Directive("directive", request.Directive);
                fields.DepartmentOrNone("department", request.Department);
                fields.Time("as_of", request.AsOf);
                fields.Require(
                    "clock", request.Clock is V1.Clock.Unspecified || (request.AsOf is not null && Enum.IsDefined(request.Clock)),
                    "must be RECORDED or ACTUAL, and goes with as_of");
                return true;
            case V1.ListUnacknowledgedRequest request:
                fields.Directive("directive", request.Directive);
                fields.DepartmentOrNone("department", request.Department);
                fields.Page(request.PageSize, 1_000, request.PageToken);
                return true;
            case V1.WatchRequest request:
                fields.Directive("directive", request.Directive);
                fields.DepartmentOrNone("department", request.Department);
                fields.Require(
                    "after", request.After.Length == 0 || LedgerPosition.TryParse(request.After, out _),
                    "must be a position that a watch gave, or empty to begin with now");
                return true;
            case V1.ListDirectiveHistoryRequest request:
                fields.Directive("directive", request.Directive);
                fields.Page(request.PageSize, 1_000, request.PageToken);
                return true;
            case V1.ListOfficerHistoryRequest request:
                fields.Post("post", request.Post);
                fields.Time("as_of", request.AsOf);
                fields.Page(request.PageSize, 1_000, request.PageToken);
                return true;
            default:
                return false;
        }
    }

    private static bool CheckToken(IMessage message, FieldChecks fields)
    {
        if (message is not V1.IssueDevelopmentTokenRequest request)
            return false;

        switch (request.BearerCase)
        {
            case V1.IssueDevelopmentTokenRequest.BearerOneofCase.Post:
                fields.Post("post", request.Post);
                break;
            case V1.IssueDevelopmentTokenRequest.BearerOneofCase.Person:
                fields.Person("person", request.Person);
                break;
            case V1.IssueDevelopmentTokenRequest.BearerOneofCase.Role:
                fields.Require("role", Role.All.Contains(request.Role), $"must be one of {string.Join(", ", Role.All)}");
                break;
            case V1.IssueDevelopmentTokenRequest.BearerOneofCase.Department:
                fields.Department("department", request.Department);
                break;
            default:
                fields.Require("bearer", false, "name a post, a person, a role or a department");
                break;
        }

        if (request.Name.Length > 0)
        {
            fields.Person("name", request.Name);
            fields.Require("name", request.HasRole, "goes with a role only");
        }

        fields.Require("minutes", request.Minutes is >= 0 and <= 1_440, "must be 1 to 1440, or 0 for 480");
        return true;
    }
}
