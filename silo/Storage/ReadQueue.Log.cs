namespace Directives.Silo.Storage;

internal sealed partial class ReadQueue
{
    [LoggerMessage(210, LogLevel.Warning, "The database could not be read")]
    private partial void LogFailed(Exception exception);
}
