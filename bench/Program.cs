using System.CommandLine;
using Directives.Bench;
using Directives.Bench.Load;
using Directives.Bench.Peer;

var posts = new Option<int>("--posts") { Description = "Posts of the organogram, 1,000 to 5,000,000.", DefaultValueFactory = _ => 1_000_000 };
var directives = new Option<int>("--directives") { Description = "Directives that are served on it, 1 to 100.", DefaultValueFactory = _ => 20 };
var databases = new Option<string>("--database") { Description = "sqlite, postgres or both.", DefaultValueFactory = _ => "both" };
var only = new Option<string[]>("--only") { Description = $"Measures only this; one or several of {string.Join(", ", Group.Usual)}.", DefaultValueFactory = _ => Group.Usual, AllowMultipleArgumentsPerToken = true };
var growth = new Option<bool>("--growth") { Description = "Also what everything costs at 10,000, 100,000 and 1,000,000 posts (none more than --posts), with 1, 10 and 50 directives." };
var isShort = new Option<bool>("--short") { Description = "A small run that only checks that everything runs." };
var json = new Option<string>("--json") { Description = "Where the figures are written as JSON.", DefaultValueFactory = _ => ".bench/figures.json" };
Within(posts, 1_000, 5_000_000);
Within(directives, 1, 100);
databases.AcceptOnlyFromAmong("sqlite", "postgres", "both");
only.AcceptOnlyFromAmong([.. Group.Usual, Group.Growth]);

var bench = new RootCommand("Measures Directives beside what this machine allows, in one run.") { posts, directives, databases, only, growth, isShort, json };
bench.SetAction((result, cancellation) => BenchRun.RunAsync(
    new BenchOptions(
        result.GetValue(isShort) ? Math.Min(result.GetValue(posts), 4_000) : result.GetValue(posts),
        result.GetValue(isShort) ? Math.Min(result.GetValue(directives), 3) : result.GetValue(directives),
        result.GetValue(databases) is "both" ? ["sqlite", "postgres"] : [result.GetValue(databases)!],
        [.. result.GetValue(only)!, .. result.GetValue(growth) ? (string[])[Group.Growth] : []], result.GetValue(isShort), result.GetValue(json)!),
    cancellation));

// What the bench starts of itself.
var server = new Argument<string>("server");
var client = new Command("load-client") { server };
client.Hidden = true;
client.SetAction((result, cancellation) => LoadClient.RunAsync(result.GetValue(server)!, cancellation));
bench.Subcommands.Add(client);
var kind = new Argument<ServerKind>("kind");
var port = new Argument<int>("port");
var serve = new Command("acknowledge-server") { kind, port };
serve.Hidden = true;
serve.SetAction((result, cancellation) =>
    AcknowledgeServer.RunAsync(result.GetValue(kind), result.GetValue(port), Environment.GetEnvironmentVariable(ServerProcess.DatabaseVariable), cancellation));
bench.Subcommands.Add(serve);
return await bench.Parse(args).InvokeAsync();

static void Within(Option<int> option, int least, int most) => option.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int>() is var given && (given < least || given > most))
        result.AddError($"{option.Name} must be from {least:N0} to {most:N0}.");
});
