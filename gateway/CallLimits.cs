using System.Threading.RateLimiting;
using Directives.Gateway.Web;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.AspNetCore.Server;

namespace Directives.Gateway;

/// <summary>Says of an endpoint that it goes on until its caller leaves.</summary>
internal sealed class Lasting;

/// <summary>
/// How many requests are taken at a time. What is above it is refused at once with RESOURCE_EXHAUSTED and when to come
/// again, and has cost nothing; so the memory that load can take is bounded, and who is admitted is served.
/// </summary>
internal static class CallLimits
{
    public const int MostStrangers = 64;
    private const int MostWaitingStrangers = 4_096;
    private const string Health = "/grpc.health.v1.Health/Check";
    private const string Reports = "directives.v1.ReportService";
    private const string Issue = "/directives.v1.DirectiveService/Issue";
    private const string Draft = "/directives.v1.DirectiveService/Draft";
    private const string Check = "/directives.v1.DirectiveService/Check";
    private const string Amend = "/directives.v1.DirectiveService/Amend";
    private const string RecordDecision = "/directives.v1.DirectiveService/RecordDecision";
    private const string ImportCalendar = "/directives.v1.CalendarService/Import";
    private static readonly TimeSpan ComeAgain = TimeSpan.FromSeconds(1);

    private static readonly RpcException Busy = Errors.Create(
        StatusCode.ResourceExhausted, "BUSY", "More calls are being served than can be taken; nothing was done, try again later.",
        retryAfter: ComeAgain);

    /// <summary>What is counted together.</summary>
    private enum Kind
    {
        /// <summary>Cheap, and asked for by whoever decides what to do about a server under load.</summary>
        Health,

        /// <summary>One question, one answer; pages too.</summary>
        Call,

        /// <summary>A call whose message may be large.</summary>
        Large,

        /// <summary>Streams that the server sends on.</summary>
        Watch,

        /// <summary>Reports, each of which reads much.</summary>
        Report,

        /// <summary>Streams that the client sends on.</summary>
        Upload,

        /// <summary>Streams of either kind that need no token.</summary>
        Public,

        /// <summary>Calls of who has no valid token and needs one: they are refused, once what they send has been read.</summary>
        Stranger,
    }

    public static void AddCallLimits(this IServiceCollection services, GatewayOptions options) => services.AddRateLimiter(limits =>
    {
        limits.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, Kind>(http => KindOf(http) switch
        {
            Kind.Health => Limit(Kind.Health, 64, 1_024),
            Kind.Large => Limit(Kind.Large, 16, 64),
            Kind.Watch => Limit(Kind.Watch, options.MaxWatches, 0),
            Kind.Report => Limit(Kind.Report, options.MaxReports, options.MaxReports),
            Kind.Public => Limit(Kind.Public, PublicStreams.Most, 0),
            Kind.Stranger => Limit(Kind.Stranger, MostStrangers, MostWaitingStrangers),
            Kind.Upload => Limit(Kind.Upload, options.MaxUploads, 0),
            _ => Limit(Kind.Call, options.MaxCalls, options.MaxWaitingCalls),
        });
        limits.OnRejected = (rejected, _) =>
            new ValueTask(GrpcRefusal.WriteAsync(rejected.HttpContext, Busy, StatusCodes.Status503ServiceUnavailable));
    });

    private static RateLimitPartition<Kind> Limit(Kind kind, int most, int waiting) =>
        RateLimitPartition.GetConcurrencyLimiter(kind, _ => new ConcurrencyLimiterOptions { PermitLimit = most, QueueLimit = waiting });

    private static Kind KindOf(HttpContext http)
    {
        var endpoint = http.GetEndpoint()?.Metadata;
        if (endpoint?.GetMetadata<GrpcMethodMetadata>()?.Method is { } method)
        {
            if (PublicStreams.Has(method))
                return Kind.Public;
            if (PublicStreams.IsStrangers(http, method))
                return Kind.Stranger;
            if (method.ServiceName == Reports)
                return Kind.Report;
            return method.Type switch
            {
                MethodType.Unary => method.FullName switch { Health => Kind.Health, Issue or Draft or Check or Amend or RecordDecision or ImportCalendar => Kind.Large, _ => Kind.Call },
                MethodType.ServerStreaming => Kind.Watch,
                _ => Kind.Upload,
            };
        }

        if (endpoint?.GetMetadata<Lasting>() is not null)
            return Kind.Watch;
        return endpoint?.GetMetadata<OnWebPort>() is null ? Kind.Health : Kind.Call;
    }
}
