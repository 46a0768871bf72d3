namespace Directives.Gateway.Web;

/// <summary>
/// What every request to the web port passes before its endpoint. The web port speaks HTTP/1.1 and the gRPC port
/// HTTP/2, so the protocol tells them apart.
/// </summary>
internal sealed class WebPipeline : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseWhen(IsWeb, web =>
        {
            web.UseSecurityHeaders();
            web.UseStatusCodePagesWithReExecute("/problem", "?status={0}");
            web.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = Fail });
            web.UseMiddleware<PageRefusals>();
            web.UseResponseCompression();
            web.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = file => Keep(file.Context) });
        });
        next(app);
    };

    public static bool IsWeb(HttpContext context) => !HttpProtocol.IsHttp2(context.Request.Protocol);

    /// <summary>The exception is logged by then; the page of the status says the rest.</summary>
    private static Task Fail(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        return Task.CompletedTask;
    }

    /// <summary>A file whose address names its version never changes; any other is asked for again.</summary>
    private static void Keep(HttpContext context) => context.Response.Headers.CacheControl =
        context.Request.Query.ContainsKey("v") ? "public, max-age=31536000, immutable" : "no-cache";
}
