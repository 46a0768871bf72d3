using Directives.Silo.Storage;

namespace Directives.Gateway;

/// <summary>
/// Lets nothing through to a process that may not be the active one: what it remembers may be out of date. Whether it is
/// well can be asked all the same. Streams that are open then end: <see cref="StreamEnd"/>.
/// </summary>
internal static class ActiveOnly
{
    private static readonly RpcException Refusal = Refuse();

    public static void UseActiveOnly(this WebApplication app)
    {
        var lease = app.Services.GetRequiredService<ChainLease>();
        app.Use((http, next) => lease.IsHeld || IsHealth(http.Request.Path) ? next(http) : GrpcRefusal.WriteAsync(http, Refusal, StatusCodes.Status503ServiceUnavailable));
    }

    public static RpcException Refuse() => Errors.Create(
        StatusCode.Unavailable, "NOT_ACTIVE", "This process is not the active one, or cannot reach the database; call the other.");

    private static bool IsHealth(PathString path) =>
        path.StartsWithSegments("/grpc.health.v1.Health", StringComparison.Ordinal) || path == "/health";
}
