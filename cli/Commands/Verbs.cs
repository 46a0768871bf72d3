using System.CommandLine;

namespace Directives.Cli.Commands;

/// <summary>Runs what a command does, in a session of its own, and turns what it throws into an exit code.</summary>
/// <param name="authenticate">Whether --as and --role fetch a token first.</param>
internal delegate Task<int> Runner(
    ParseResult parse, Func<CommandSession, CancellationToken, Task> act, bool authenticate, CancellationToken cancellation);

/// <summary>Every command, in the order in which a directive meets them.</summary>
internal static class Verbs
{
    public static IEnumerable<Command> All(Runner run) =>
    [
        RegistryCommand.Create(run),
        CalendarCommand.Create(run),
        DraftCommand.Create(run),
        DraftsCommand.Create(run),
        CheckCommand.Create(run),
        ApproveCommand.Create(run),
        IssueCommand.Create(run),
        AmendCommand.Create(run),
        RescindCommand.Create(run),
        ReiterateCommand.Create(run),
        DecisionCommand.Create(run),
        LineageCommand.Create(run),
        ListCommand.Create(run),
        DutiesCommand.Create(run),
        TextCommand.Create(run),
        InboxCommand.Create(run),
        OpenCommand.Create(run),
        AcknowledgeCommand.Create(run),
        AcknowledgeOnPaperCommand.Create(run),
        DeclineCommand.Create(run),
        ComplyCommand.Create(run),
        EndorseCommand.Create(run),
        EndorseCommand.CreateList(run),
        ClarifyCommand.Create(run),
        ExemptCommand.Create(run),
        VerifyCommand.Create(run),
        StatusCommand.Create(run),
        UnacknowledgedCommand.Create(run),
        CoverageCommand.Create(run),
        WatchCommand.Create(run),
        HistoryCommand.Create(run),
        ExportCommand.Create(run),
        ChargeCommand.Create(run),
        TokenCommand.Create(run),
    ];

    /// <summary>Says what a command does; it has succeeded when that returns.</summary>
    public static CliCommand Does(
        this CliCommand command, Runner run, Func<ParseResult, CommandSession, CancellationToken, Task> act, bool authenticate = true)
    {
        command.SetAction((parse, cancellation) => run(parse, (session, stop) => act(parse, session, stop), authenticate, cancellation));
        return command;
    }
}
