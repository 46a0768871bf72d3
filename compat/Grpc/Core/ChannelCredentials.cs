namespace Grpc.Core;

/// <summary>How a channel is secured, and the credentials that go with each of its calls.</summary>
public abstract class ChannelCredentials
{
    private protected ChannelCredentials()
    {
    }

    public static ChannelCredentials Insecure { get; } = new Plain(isSecure: false, null);

    public static ChannelCredentials SecureSsl { get; } = new Plain(isSecure: true, null);

    internal abstract bool IsSecure { get; }

    internal abstract CallCredentials? CallCredentials { get; }

    public static ChannelCredentials Create(ChannelCredentials channelCredentials, CallCredentials callCredentials)
    {
        ArgumentNullException.ThrowIfNull(channelCredentials);
        ArgumentNullException.ThrowIfNull(callCredentials);
        return new Plain(channelCredentials.IsSecure, channelCredentials.CallCredentials is { } earlier
            ? CallCredentials.Compose(earlier, callCredentials)
            : callCredentials);
    }

    private sealed class Plain(bool isSecure, CallCredentials? callCredentials) : ChannelCredentials
    {
        internal override bool IsSecure => isSecure;

        internal override CallCredentials? CallCredentials => callCredentials;
    }
}
