using System.CommandLine;
using Directives.Cli.Views;
using Directives.V1;
using Google.Protobuf.WellKnownTypes;

namespace Directives.Cli.Commands;

/// <summary><c>directives status</c></summary>
internal static class StatusCommand
{
    private const int AtOnce = 8;

    public static Command Create(Runner run)
    {
        var directive = Inputs.Directive();
        var department = Inputs.Department("Only this subtree; without it, the whole jurisdiction");
        var depth = new Option<int>("--depth") { Description = "Levels shown below it", HelpName = "N", DefaultValueFactory = _ => 1 };
        var asOf = Inputs.AsOf("As it stood then");
        var actual = new Option<bool>("--actual") { Description = "With --as-of: what was given on paper counts from the date on the paper, not from its entry" };
        depth.Validators.Add(result => Inputs.CheckRange(result, 0, 32));
        var command = new CliCommand(
            "status", "What became of a directive, as a tree: served, opened, acknowledged, declined, overdue, complied",
            "directives status SGAD/2020/14 --role oversight",
            "directives status SGAD/2020/14 --department division-lahore --depth 3 --lang ur --role oversight",
            "directives status SGAD/2020/14 --as-of 2020-03-01 --role oversight")
        {
            directive, department, depth, asOf, actual,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(actual) is { Implicit: false } && result.GetResult(asOf) is null)
                result.AddError("--actual goes with --as-of.");
        });
        return command.Does(run, (parse, session, cancellation) => ShowAsync(
            session, parse.GetRequiredValue(directive), parse.GetValue(department) ?? "", parse.GetValue(depth), Inputs.ToWire(parse.GetValue(asOf), session.Terminal.Time), parse.GetValue(actual), cancellation));
    }

    /// <summary>Reads a subtree so many levels deep.</summary>
    /// <returns>Each department that was read, by its id; the first is the root of the subtree.</returns>
    public static async Task<IReadOnlyList<Compliance>> ReadAsync(
        Connection connection, string directive, string department, int depth, Timestamp? asOf, bool actual, CancellationToken cancellation)
    {
        var read = new List<Compliance> { await ReadOneAsync(connection, directive, department, asOf, actual, cancellation) };
        Compliance[] level = [.. read];
        for (var below = 1; below < depth && level.Length > 0; below++)
        {
            string[] next = [.. level.SelectMany(parent => parent.Children).Where(child => child.HasChildren).Select(child => child.Department)];
            level = new Compliance[next.Length];
            var at = level;
            await Parallel.ForAsync(
                0, next.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
                async (i, stop) => at[i] = await ReadOneAsync(connection, directive, next[i], asOf, actual, stop));
            read.AddRange(level);
        }

        return read;
    }

    private static async Task<Compliance> ReadOneAsync(
        Connection connection, string directive, string department, Timestamp? asOf, bool actual, CancellationToken cancellation) =>
        await connection.Oversight.GetComplianceAsync(
            new GetComplianceRequest { Directive = directive, Department = department, AsOf = asOf, Clock = asOf is not null && actual ? Clock.Actual : Clock.Unspecified }, connection.Within(cancellation));

    private static async Task ShowAsync(CommandSession session, string directive, string department, int depth, Timestamp? asOf, bool actual, CancellationToken cancellation)
    {
        var read = await ReadAsync(session.Connection, directive, department, depth, asOf, actual, cancellation);
        if (session.Json)
        {
            foreach (var compliance in read)
                session.Answer(compliance, _ => { });
            return;
        }

        new StatusTree(session).Draw(read, depth);
    }
}
