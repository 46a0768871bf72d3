namespace Directives.Gateway;

internal static class CallerExtensions
{
    /// <summary>Who calls; the access interceptor has made sure that there is someone.</summary>
    public static Caller GetCaller(this ServerCallContext context) =>
        context.GetHttpContext().Features.Get<Caller>() ?? throw new InvalidOperationException("The call was admitted without a caller.");
}
