using Google.Protobuf;

namespace Directives.Gateway;

/// <summary>What requests about charge of posts must be by themselves.</summary>
internal static class ChargeChecks
{
    /// <returns>False for any other request.</returns>
    public static bool Check(IMessage message, FieldChecks fields)
    {
        switch (message)
        {
            case V1.AssumeChargeRequest request:
                fields.OperationId(request.OperationId);
                fields.Post("post", request.Post);
                fields.Person("person", request.Person);
                fields.Name("name", request.Name);
                fields.Require("charge", Enum.IsDefined((ChargeKind)request.Charge), "must be regular, additional, acting, current or look-after");
                fields.DateOrNone("on", request.On);
                fields.DateOrNone("until", request.Until);
                return true;
            case V1.RelinquishChargeRequest request:
                fields.OperationId(request.OperationId);
                fields.Post("post", request.Post);
                fields.Person("person", request.Person);
                fields.DateOrNone("on", request.On);
                return true;
            case V1.TransferChargeRequest request:
                fields.OperationId(request.OperationId);
                fields.Post("from_post", request.FromPost);
                fields.Post("to_post", request.ToPost);
                fields.Require("to_post", request.ToPost != request.FromPost, "must be another post than from_post");
                fields.Person("person", request.Person);
                fields.DateOrNone("on", request.On);
                return true;
            case V1.DelegateActsRequest request:
                fields.OperationId(request.OperationId);
                fields.Post("post", request.Post);
                fields.Person("person", request.Person);
                fields.Name("name", request.Name);
                fields.Date("until", request.Until);
                return true;
            case V1.EndDelegationRequest request:
                fields.OperationId(request.OperationId);
                fields.Post("post", request.Post);
                return true;
            case V1.GetChargeReportRequest request:
                fields.Post("post", request.Post);
                fields.Page(request.PageSize, 100, request.PageToken);
                return true;
            default:
                return false;
        }
    }
}
