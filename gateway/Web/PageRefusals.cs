using Directives.Grains;
using Grpc.Core;

namespace Directives.Gateway.Web;

/// <summary>The one place where refusals become statuses of the web: what is not there, and what is not for the reader.</summary>
internal sealed class PageRefusals(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (RefusedException refused) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusOf(refused.Refusal);
        }
        catch (RpcException refused) when (!context.Response.HasStarted && refused.StatusCode is StatusCode.PermissionDenied)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
        }
    }

    private static int StatusOf(Refusal refusal) => refusal switch
    {
        Refusal.PermissionDenied => StatusCodes.Status403Forbidden,
        Refusal.Exhausted => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status404NotFound,
    };
}
