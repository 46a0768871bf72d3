using Spectre.Console;

namespace Directives.Cli;

/// <summary>Where a command reads its environment and writes its answers.</summary>
/// <param name="Output">Answers.</param>
/// <param name="Error">What went wrong, progress that is not an answer.</param>
/// <param name="IsLive">A person is watching: lines may be drawn over.</param>
internal sealed record Terminal(
    TextWriter Output, TextWriter Error, bool IsLive, Func<string, string?> Environment, TimeProvider Time)
{
    /// <summary>Wide enough that no line of a table breaks when it is piped into another program.</summary>
    private const int PipedWidth = 200;

    public static Terminal OfProcess() => new(
        Console.Out, Console.Error, !Console.IsOutputRedirected && !Console.IsErrorRedirected,
        System.Environment.GetEnvironmentVariable, TimeProvider.System);

    /// <summary>Draws tables and colours on <see cref="Output"/>; plain text where nobody watches.</summary>
    public IAnsiConsole Draw() => CreateConsole(Output);

    /// <summary>The same on <see cref="Error"/>, for progress.</summary>
    public IAnsiConsole DrawProgress() => CreateConsole(Error);

    private IAnsiConsole CreateConsole(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = IsLive ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = IsLive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = IsLive ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!IsLive)
            console.Profile.Width = PipedWidth;
        return console;
    }
}
