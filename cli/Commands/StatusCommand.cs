using System.CommandLine;
using Directives.Cli.Views;
using Directives.V1;

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
        depth.Validators.Add(result => Inputs.CheckRange(result, 0, 32));
        var command = new CliCommand(
            "status", "What became of a directive, as a tree: served, opened, acknowledged, declined, overdue, complied",
            "directives status SGAD/2020/14 --role oversight",
            "directives status SGAD/2020/14 --department division-lahore --depth 3 --lang ur --role oversight")
        {
            directive, department, depth,
        };
        return command.Does(run, (parse, session, cancellation) => ShowAsync(
            session, parse.GetRequiredValue(directive), parse.GetValue(department) ?? "", parse.GetValue(depth), cancellation));
    }

    /// <summary>Reads a subtree so many levels deep.</summary>
    /// <returns>Each department that was read, by its id; the first is the root of the subtree.</returns>
    public static async Task<IReadOnlyList<Compliance>> ReadAsync(
        Connection connection, string directive, string department, int depth, CancellationToken cancellation)
    {
        var read = new List<Compliance> { await ReadOneAsync(connection, directive, department, cancellation) };
        Compliance[] level = [.. read];
        for (var below = 1; below < depth && level.Length > 0; below++)
        {
            string[] next = [.. level.SelectMany(parent => parent.Children).Where(child => child.HasChildren).Select(child => child.Department)];
            level = new Compliance[next.Length];
            var at = level;
            await Parallel.ForAsync(
                0, next.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
                async (i, stop) => at[i] = await ReadOneAsync(connection, directive, next[i], stop));
            read.AddRange(level);
        }

        return read;
    }

    private static async Task<Compliance> ReadOneAsync(Connection connection, string directive, string department, CancellationToken cancellation) =>
        await connection.Oversight.GetComplianceAsync(
            new GetComplianceRequest { Directive = directive, Department = department }, connection.Within(cancellation));

    private static async Task ShowAsync(CommandSession session, string directive, string department, int depth, CancellationToken cancellation)
    {
        var read = await ReadAsync(session.Connection, directive, department, depth, cancellation);
        if (session.Json)
        {
            foreach (var compliance in read)
                session.Answer(compliance, _ => { });
            return;
        }

        new StatusTree(session).Draw(read, depth);
    }
}
