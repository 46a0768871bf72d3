using System.CommandLine;
using System.Globalization;

namespace Directives.Demo;

/// <summary>How the demo is played.</summary>
/// <param name="Once">End after the table instead of staying up.</param>
/// <param name="Postgres">On a PostgreSQL that it starts itself, instead of SQLite.</param>
/// <param name="Seed">Decides who acts, how and when.</param>
/// <param name="Day">How long a working day of the week is played.</param>
/// <param name="Folder">Where the database and the logs go; emptied first.</param>
internal sealed record DemoOptions(bool Once, bool Postgres, int Seed, TimeSpan Day, string Folder)
{
    public static RootCommand Command(Func<DemoOptions, CancellationToken, Task<int>> play)
    {
        var once = new Option<bool>("--once") { Description = "End after the table" };
        var postgres = new Option<bool>("--postgres") { Description = "Start a PostgreSQL and play on it" };
        var seed = new Option<int>("--seed") { Description = "Decides who acts, how and when", DefaultValueFactory = _ => 31 };
        var seconds = new Option<double>("--seconds") { Description = "How long a working day is played, 1 to 3600; two and a half of them are", DefaultValueFactory = _ => 8 };
        seconds.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && double.TryParse(text, CultureInfo.InvariantCulture, out var given) && given is not (>= 1 and <= 3600))
                result.AddError("--seconds must be from 1 to 3600.");
        });
        var folder = new Option<string>("--folder") { Description = "Where the database and the logs go; emptied first", DefaultValueFactory = _ => ".demo" };
        var command = new RootCommand("The order of 31 January: from the decision to every office of Punjab, and what becomes of it in a week that takes most of a minute.")
        {
            once, postgres, seed, seconds, folder,
        };
        command.SetAction((parse, cancellation) => play(
            new DemoOptions(
                parse.GetValue(once), parse.GetValue(postgres), parse.GetValue(seed),
                TimeSpan.FromSeconds(parse.GetValue(seconds)), Path.GetFullPath(parse.GetRequiredValue(folder))),
            cancellation));
        return command;
    }
}
