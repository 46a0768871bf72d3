using System.CommandLine;

namespace Directives.Crash;

/// <summary>What is run.</summary>
/// <param name="Seed">Decides organograms, orders, acts, faults and their moments.</param>
/// <param name="Database">sqlite or postgres.</param>
/// <param name="Posts">Posts of the organogram.</param>
/// <param name="Faults">Names of the faults to choose from; all that this machine allows where it is empty.</param>
/// <param name="KeepGoing">Go on after a round that broke a rule.</param>
/// <param name="Folder">Where everything of the run is; emptied first.</param>
internal sealed record CrashOptions(
    int Rounds, int Seed, string Database, int Posts, IReadOnlyList<string> Faults, bool KeepGoing, string Folder)
{
    public const string Sqlite = "sqlite";
    public const string Postgres = "postgres";

    public bool OnPostgres => Database == Postgres;

    /// <summary>The command line, with the hidden command that the load clients are started by.</summary>
    /// <param name="client">Takes the client's name, its ledger and the gateways' addresses, separated by commas.</param>
    public static RootCommand Command(
        Func<CrashOptions, CancellationToken, Task<int>> run, Func<string, string, string, CancellationToken, Task<int>> client)
    {
        var rounds = new Option<int>("--rounds") { Description = "How many rounds, 1 to 100000", DefaultValueFactory = _ => 20 };
        var seed = new Option<int>("--seed") { Description = "Decides what happens in each round", DefaultValueFactory = _ => 31 };
        var database = new Option<string>("--db") { Description = "sqlite or postgres", DefaultValueFactory = _ => Sqlite };
        var posts = new Option<int>("--posts") { Description = "Posts of the organogram, 60 to 20000", DefaultValueFactory = _ => 360 };
        var faults = new Option<string>("--faults") { Description = "Only these faults, by name, separated by commas; 'list' shows them", DefaultValueFactory = _ => "" };
        var keepGoing = new Option<bool>("--keep-going") { Description = "Go on after a round that broke a rule" };
        var folder = new Option<string>("--folder") { Description = "Where everything of the run goes; emptied first", DefaultValueFactory = _ => ".crash" };
        rounds.Validators.Add(result => Require(result, 1, 100_000));
        posts.Validators.Add(result => Require(result, 60, 20_000));
        database.AcceptOnlyFromAmong(Sqlite, Postgres);
        var command = new RootCommand(
            "Breaks Directives again and again while clients use it, and checks after each time that nothing confirmed is lost, done twice or miscounted.")
        {
            rounds, seed, database, posts, faults, keepGoing, folder,
        };
        command.SetAction((parse, cancellation) => run(
            new CrashOptions(
                parse.GetValue(rounds), parse.GetValue(seed), parse.GetRequiredValue(database), parse.GetValue(posts),
                parse.GetRequiredValue(faults).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                parse.GetValue(keepGoing), Path.GetFullPath(parse.GetRequiredValue(folder))),
            cancellation));
        command.Subcommands.Add(ClientCommandLine(client));
        return command;
    }

    private static Command ClientCommandLine(Func<string, string, string, CancellationToken, Task<int>> client)
    {
        var name = new Argument<string>("name");
        var ledger = new Argument<string>("ledger");
        var server = new Argument<string>("server");
        var command = new Command("client", "A load client; the run starts its own") { name, ledger, server };
        command.Hidden = true;
        command.SetAction((parse, cancellation) => client(
            parse.GetRequiredValue(name), parse.GetRequiredValue(ledger), parse.GetRequiredValue(server), cancellation));
        return command;
    }

    private static void Require(System.CommandLine.Parsing.OptionResult result, int least, int most)
    {
        if (result.Tokens is [{ Value: var text }] && int.TryParse(text, out var given) && (given < least || given > most))
            result.AddError($"{result.Option.Name} must be from {least} to {most}.");
    }
}
