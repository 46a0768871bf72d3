using System.CommandLine;
using Directives.Cli.Views;
using Directives.V1;

namespace Directives.Cli.Commands;

/// <summary><c>directives watch</c></summary>
internal static class WatchCommand
{
    public static Command Create(Runner run)
    {
        var directive = Inputs.Directive();
        var department = Inputs.Department("Only this subtree; without it, the whole jurisdiction");
        var after = new Option<string?>("--after") { Description = "Begin after this position, which an earlier watch gave with --json", HelpName = "POSITION" };
        var command = new CliCommand(
            "watch", "Follow a directive live until Ctrl+C; a cut connection is taken up again where it was",
            "directives watch SGAD/2020/14 --role oversight",
            "directives watch SGAD/2020/14 --department sgad --json --role oversight")
        {
            directive, department, after,
        };
        return command.Does(run, (parse, session, cancellation) =>
        {
            var follower = new Follower(session.Connection, session.Terminal.Time, notice => Notice(session, notice));
            var request = new WatchRequest
            {
                Directive = parse.GetRequiredValue(directive),
                Department = parse.GetValue(department) ?? "",
                After = parse.GetValue(after) ?? "",
            };
            return WatchView.ShowAsync(session, follower.FollowAsync(request, cancellation), cancellation);
        });
    }

    private static void Notice(CommandSession session, string notice)
    {
        if (!session.Json)
            session.Terminal.Error.WriteLine(Plain.Line(notice));
    }
}
