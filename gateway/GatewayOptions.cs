using System.Net;

namespace Directives.Gateway;

/// <summary>Where the gateway listens and how much it takes. Section: <c>Gateway</c>.</summary>
internal sealed class GatewayOptions
{
    public const string Section = "Gateway";

    /// <summary>An IP address, or localhost. Default: 127.0.0.1.</summary>
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>gRPC, HTTP/2 without TLS; 0 for any free port. Default: 5081.</summary>
    public int GrpcPort { get; set; } = 5081;

    /// <summary>The dashboard and /health, HTTP/1.1; 0 for any free port. Default: 5080.</summary>
    public int WebPort { get; set; } = 5080;

    /// <summary>/live and /ready, HTTP/1.1, answered from the start of the process; null for no such port. Default: null.</summary>
    public int? HealthPort { get; set; }

    /// <summary>A file that is written when both ports are open: where they are, and the process.</summary>
    public string? AnnounceFile { get; set; }

    /// <summary>Connections on both ports together. Default: 10,000.</summary>
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>gRPC calls on one connection at a time. Default: 1,000.</summary>
    public int MaxStreamsPerConnection { get; set; } = 1_000;

    /// <summary>Calls and pages served at a time; streams are counted by themselves. Default: 4,096.</summary>
    public int MaxCalls { get; set; } = 4_096;

    /// <summary>Calls and pages that wait for that; any more are refused. Default: 8,192.</summary>
    public int MaxWaitingCalls { get; set; } = 8_192;

    /// <summary>Streams to readers at a time, over gRPC and on the dashboard. Default: 2,500.</summary>
    public int MaxWatches { get; set; } = 2_500;

    /// <summary>Streams from senders at a time: imports, and acts that are handed in. Default: 64.</summary>
    public int MaxUploads { get; set; } = 64;

    /// <summary>Reports and exports that are made at a time; as many wait, any more are refused. Default: 16.</summary>
    public int MaxReports { get; set; } = 16;

    /// <summary>How long a reader of a stream may take nothing of what is ready for it; then it is cut off. Default: 30 s.</summary>
    public TimeSpan ReaderPatience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The largest message, in bytes, either way. Default: 4 MiB.</summary>
    public int MaxMessageBytes { get; set; } = 4 * 1024 * 1024;

    public IPAddress Address => Host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(Host);

    public bool ListensOnThisMachineOnly => IPAddress.IsLoopback(Address);

    /// <exception cref="StartupException">A setting is wrong.</exception>
    public static GatewayOptions Of(IConfiguration configuration)
    {
        GatewayOptions options;
        try
        {
            options = configuration.GetSection(Section).Get<GatewayOptions>() ?? new GatewayOptions();
        }
        catch (InvalidOperationException exception)
        {
            throw new StartupException(exception.Message);
        }

        Require(options.Host == "localhost" || IPAddress.TryParse(options.Host, out _), nameof(Host), "must be an IP address or localhost");
        Require(options.GrpcPort is >= 0 and <= 65_535, nameof(GrpcPort), "must be 0 to 65535");
        Require(options.WebPort is >= 0 and <= 65_535, nameof(WebPort), "must be 0 to 65535");
        Require(options.GrpcPort == 0 || options.GrpcPort != options.WebPort, nameof(WebPort), "must not be the gRPC port");
        Require(
            options.HealthPort is null || (options.HealthPort is >= 1 and <= 65_535 && options.HealthPort != options.GrpcPort && options.HealthPort != options.WebPort),
            nameof(HealthPort), "must be 1 to 65535 and neither the gRPC nor the web port");
        Require(options.MaxConnections >= 1, nameof(MaxConnections), "must be 1 or more");
        Require(options.MaxStreamsPerConnection >= 1, nameof(MaxStreamsPerConnection), "must be 1 or more");
        Require(options.MaxCalls >= 1, nameof(MaxCalls), "must be 1 or more");
        Require(options.MaxWaitingCalls >= 0, nameof(MaxWaitingCalls), "must be 0 or more");
        Require(options.MaxWatches >= 1, nameof(MaxWatches), "must be 1 or more");
        Require(options.MaxUploads >= 1, nameof(MaxUploads), "must be 1 or more");
        Require(options.MaxReports >= 1, nameof(MaxReports), "must be 1 or more");
        Require(options.ReaderPatience > TimeSpan.Zero, nameof(ReaderPatience), "must be more than no time");
        Require(options.MaxMessageBytes is >= 512 * 1024 and <= 64 * 1024 * 1024, nameof(MaxMessageBytes), "must be 512 KiB to 64 MiB");
        return options;
    }

    private static void Require(bool right, string setting, string description)
    {
        if (!right)
            throw new StartupException($"{Section}:{setting} {description}.");
    }
}
