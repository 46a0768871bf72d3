namespace Directives.Gateway;

internal sealed partial class ErrorMapping
{
    [LoggerMessage(EventId = 1, EventName = "Unexpected", Level = LogLevel.Error, Message = "{Method} failed; the caller was given correlation {Correlation}.")]
    private partial void LogUnexpected(Exception exception, string method, string correlation);
}
