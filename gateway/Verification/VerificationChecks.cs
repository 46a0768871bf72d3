using Google.Protobuf;

namespace Directives.Gateway;

/// <summary>What requests about verification must be by themselves.</summary>
internal static class VerificationChecks
{
    /// <returns>False for any other request.</returns>
    public static bool Check(IMessage message, FieldChecks fields)
    {
        switch (message)
        {
            case V1.DrawRequest request:
                fields.OperationId(request.OperationId);
                fields.Directive("directive", request.Directive);
                fields.Require(
                    "seed", request.Seed.Length == 0 || SamplingRules.IsSeed(request.Seed),
                    $"must have {SamplingRules.MinSeedLength} to {SamplingRules.MaxSeedLength} Latin letters, digits or any of - . : _ /, or be empty");
                fields.Require("size", request.Size is >= 1 and <= SamplingRules.MaxSize, $"must be 1 to {SamplingRules.MaxSize}");
                return true;
            case V1.AssignRequest request:
                fields.Case(request.OperationId, request.Directive, request.Draw, request.Department);
                fields.Post("verifier", request.Verifier);
                return true;
            case V1.FindRequest request:
                fields.Case(request.OperationId, request.Directive, request.Draw, request.Department);
                fields.Post("verifier", request.Verifier);
                fields.Require(
                    "finding", request.Finding is not V1.Finding.Unspecified && Enum.IsDefined(request.Finding), "must be verified, not verified or a false report");
                fields.Text("note", request.Note, 1, VerificationRules.MaxTextLength);
                fields.Text("evidence_text", request.EvidenceText, 0, VerificationRules.MaxTextLength);
                fields.Sha256("evidence_sha256", request.EvidenceSha256);
                fields.Text("reference", request.Reference, 0, VerificationRules.MaxReferenceLength);
                return true;
            case V1.GetVerificationRequest request:
                fields.Directive("directive", request.Directive);
                return true;
            case V1.ListCasesRequest request:
                fields.Directive("directive", request.Directive);
                fields.Draw(request.Draw);
                fields.Page(request.PageSize, 200, request.PageToken);
                return true;
            case V1.ListAssignedRequest request:
                if (request.Directive.Length > 0)
                    fields.Directive("directive", request.Directive);
                fields.Post("verifier", request.Verifier);
                fields.Page(request.PageSize, 200, request.PageToken);
                return true;
            case V1.ListPopulationRequest request:
                fields.Directive("directive", request.Directive);
                fields.Draw(request.Draw);
                fields.Page(request.PageSize, 10_000, request.PageToken);
                return true;
            case V1.GetVerificationOutcomeRequest request:
                fields.OperationId(request.OperationId);
                fields.Directive("directive", request.Directive);
                if (request.Verifier.Length > 0)
                    fields.Post("verifier", request.Verifier);
                return true;
            default:
                return false;
        }
    }

    private static void Case(this FieldChecks fields, string operationId, string directive, int draw, string department)
    {
        fields.OperationId(operationId);
        fields.Directive("directive", directive);
        fields.Draw(draw);
        fields.Department("department", department);
    }

    private static void Draw(this FieldChecks fields, int draw) => fields.Require("draw", draw >= 1, "must be the number of a draw, from 1");
}
