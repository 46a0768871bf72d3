using System.CommandLine;

namespace Directives.Cli.Commands;

/// <summary>The arguments and options that several commands take.</summary>
internal static class Inputs
{
    public static Argument<string> Directive() => new("DIRECTIVE") { Description = "The directive's number, SGAD/2020/14" };

    public static Option<string> Post() => new("--post")
    {
        Description = "The post that acts, ppra/managing-director",
        HelpName = "POST",
        Required = true,
    };

    public static Option<string?> Department(string description) => new("--department") { Description = description, HelpName = "DEPARTMENT" };

    public static Option<string?> OperationId() => new("--operation-id")
    {
        Description = "Repeat the command that was sent with this id; it is done only once",
        HelpName = "ID",
    };

    /// <param name="most">The most that is shown.</param>
    public static Option<int> Limit(int most = 100)
    {
        var limit = new Option<int>("--limit") { Description = "Show at most so many, the first ones", HelpName = "N", DefaultValueFactory = _ => most };
        limit.Validators.Add(result => CheckRange(result, 1, 1_000_000));
        return limit;
    }

    public static void CheckRange(System.CommandLine.Parsing.OptionResult result, int least, int most)
    {
        // What is no number at all is reported by the parser.
        if (result.Tokens is [{ Value: var text }] && int.TryParse(text, out var number) && (number < least || number > most))
            result.AddError($"{result.Option.Name}: {number} is not from {least} to {most:N0}.");
    }
}
