using Google.Protobuf;

namespace Directives.Gateway;

/// <summary>What requests about clarifications and exemptions must be by themselves.</summary>
internal static class AnswerChecks
{
    /// <returns>False for any other request.</returns>
    public static bool Check(IMessage message, FieldChecks fields)
    {
        switch (message)
        {
            case V1.AskClarificationRequest request:
                fields.Command(request.OperationId, request.Directive);
                fields.Asker(request.Post, request.Department);
                fields.Require("question", request.Question >= 0, "must be the number of a thread, or 0 to begin one");
                fields.Text("text", request.Text, 1, CorrespondenceRules.MaxTextLength);
                return true;
            case V1.AnswerClarificationRequest request:
                fields.Command(request.OperationId, request.Directive);
                fields.Require("question", request.Question >= 1, "must be the number of a question, from 1");
                fields.Text("text", request.Text, 1, CorrespondenceRules.MaxTextLength);
                return true;
            case V1.ListClarificationsRequest request:
                fields.AskerOrNone(request.Post, request.Department);
                if (request.Directive.Length > 0 || (request.Post.Length == 0 && request.Department.Length == 0))
                    fields.Directive("directive", request.Directive);
                fields.Page(request.PageSize, 100, request.PageToken);
                return true;
            case V1.RequestExemptionRequest request:
                fields.Command(request.OperationId, request.Directive);
                fields.Asker(request.Post, request.Department);
                fields.Text("reason", request.Reason, 1, CorrespondenceRules.MaxReasonLength);
                fields.Day("until", request.Until);
                return true;
            case V1.DecideExemptionRequest request:
                fields.Command(request.OperationId, request.Directive);
                fields.Require("exemption", request.Exemption >= 1, "must be the number of a request, from 1");
                fields.Text("reason", request.Reason, request.Until.Length == 0 ? 1 : 0, CorrespondenceRules.MaxReasonLength);
                if (request.Until.Length > 0)
                    fields.Day("until", request.Until);
                return true;
            case V1.ListExemptionsRequest request:
                fields.Directive("directive", request.Directive);
                fields.AskerOrNone(request.Post, request.Department);
                fields.Page(request.PageSize, 100, request.PageToken);
                return true;
            case V1.GetAnswerOutcomeRequest request:
                fields.Command(request.OperationId, request.Directive);
                fields.AskerOrNone(request.Post, request.Department);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Who asks: a post or a department, and not both.</summary>
    private static void Asker(this FieldChecks fields, string post, string department)
    {
        fields.Require("post", post.Length > 0 || department.Length > 0, "name the post or the department that asks");
        fields.AskerOrNone(post, department);
    }

    private static void AskerOrNone(this FieldChecks fields, string post, string department)
    {
        if (post.Length > 0)
            fields.Post("post", post);
        if (department.Length > 0)
            fields.Department("department", department);
        fields.Require("department", post.Length == 0 || department.Length == 0, "name either a post or a department, not both");
    }

    private static void Command(this FieldChecks fields, string operationId, string directive)
    {
        fields.OperationId(operationId);
        fields.Directive("directive", directive);
    }

    private static void Day(this FieldChecks fields, string field, string value) =>
        fields.Require(field, Days.Read(value) is not null, "must be a day, YYYY-MM-DD");
}
