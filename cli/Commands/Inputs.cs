using System.CommandLine;
using Directives.Cli.Views;
using Google.Protobuf.WellKnownTypes;

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

    /// <summary>A moment in Pakistan's time; of a day, its end. Null where it is not given or is today.</summary>
    public static Option<DateTimeOffset?> AsOf(string description) => new("--as-of")
    {
        Description = $"{description}; a day is meant with its end, hours are Pakistan's",
        HelpName = "YYYY-MM-DD[THH:MM[:SS]]",
        CustomParser = result =>
        {
            var text = result.Tokens is [{ Value: var value }] ? value : "";
            if (Moment.TryRead(text, out var moment))
                return moment;
            result.AddError($"--as-of: \"{text}\" is no day or time, such as 2026-03-01 or 2026-03-01T14:30.");
            return null;
        },
    };

    /// <summary>Nothing where the moment is the end of today, which is as it is now.</summary>
    public static Timestamp? ToWire(DateTimeOffset? asOf, TimeProvider time)
    {
        var now = time.GetUtcNow();
        return asOf is not { } moment || (moment > now && moment == Moment.EndOfDay(now)) ? null : Timestamp.FromDateTimeOffset(moment);
    }

    public static void CheckRange(System.CommandLine.Parsing.OptionResult result, int least, int most)
    {
        // What is no number at all is reported by the parser.
        if (result.Tokens is [{ Value: var text }] && int.TryParse(text, out var number) && (number < least || number > most))
            result.AddError($"{result.Option.Name}: {number} is not from {least} to {most:N0}.");
    }
}
