using System.CommandLine;
using Directives.Cli.Views;
using Directives.V1;
using Google.Protobuf;

namespace Directives.Cli;

/// <summary>One run of a command: its connection, its language and where its answers go.</summary>
internal sealed class CommandSession(Terminal terminal, Connection connection, Bearer? bearer, bool json, bool urdu) : IDisposable
{
    private string? operationId;

    public Terminal Terminal => terminal;

    public Connection Connection => connection;

    /// <summary>Who is to be called as, where --as or --role said so.</summary>
    public Bearer? Bearer => bearer;

    public bool Json => json;

    public string Language => urdu ? "ur" : "en";

    /// <summary>The operation id that the command has sent; null before.</summary>
    public string? OperationId => operationId;

    /// <summary>Where a field that the server objects to came from, as a person reads it.</summary>
    public Func<string, string> Locate { get; set; } = field => field;

    public static CommandSession Of(ParseResult parse, GlobalOptions options, Terminal terminal)
    {
        var bearer = Bearer.Of(parse.GetValue(options.As), parse.GetValue(options.Role), parse.GetValue(options.Name));
        var token = bearer is null ? parse.GetValue(options.Token) ?? terminal.Environment(GlobalOptions.TokenVariable) : null;
        var connection = new Connection(
            string.Join(',', parse.GetRequiredValue(options.Server)), string.IsNullOrWhiteSpace(token) ? null : token.Trim(), bearer, terminal.Time);
        return new CommandSession(terminal, connection, bearer, parse.GetValue(options.Json), parse.GetValue(options.Language) == "ur");
    }

    /// <summary>The id of this command: the one given, to repeat an earlier command, or a new one.</summary>
    public string Operate(string? given) => operationId = given ?? Guid.CreateVersion7().ToString("N");

    /// <summary>A name or text in the language asked for, harmless for a terminal.</summary>
    public string Say(LocalText? text) => Plain.Line(In(text));

    /// <summary>A text as it is, in the language asked for; in the other where that was waived.</summary>
    public string In(LocalText? text)
    {
        var (first, second) = urdu ? (text?.Ur, text?.En) : (text?.En, text?.Ur);
        return string.IsNullOrEmpty(first) ? second ?? "" : first;
    }

    /// <summary>Writes an answer: as JSON for a program, drawn for a person.</summary>
    public void Answer<T>(T message, Action<T> draw)
        where T : IMessage
    {
        if (json)
            terminal.Output.WriteLine(MessageJson.Format(message));
        else
            draw(message);
    }

    /// <summary>Draws a table for a person.</summary>
    public void Draw(Grid grid) => terminal.Draw().Write(grid.ToTable());

    /// <summary>Tells a person that a list goes on.</summary>
    public void SayMore(string nextPageToken)
    {
        if (nextPageToken.Length > 0)
            terminal.Output.WriteLine("There are more; --limit N shows more of them.");
    }

    public void Dispose() => connection.Dispose();
}
