namespace Directives.Silo.Relay;

internal sealed partial class Delivery
{
    [LoggerMessage(110, LogLevel.Warning, "{Directive} was passed on to {Department}, which refused it: {Reason}")]
    private partial void LogNotReceived(string directive, string department, string reason);
}
