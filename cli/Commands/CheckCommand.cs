using System.CommandLine;
using Directives.Cli.Drafts;
using Directives.Cli.Views;
using Directives.V1;

namespace Directives.Cli.Commands;

/// <summary><c>directives check</c></summary>
internal static class CheckCommand
{
    public static Command Create(Runner run)
    {
        var file = new Argument<string?>("FILE") { Description = "The draft to look at, a file as `directives issue` takes it", Arity = ArgumentArity.ZeroOrOne };
        var number = new Option<string?>("--number") { Description = "Look at the draft that is kept under this number", HelpName = "DIRECTIVE" };
        var command = new CliCommand(
            "check", "Look at a draft and write nothing: what is wrong, what is doubtful, and whom it addresses",
            "directives check samples/directives/whatsapp-ban.md --role issuer",
            "directives check --number SGAD/2020/14 --role issuer")
        {
            file, number,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(file) is { Tokens.Count: > 0 } == result.GetResult(number) is not null)
                result.AddError("Give either a file or --number.");
        });
        return command.Does(run, async (parse, session, cancellation) =>
        {
            var order = parse.GetValue(file) is { } path ? await DirectiveFile.ReadAsync(path, cancellation) : null;
            var request = new CheckRequest { Draft = order?.Draft, Number = order is null ? parse.GetValue(number) ?? "" : "" };
            var check = await session.Connection.Directives.CheckAsync(request, session.Connection.Within(cancellation));
            session.Answer(check, answer => Draw(session, answer, order));
        });
    }

    private static void Draw(CommandSession session, DraftCheck check, DirectiveFile? order)
    {
        var output = session.Terminal.Output;
        output.WriteLine(check.Violations.Count == 0
            ? "It can be issued."
            : $"It cannot be issued: {check.Violations.Count} {(check.Violations.Count == 1 ? "thing is" : "things are")} wrong.");
        foreach (var finding in check.Violations)
            output.WriteLine(Plain.Line($"wrong: {Place(order, finding.Field)}: {finding.Description}"));
        foreach (var finding in check.Warnings)
            output.WriteLine(Plain.Line($"look at: {Place(order, finding.Field)}: {finding.Description}"));
        if (check.Audience is not { } audience)
            return;

        output.WriteLine($"Acknowledge by {Moment.Of(check.AcknowledgeBy)}, comply by {Moment.Of(check.ComplyBy)}.");
        output.WriteLine(Plain.Line($"Digest {check.DraftDigest}"));
        var grid = new Grid("Addressed", ">Posts", ">Action", ">Information", ">Vacant");
        Add(grid, $"all, in {audience.Offices} offices", audience.Total);
        foreach (var department in audience.Departments)
            Add(grid, $"{session.Say(department.Name)} ({department.Key})", department.Count);
        foreach (var cadre in audience.Cadres)
            Add(grid, $"cadre {cadre.Key}", cadre.Count);
        foreach (var grade in audience.Grades)
            Add(grid, $"BPS {grade.Key}", grade.Count);
        session.Draw(grid);
        if (audience.VacantPosts.Count > 0)
            output.WriteLine(Plain.Line($"Vacant: {string.Join(", ", audience.VacantPosts)}"));
    }

    private static void Add(Grid grid, string what, AudienceCount count) =>
        grid.Add(what, count.Posts, count.ForAction, count.ForInformation, count.Vacant);

    /// <summary>Where the file has a field; the field's own name where there is no file.</summary>
    private static string Place(DirectiveFile? order, string field) =>
        order?.Places.Find(field) is ({ Length: > 0 } key, var line) ? $"{order.Path}:{line}: {key}" : field;
}
