using System.Globalization;
using Directives.Cli;
using Directives.Cli.Drafts;
using Directives.Demo.Processes;
using Directives.Demo.Show;
using Grpc.Core;

namespace Directives.Demo;

/// <summary>The demo from its options to its exit code: starts the programs, tells the story, stops the programs.</summary>
internal sealed class DemoProcess(Terminal terminal, DemoOptions options)
{
    private const int Done = 0, Failed = 1, Interrupted = 130;

    /// <returns>0 when the table was shown; 1 with one line on standard error when anything failed; 130 after Ctrl+C before it.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var shown = false;
        try
        {
            await PlayAsync(() => shown = true, cancellation);
            return Done;
        }
        catch (Exception wrong) when (cancellation.IsCancellationRequested && wrong is OperationCanceledException or RpcException)
        {
            return shown ? Done : Interrupted;
        }
        catch (Exception wrong) when (Explain(wrong) is { } reason)
        {
            await terminal.Error.WriteLineAsync($"demo: {Plain.Line(reason)}");
            return Failed;
        }
    }

    private async Task PlayAsync(Action shown, CancellationToken cancellation)
    {
        var started = terminal.Time.GetTimestamp();
        using var folder = DemoFolder.Take(options.Folder);
        await using var postgres = options.Postgres ? await StartPostgresAsync(folder, cancellation) : null;
        string[] storage = postgres is null
            ? ["Storage:Provider=sqlite", $"Storage:Path={folder.In("directives.db")}"]
            : ["Storage:Provider=postgres", $"Storage:ConnectionString={postgres.ConnectionString}"];
        var clock = folder.In("clock");
        await using var gateway = await GatewayServer.StartAsync(folder, [.. storage, "environment=Development", $"Clock:File={clock}"], cancellation);
        terminal.Output.WriteLine($"The gateway listens: gRPC {gateway.Grpc}, dashboard {gateway.Web}{(TookOtherPorts(gateway) ? " (the usual ports are taken)" : "")}");

        using var story = new DemoStory(terminal, gateway, clock, options);
        var ending = await story.TellAsync(cancellation);
        FinalTable.Draw(terminal.Draw(), ending);
        terminal.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"From start to table: {terminal.Time.GetElapsedTime(started).TotalSeconds:N1} s."));
        shown();
        if (options.Once)
            return;

        terminal.Output.WriteLine($"The dashboard, signed in for reading: {await story.SignInLinkAsync(cancellation)}");
        var cli = Path.GetRelativePath(Environment.CurrentDirectory, Programs.FindBuilt("cli", "directives"));
        terminal.Output.WriteLine($"The same in a terminal: dotnet {cli} status {ending.Order.Directive} --role oversight --server {gateway.Grpc}");
        terminal.Output.WriteLine("Ctrl+C ends the demo.");
        await terminal.Output.FlushAsync(cancellation);
        await Task.Delay(Timeout.InfiniteTimeSpan, terminal.Time, cancellation);
    }

    private async Task<PostgresServer> StartPostgresAsync(DemoFolder folder, CancellationToken cancellation)
    {
        terminal.Output.WriteLine("Starting PostgreSQL …");
        return await PostgresServer.StartAsync(folder, cancellation);
    }

    private static bool TookOtherPorts(GatewayServer gateway) =>
        new Uri(gateway.Grpc).Port != GatewayServer.GrpcPort || new Uri(gateway.Web).Port != GatewayServer.WebPort;

    /// <summary>One line for what can go wrong on somebody's machine; null for a mistake in the demo itself.</summary>
    private static string? Explain(Exception wrong) => wrong switch
    {
        DemoException or UsageException => wrong.Message,
        RpcException call => $"the gateway refused or did not answer ({call.StatusCode}): {call.Status.Detail}",
        DirectiveFileException file => string.Join("; ", file.Problems.Select(problem => problem.Format(file.Path))),
        RejectedDraftException draft => string.Join("; ", draft.Problems.Select(problem => problem.Format(draft.Path))),
        IOException => wrong.Message,
        _ => null,
    };
}
