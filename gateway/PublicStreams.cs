using Grpc.AspNetCore.Server;

namespace Directives.Gateway;

/// <summary>
/// Streams that need no token, which are reflection and the watch of the server's health, and the calls of strangers: of who has no
/// valid token and calls what needs one. They have few places, which are their own (<see cref="CallLimits"/>), and each is cut
/// off after <see cref="Lifetime"/>, so that nobody keeps others out for long.
/// </summary>
internal static class PublicStreams
{
    public const int Most = 64;
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    public static bool Has(IMethod method) =>
        method.Type is not MethodType.Unary && Access.RuleOf(method.FullName) is { NeedsCaller: false };

    public static bool IsStrangers(HttpContext http, IMethod method) =>
        http.Features.Get<Caller>() is null && Access.RuleOf(method.FullName) is { NeedsCaller: true };

    public static void UsePublicStreams(this WebApplication app)
    {
        var time = app.Services.GetRequiredService<ProductClock>();
        app.Use((http, next) =>
            http.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method is { } method && (Has(method) || IsStrangers(http, method))
                ? CutOffAsync(http, next, time)
                : next(http));
    }

    private static async Task CutOffAsync(HttpContext http, RequestDelegate next, TimeProvider time)
    {
        using var end = new CancellationTokenSource(Lifetime, time);
        await using var cut = end.Token.Register(http.Abort);
        await next(http);
    }
}
