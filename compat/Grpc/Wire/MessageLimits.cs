using Grpc.Core;

namespace Grpc.Wire;

/// <summary>Statuses of messages that are too large.</summary>
internal static class MessageLimits
{
    internal static readonly Status ReceivedTooLarge = new(StatusCode.ResourceExhausted, "Received message exceeds the maximum configured message size.");

    internal static readonly Status SentTooLarge = new(StatusCode.ResourceExhausted, "Sending message exceeds the maximum configured message size.");
}
