using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;

namespace Directives.Gateway;

/// <summary>Errors as google.rpc.Status: ErrorInfo with a reason for programs, BadRequest with the fields.</summary>
internal static class Errors
{
    public const string Domain = "directives";

    /// <summary>Violations beyond this are left out: the details travel in the trailers, which clients bound at 64 KiB.</summary>
    private const int MaxDetailBytes = 40 * 1024;

    public static RpcException Create(
        StatusCode code, string reason, string message, IEnumerable<Grains.FieldViolation>? violations = null, string? correlation = null,
        TimeSpan? retryAfter = null)
    {
        var info = new ErrorInfo { Reason = reason, Domain = Domain };
        if (correlation is not null)
            info.Metadata.Add("correlation", correlation);
        var status = new Google.Rpc.Status { Code = (int)code, Message = message, Details = { Any.Pack(info) } };
        if (violations is not null)
            status.Details.Add(Any.Pack(ToBadRequest(violations)));
        if (retryAfter is { } delay)
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = delay.ToDuration() }));
        return status.ToRpcException();
    }

    private static BadRequest ToBadRequest(IEnumerable<Grains.FieldViolation> violations)
    {
        var request = new BadRequest();
        var bytes = 0;
        foreach (var violation in violations)
        {
            var item = new BadRequest.Types.FieldViolation { Field = violation.Field, Description = violation.Description };
            bytes += item.CalculateSize() + 8;
            if (bytes > MaxDetailBytes)
                break;
            request.FieldViolations.Add(item);
        }

        return request;
    }
}
