namespace Directives.Silo.Storage;

internal sealed partial class Committer
{
    [LoggerMessage(200, LogLevel.Information, "Chain {Chain} is taken in epoch {Epoch}; it ends at block {Block}, entry {Number}")]
    private partial void LogStarted(int chain, long epoch, long block, long number);

    [LoggerMessage(201, LogLevel.Warning, "A transaction of {Count} writes was cut off; looking up whether it took place")]
    private partial void LogInterrupted(Exception exception, int count);

    [LoggerMessage(202, LogLevel.Warning, "The database cannot be reached for writing; trying again in {Delay}")]
    private partial void LogUnreachable(Exception exception, TimeSpan delay);

    [LoggerMessage(203, LogLevel.Information, "The database can be written again after {Elapsed}")]
    private partial void LogReconnected(TimeSpan elapsed);

    [LoggerMessage(204, LogLevel.Error, "The database refused to write {Row}")]
    private partial void LogRejected(Exception exception, string row);

    [LoggerMessage(205, LogLevel.Critical, "This process writes no longer")]
    private partial void LogEnded(Exception exception);

    [LoggerMessage(206, LogLevel.Information, "Waiting to take over: {Reason}")]
    private partial void LogWaiting(string reason);

    [LoggerMessage(207, LogLevel.Warning, "The chain could not be given up in order: another process has to wait until the lease has run out")]
    private partial void LogNotReleased(Exception exception);

    [LoggerMessage(208, LogLevel.Error, "The database has held up the last transaction for {Elapsed}; the process stops without its outcome")]
    private partial void LogStuck(TimeSpan elapsed);
}
