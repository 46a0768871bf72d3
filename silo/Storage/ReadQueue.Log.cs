namespace Directives.Silo.Storage;

internal sealed partial class ReadQueue
{
    [LoggerMessage(210, LogLevel.Warning, "The database could not be read")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(211, LogLevel.Error, "The database has held up {Session} for {Elapsed}; the process stops without what it reads")]
    private partial void LogStuck(string? session, TimeSpan elapsed);
}
