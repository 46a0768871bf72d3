using System.CommandLine;
using Directives.Bench;

var posts = new Option<int>("--posts") { Description = "Posts of the organogram that is served.", DefaultValueFactory = _ => 100_000 };
var databases = new Option<string>("--database") { Description = "sqlite, postgres or both.", DefaultValueFactory = _ => "both" };
var isShort = new Option<bool>("--short") { Description = "A small run that only checks that everything runs." };
var json = new Option<string>("--json") { Description = "Where the figures are written as JSON.", DefaultValueFactory = _ => ".bench/figures.json" };
posts.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int>() is < 1_000 or > 5_000_000)
        result.AddError("--posts must be from 1,000 to 5,000,000.");
});
databases.AcceptOnlyFromAmong("sqlite", "postgres", "both");

var bench = new RootCommand("Measures Directives beside what this machine allows, in one run.") { posts, databases, isShort, json };
bench.SetAction((result, cancellation) => BenchRun.RunAsync(
    new BenchOptions(
        result.GetValue(isShort) ? Math.Min(result.GetValue(posts), 5_000) : result.GetValue(posts),
        result.GetValue(databases) is "both" ? ["sqlite", "postgres"] : [result.GetValue(databases)!],
        result.GetValue(isShort) ? TimeSpan.FromSeconds(2) : TimeSpan.FromSeconds(4),
        result.GetValue(json)!),
    cancellation));
return await bench.Parse(args).InvokeAsync();
