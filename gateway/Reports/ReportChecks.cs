using Google.Protobuf;

namespace Directives.Gateway.Reports;

/// <summary>What requests for reports must be by themselves.</summary>
internal static class ReportChecks
{
    /// <returns>False for any other request.</returns>
    public static bool Check(IMessage message, FieldChecks fields)
    {
        switch (message)
        {
            case V1.GetCoverageRequest request:
                fields.Directive("directive", request.Directive);
                fields.DepartmentOrNone("department", request.Department);
                return true;
            case V1.ListGapsRequest request:
                fields.Directive("directive", request.Directive);
                fields.DepartmentOrNone("department", request.Department);
                return true;
            case V1.ExportDirectiveRequest request:
                fields.Directive("directive", request.Directive);
                fields.DepartmentOrNone("department", request.Department);
                fields.Export(request.Options);
                fields.Require(
                    "options.format", !request.Facts || request.Options?.Format is not V1.ExportFormat.Pdf, "facts are written as CSV or JSON lines only");
                fields.Require("department", !request.Facts || request.Department.Length == 0, "must be empty where facts are asked for: they are the whole directive's");
                return true;
            case V1.ExportDepartmentRequest request:
                fields.Department("department", request.Department);
                fields.Export(request.Options);
                return true;
            case V1.ExportOfficerRequest request:
                fields.Post("post", request.Post);
                fields.Export(request.Options);
                return true;
            default:
                return false;
        }
    }
}
