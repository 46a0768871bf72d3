using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text.Json;
using Directives.Cli.Commands;
using Directives.Cli.Drafts;
using Grpc.Core;

namespace Directives.Cli;

/// <summary>The command line: what there is, and how each run ends.</summary>
internal sealed class DirectivesCli
{
    private static readonly string[] Examples =
    [
        "directives registry import samples/punjab/departments.csv samples/punjab/posts.csv --role admin",
        "directives issue samples/directives/whatsapp-ban.md --role issuer",
        "directives status SGAD/2020/14 --role oversight",
        "directives inbox --post ppra/managing-director --as post:ppra/managing-director",
    ];

    private readonly Terminal terminal;
    private readonly GlobalOptions options;
    private readonly RootCommand root;

    private DirectivesCli(Terminal terminal)
    {
        this.terminal = terminal;
        options = new GlobalOptions(terminal);
        root = new RootCommand("Issues directives, follows them to every office, and answers them. Talks to a gateway over gRPC.");
        foreach (var command in Verbs.All(Run))
            root.Subcommands.Add(command);
        options.AddTo(root);

        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!, Examples);
    }

    /// <summary>Runs one command.</summary>
    /// <returns>The exit code; see <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellation)
    {
        var cli = new DirectivesCli(terminal);
        var parse = cli.root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (args.Length == 0)
        {
            await cli.root.Parse("--help").InvokeAsync(new InvocationConfiguration { Output = terminal.Output }, cancellation);
            return ExitCode.Usage;
        }

        if (parse.Action is ParseErrorAction)
            return cli.RefuseUsage(parse);

        return await parse.InvokeAsync(
            new InvocationConfiguration { Output = terminal.Output, Error = terminal.Error, EnableDefaultExceptionHandler = false },
            cancellation);
    }

    private async Task<int> Run(ParseResult parse, Func<CommandSession, CancellationToken, Task> act, bool authenticate, CancellationToken cancellation)
    {
        using var session = CommandSession.Of(parse, options, terminal);
        try
        {
            if (authenticate)
                await session.Connection.AuthenticateAsync(cancellation);
            await act(session, cancellation);
            return ExitCode.Ok;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (RpcException) when (cancellation.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (RpcException refused)
        {
            return new RefusalReport(session).Write(RefusedCall.Of(refused));
        }
        catch (RejectedDraftException rejected)
        {
            return RefuseDraft(rejected, session.Json);
        }
        catch (DirectiveFileException wrong)
        {
            return RefuseFile(wrong, session.Json);
        }
        catch (UsageException wrong)
        {
            return RefuseUsage([wrong.Message], session.Json);
        }
    }

    private int RefuseUsage(ParseResult parse)
    {
        var json = parse.GetResult(options.Json) is { Implicit: false };
        string[] messages = [.. parse.Errors.Select(error => error.Message).Distinct()];
        // "Required command was not provided" says nothing where the command is misspelt.
        var code = RefuseUsage(parse.UnmatchedTokens.Count > 0 && messages.Length > 1 ? messages[1..] : messages, json);
        if (!json)
            terminal.Error.WriteLine($"`{Path(parse.CommandResult)} --help` shows how it is used.");
        return code;
    }

    private int RefuseUsage(IReadOnlyList<string> messages, bool json)
    {
        if (json)
            WriteError(new ErrorDetail("USAGE", "", string.Join(" ", messages), null, []));
        else
            terminal.Error.WriteLine($"directives: {string.Join("\n  ", messages.Select(Plain.Line))}");
        return ExitCode.Usage;
    }

    private int RefuseDraft(RejectedDraftException rejected, bool json)
    {
        if (json)
        {
            WriteError(new ErrorDetail(
                rejected.Call.CodeName, rejected.Call.Reason, rejected.Message, null, [.. rejected.Problems.Select(FieldOf)]));
            return ExitCode.Refused;
        }

        terminal.Error.WriteLine(
            $"directives: refused: {rejected.Problems.Count} field{(rejected.Problems.Count == 1 ? " is" : "s are")} wrong ({rejected.Call.CodeName})");
        foreach (var problem in rejected.Problems)
            terminal.Error.WriteLine(Plain.Line(problem.Format(rejected.Path)));
        return ExitCode.Refused;
    }

    private static FieldError FieldOf(FileProblem problem) => new(problem.Key, problem.Message, problem.Line > 0 ? problem.Line : null);

    private int RefuseFile(DirectiveFileException wrong, bool json)
    {
        if (json)
        {
            WriteError(new ErrorDetail(
                "USAGE", "INVALID_FILE", wrong.Message, null, [.. wrong.Problems.Select(FieldOf)]));
            return ExitCode.Usage;
        }

        terminal.Error.WriteLine($"directives: {Plain.Line(wrong.Message)}; nothing was sent");
        foreach (var problem in wrong.Problems)
            terminal.Error.WriteLine(Plain.Line(problem.Format(wrong.Path)));
        return ExitCode.Usage;
    }

    private void WriteError(ErrorDetail error) =>
        terminal.Error.WriteLine(JsonSerializer.Serialize(new ErrorReport(error), CliJson.Readable.ErrorReport));

    private static string Path(System.CommandLine.Parsing.SymbolResult result) =>
        result.Parent is { } parent ? $"{Path(parent)} {((System.CommandLine.Parsing.CommandResult)result).Command.Name}" : "directives";
}
