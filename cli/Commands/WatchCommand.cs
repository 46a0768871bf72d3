using System.CommandLine;
using Directives.Cli.Views;
using Directives.V1;
using Grpc.Core;

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
            return ShowAsync(session, follower.FollowAsync(request, cancellation), cancellation);
        });
    }

    /// <summary>Ends well when it is stopped: that is how a watch ends.</summary>
    private static async Task ShowAsync(CommandSession session, IAsyncEnumerable<WatchResponse> messages, CancellationToken cancellation)
    {
        try
        {
            await WatchView.ShowAsync(session, messages, cancellation);
        }
        catch (Exception stopped) when (cancellation.IsCancellationRequested && stopped is (OperationCanceledException or RpcException))
        {
        }
    }

    private static void Notice(CommandSession session, string notice)
    {
        if (!session.Json)
            session.Terminal.Error.WriteLine(Plain.Line(notice));
    }
}
