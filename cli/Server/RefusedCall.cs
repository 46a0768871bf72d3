using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace Directives.Cli;

/// <summary>A field that the server objects to.</summary>
internal sealed record Objection(string Field, string Description);

/// <summary>Why a call came to nothing: the server's status with its details.</summary>
/// <param name="Reason">One word for programs, <c>NOT_OPENED</c>; empty where the server gave none.</param>
internal sealed record RefusedCall(StatusCode Code, string Message, string Reason, IReadOnlyList<Objection> Objections)
{
    /// <summary>
    /// The server was not reached, did not answer, or was cut off; whether the call took effect is not known. A server
    /// that cancels a call or fails in it says why.
    /// </summary>
    public bool IsUnanswered => Code is StatusCode.Unavailable or StatusCode.DeadlineExceeded
        || (Code is StatusCode.Cancelled or StatusCode.Internal or StatusCode.Unknown && Reason.Length == 0);

    /// <summary>The status as gRPC writes it, <c>NOT_FOUND</c>.</summary>
    public string CodeName => string.Concat(
        Code.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : $"{char.ToUpperInvariant(c)}"));

    public static RefusedCall Of(RpcException exception)
    {
        Google.Rpc.Status? details = null;
        try
        {
            details = exception.GetRpcStatus();
        }
        catch (InvalidProtocolBufferException)
        {
            // The status itself says what happened; its details are an extra.
        }

        var fields = details?.GetDetail<BadRequest>()?.FieldViolations ?? [];
        return new RefusedCall(
            exception.StatusCode, Describe(exception.Status), details?.GetDetail<ErrorInfo>()?.Reason ?? "",
            [.. fields.Select(field => new Objection(field.Field, field.Description))]);
    }

    /// <summary>What the server said; where it was not reached, the innermost cause.</summary>
    private static string Describe(Grpc.Core.Status status) =>
        status is { StatusCode: StatusCode.Unavailable, DebugException: { } cause } ? cause.GetBaseException().Message : status.Detail;
}
