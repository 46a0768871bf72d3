using Google.Protobuf;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Connections;
using Orleans.Runtime;
using Orleans.Storage;

namespace Directives.Gateway;

/// <summary>The one place where failures become gRPC statuses with google.rpc.Status details.</summary>
internal sealed partial class ErrorMapping(
    ProductClock time, IHostApplicationLifetime lifetime, ILogger<ErrorMapping> logger) : Interceptor
{
    private static readonly TimeSpan ComeAgain = TimeSpan.FromSeconds(1);

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            throw Map(exception, context, request as IMessage);
        }
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(requestStream, context);
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            throw Map(exception, context, null);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            throw Map(exception, context, request as IMessage);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            throw Map(exception, context, null);
        }
    }

    /// <param name="request">What failed; null for a stream of requests.</param>
    private RpcException Map(Exception exception, ServerCallContext context, IMessage? request) =>
        exception is not (RefusedException or PositionUnknownException) && context.CancellationToken.IsCancellationRequested
            ? MapCancelled(context, request)
            : Map(exception, context.Method, request);

    /// <summary>For what may outlive its call.</summary>
    /// <param name="request">What failed; null for a stream of requests.</param>
    public RpcException Map(Exception exception, string method, IMessage? request) => exception switch
    {
        RpcException mapped => mapped,
        RefusedException refused => Map(refused),
        PositionUnknownException => Errors.Create(StatusCode.OutOfRange, "POSITION_UNKNOWN", exception.Message),
        TimeoutException => OutcomeUnknown(request),
        OperationCanceledException when lifetime.ApplicationStopping.IsCancellationRequested =>
            Errors.Create(StatusCode.Unavailable, "STOPPING", "The server is stopping; try again."),
        OperationCanceledException { InnerException: ConnectionAbortedException } => Errors.Create(
            StatusCode.Cancelled, "CANCELLED", "The connection was ended."),
        LedgerUnavailableException { OutcomeUnknown: true } => Errors.Create(
            StatusCode.Unavailable, "OUTCOME_UNKNOWN",
            "The database went away and the outcome is unknown: ask GetOutcome, or send the same operation id again."),
        LedgerUnavailableException => Errors.Create(
            StatusCode.Unavailable, "STORAGE_UNAVAILABLE", "The database cannot be reached; nothing was written, try again."),
        LimitExceededException => Errors.Create(
            StatusCode.ResourceExhausted, "BUSY", "More is waiting than can be taken; nothing was done, try again later.",
            retryAfter: ComeAgain),
        InconsistentStateException => Errors.Create(
            StatusCode.Aborted, "CONFLICT", "Another writer was faster; nothing was done, try again."),
        OrleansMessageRejectionException => Errors.Create(
            StatusCode.Unavailable, "UNAVAILABLE", "The call could not be delivered; try again."),
        _ => MapUnexpected(exception, method),
    };

    /// <summary>
    /// An operation id that was used for another body is INVALID_ARGUMENT: trying again cannot help, and ALREADY_EXISTS
    /// would be taken for a number that is in use.
    /// </summary>
    private static RpcException Map(RefusedException refused) => refused.Refusal switch
    {
        Refusal.InvalidArgument => Errors.Create(StatusCode.InvalidArgument, refused.Reason, refused.Message, refused.Violations),
        Refusal.NotFound => Errors.Create(StatusCode.NotFound, refused.Reason, refused.Message),
        Refusal.AlreadyExists => Errors.Create(StatusCode.AlreadyExists, refused.Reason, refused.Message),
        Refusal.NotAllowedNow => Errors.Create(StatusCode.FailedPrecondition, refused.Reason, refused.Message),
        Refusal.PermissionDenied => Errors.Create(StatusCode.PermissionDenied, refused.Reason, refused.Message),
        Refusal.OperationIdReused => Errors.Create(
            StatusCode.InvalidArgument, refused.Reason, refused.Message,
            [new FieldViolation("operation_id", "was used before for another command; choose a new one")]),
        Refusal.Exhausted => Errors.Create(StatusCode.ResourceExhausted, refused.Reason, refused.Message, retryAfter: ComeAgain),
        _ => Errors.Create(StatusCode.FailedPrecondition, refused.Reason, refused.Message),
    };

    private RpcException MapCancelled(ServerCallContext context, IMessage? request) =>
        context.Deadline <= time.GetUtcNow().UtcDateTime
            ? OutcomeUnknown(request)
            : Errors.Create(StatusCode.Cancelled, "CANCELLED", "The caller cancelled the call.");

    private static RpcException OutcomeUnknown(IMessage? request) =>
        request is not null && !IsCommand(request)
            ? Errors.Create(StatusCode.DeadlineExceeded, "NO_ANSWER", "There was no answer in time; try again.")
            : Errors.Create(
                StatusCode.DeadlineExceeded, "OUTCOME_UNKNOWN",
                "There was no answer in time and the outcome is unknown: ask GetOutcome, or send the same operation id again.");

    private static bool IsCommand(IMessage request) =>
        request.Descriptor.FindFieldByName("operation_id") is not null
        && !request.Descriptor.Name.StartsWith("Get", StringComparison.Ordinal);

    private RpcException MapUnexpected(Exception exception, string method)
    {
        var correlation = Guid.CreateVersion7().ToString("n");
        LogUnexpected(exception, method, correlation);
        return Errors.Create(
            StatusCode.Internal, "INTERNAL", $"The server failed; its log has the cause under {correlation}.", correlation: correlation);
    }
}
