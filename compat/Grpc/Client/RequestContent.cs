using System.Net;
using System.Net.Http.Headers;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>The body of a call: length is not said beforehand.</summary>
internal abstract class RequestContent : HttpContent
{
    private static readonly MediaTypeHeaderValue GrpcContentType = new(GrpcWire.ContentType);

    protected RequestContent() => Headers.ContentType = GrpcContentType;

    protected override bool TryComputeLength(out long length)
    {
        length = -1;
        return false;
    }

    protected sealed override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected abstract override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken);
}

/// <summary>The body of a call with one request.</summary>
internal sealed class SingleRequestContent<TRequest, TResponse>(ClientCall<TRequest, TResponse> call, TRequest request) : RequestContent
    where TRequest : class
    where TResponse : class
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        call.WriteAsync(stream, request, call.Options.WriteOptions, cancellationToken);
}

/// <summary>The body of a call with a stream of requests: open until it is completed.</summary>
internal sealed class StreamedRequestContent : RequestContent
{
    private readonly TaskCompletionSource<Stream> _stream = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completed = new();

    /// <summary>Where requests are written, once the call is open.</summary>
    internal Task<Stream> Stream => _stream.Task;

    internal void Complete() => _completed.TrySetResult();

    /// <summary>The call is over: whoever waits to write is told so.</summary>
    internal void Abort()
    {
        _stream.TrySetCanceled();
        _completed.TrySetCanceled();
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // The headers leave before the first request.
        await stream.FlushAsync(cancellationToken);
        _stream.TrySetResult(stream);
        await _completed.Task.WaitAsync(cancellationToken);
    }
}
