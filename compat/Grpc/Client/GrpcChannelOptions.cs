using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>Options of a channel.</summary>
public sealed class GrpcChannelOptions
{
    /// <summary>How the channel is secured; by the address's scheme when null.</summary>
    public ChannelCredentials? Credentials { get; set; }

    /// <summary>Largest message sent, in bytes; null, the default, for no limit.</summary>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>Largest message received, in bytes; 4 MB by default, null for no limit.</summary>
    public int? MaxReceiveMessageSize { get; set; } = GrpcWire.DefaultMaxReceiveMessageSize;

    /// <summary>Makes the calls; not together with <see cref="HttpHandler"/>.</summary>
    public HttpClient? HttpClient { get; set; }

    /// <summary>Makes the calls; a <see cref="SocketsHttpHandler"/> that opens further connections when one is full, when null.</summary>
    public HttpMessageHandler? HttpHandler { get; set; }

    /// <summary>Whether the client or handler given is disposed with the channel.</summary>
    public bool DisposeHttpClient { get; set; }

    /// <summary>Whether call credentials are sent over a channel that is not secured.</summary>
    public bool UnsafeUseInsecureChannelCallCredentials { get; set; }
}
