using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>One call with its message types.</summary>
internal sealed class ClientCall<TRequest, TResponse>(GrpcChannel channel, Method<TRequest, TResponse> method, CallOptions options)
    : ClientCall(channel, method, options)
    where TRequest : class
    where TResponse : class
{
    private MessageWriter? _writer;

    /// <summary>The open request stream of a call that streams requests.</summary>
    internal StreamedRequestContent? Requests { get; set; }

    internal RequestContent ContentOf(TRequest request) => new SingleRequestContent<TRequest, TResponse>(this, request);

    /// <summary>Sends the request; the responses can be read when the headers of the response are there.</summary>
    internal Task<ResponseReader<TResponse>> StartAsync(RequestContent content)
    {
        var started = StartCoreAsync(content);
        Work = started;
        return started;
    }

    /// <summary>Sends the request of a call that has one response, and reads that.</summary>
    internal Task<TResponse> GetResponseAsync(RequestContent content)
    {
        var response = ReadSingleAsync(content);
        Work = response;
        return response;
    }

    private async Task<ResponseReader<TResponse>> StartCoreAsync(RequestContent content)
    {
        var (response, body) = await SendAsync(content);
        var encoding = response.Headers.NonValidated.TryGetValues(GrpcWire.Encoding, out var values) ? values.ToString() : null;
        return new ResponseReader<TResponse>(response, body, new MessageReader(Channel.MaxReceiveMessageSize, encoding), method.ResponseMarshaller.ContextualDeserializer);
    }

    private async Task<TResponse> ReadSingleAsync(RequestContent content)
    {
        using var reader = await StartCoreAsync(content);
        try
        {
            var message = await reader.ReadAsync(Cancelled);
            if (message is not null && await reader.ReadAsync(Cancelled) is not null)
                throw Invalid("More than one response message received.");
            if (message is null && HttpStatusMapping.StatusIn(reader.Response.TrailingHeaders) is null or { StatusCode: StatusCode.OK })
                throw Invalid("Failed to deserialize response message.");
            return EndFrom(reader.Response) is { } error ? throw error : message!;
        }
        catch (Exception ex) when (ex is not RpcException || !HasEnded)
        {
            throw Fail(ex, "Error reading the response.");
        }
    }

    internal RpcException? EndStream(ResponseReader<TResponse> reader) => EndFrom(reader.Response);

    internal async Task WriteAsync(Stream stream, TRequest message, WriteOptions? writeOptions, CancellationToken cancellationToken)
    {
        using var buffer = new PooledBuffer(512);
        try
        {
            _writer ??= new MessageWriter(Channel.MaxSendMessageSize) { Encoding = RequestEncoding };
            _writer.Write(buffer, message, method.RequestMarshaller.ContextualSerializer, writeOptions);
        }
        catch (Exception ex)
        {
            throw Fail(ex is RpcException ? ex : new RpcException(new Status(StatusCode.Internal, $"The request could not be serialized: {ex.Message}", ex)), "");
        }
        await stream.WriteAsync(buffer.Written, cancellationToken);
    }

    private RpcException Invalid(string detail) => Fail(new RpcException(new Status(StatusCode.Internal, detail)), "");

    protected override void Release()
    {
        Requests?.Abort();
        base.Release();
    }
}
