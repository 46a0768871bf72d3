using System.CommandLine;
using System.Globalization;
using Directives.Cli.Drafts;
using Directives.Cli.Views;
using Directives.V1;

namespace Directives.Cli.Commands;

/// <summary><c>directives verify show</c>: the figures, a sample, a population; and <c>verify list</c>, a verifier's cases.</summary>
internal static partial class VerifyCommand
{
    private const int LargestPage = 200;
    private const int LargestPopulationPage = 10_000;

    private static CliCommand CreateShow(Runner run)
    {
        var directive = Inputs.Directive();
        var draw = new Option<int>("--draw") { Description = "The sample of this draw", HelpName = "N" };
        var population = new Option<bool>("--population") { Description = "With --draw: the departments that it was drawn of, one a line" };
        var limit = Inputs.Limit(1_000);
        var command = new CliCommand(
            "show", "Compliance as reported and as verified; a sample and its findings",
            "directives verify show SGAD/2020/14 --role oversight",
            "directives verify show SGAD/2020/14 --draw 1 --population --role oversight")
        {
            directive, draw, population, limit,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(population) is { Implicit: false } && result.GetResult(draw) is not { Implicit: false })
                result.AddError("--population needs --draw.");
        });
        return command.Does(run, (parse, session, cancellation) =>
        {
            var (number, most, of) = (parse.GetRequiredValue(directive), parse.GetValue(limit), parse.GetValue(draw));
            if (of == 0)
                return ShowFiguresAsync(session, number, cancellation);
            return parse.GetValue(population)
                ? ShowPopulationAsync(session, number, of, most, cancellation)
                : ShowCasesAsync(session, number, of, most, cancellation);
        });
    }

    private static CliCommand CreateList(Runner run)
    {
        var verifier = Inputs.Post();
        verifier.Description = "The verifier's post";
        var directive = new Option<string?>("--directive") { Description = "Only under this directive", HelpName = "DIRECTIVE" };
        var limit = Inputs.Limit();
        var command = new CliCommand(
            "list", "What is assigned to a verifier, and what he has found",
            "directives verify list --post law/law-officer --as post:law/law-officer")
        {
            verifier, directive, limit,
        };
        return command.Does(run, (parse, session, cancellation) => ShowAssignedAsync(
            session, parse.GetValue(directive) ?? "", parse.GetRequiredValue(verifier), parse.GetValue(limit), cancellation));
    }

    private static async Task ShowFiguresAsync(CommandSession session, string directive, CancellationToken cancellation)
    {
        var found = await session.Connection.Verification.GetVerificationAsync(
            new GetVerificationRequest { Directive = directive }, session.Connection.Within(cancellation));
        session.Answer(found, answer =>
        {
            session.Terminal.Output.WriteLine(Plain.Line(
                $"{answer.Directive}: reported in force by {answer.OfficesComplied:N0} of {answer.OfficesOwing:N0} offices that owe it. Reported is not verified."));
            if (answer.Draws.Count == 0)
            {
                session.Terminal.Output.WriteLine("No sample has been drawn.");
                return;
            }

            var grid = new Grid(">Draw", "Drawn", "Seed", ">Population", ">Sample", ">Assigned", ">Verified", ">Not verified", ">False reports", "Share verified, 95 %");
            foreach (var sample in answer.Draws)
            {
                grid.Add(
                    sample.Number, Moment.Of(sample.At), sample.Seed, sample.Population, sample.Size, sample.Assigned, sample.Verified,
                    sample.NotVerified, sample.FalseReports, Share(sample.Estimate));
            }

            session.Draw(grid);
        });
    }

    private static async Task ShowCasesAsync(CommandSession session, string directive, int draw, int limit, CancellationToken cancellation)
    {
        var found = await Pages.GatherAsync(
            limit, LargestPage,
            async (size, token) => await session.Connection.Verification.ListCasesAsync(
                new ListCasesRequest { Directive = directive, Draw = draw, PageSize = size, PageToken = token }, session.Connection.Within(cancellation)),
            page => page.Cases, page => page.NextPageToken);
        session.Answer(found, answer => Draw(session, answer, "The sample is empty."));
    }

    private static async Task ShowAssignedAsync(CommandSession session, string directive, string verifier, int limit, CancellationToken cancellation)
    {
        var found = await Pages.GatherAsync(
            limit, LargestPage,
            async (size, token) => await session.Connection.Verification.ListAssignedAsync(
                new ListAssignedRequest { Directive = directive, Verifier = verifier, PageSize = size, PageToken = token }, session.Connection.Within(cancellation)),
            page => page.Cases, page => page.NextPageToken);
        session.Answer(found, answer => Draw(session, answer, $"Nothing is assigned to {Plain.Line(verifier)}."));
    }

    private static async Task ShowPopulationAsync(CommandSession session, string directive, int draw, int limit, CancellationToken cancellation)
    {
        var found = await Pages.GatherAsync(
            limit, LargestPopulationPage,
            async (size, token) => await session.Connection.Verification.ListPopulationAsync(
                new ListPopulationRequest { Directive = directive, Draw = draw, PageSize = size, PageToken = token }, session.Connection.Within(cancellation)),
            page => page.Departments, page => page.NextPageToken);
        session.Answer(found, answer =>
        {
            foreach (var department in answer.Departments)
                session.Terminal.Output.WriteLine(Plain.Line(department));
        });
    }

    private static void Draw(CommandSession session, ListCasesResponse found, string none)
    {
        if (found.Cases.Count == 0)
        {
            session.Terminal.Output.WriteLine(none);
            return;
        }

        var grid = new Grid("Directive", ">Draw", "Department", "Verifier", "Assigned", "Finding", "Found", "Note");
        foreach (var item in found.Cases)
        {
            var last = item.Findings.LastOrDefault();
            grid.Add(
                item.Directive, item.Draw, item.Department, item.Verifier.Length > 0 ? item.Verifier : "-", Moment.Of(item.AssignedAt),
                last is null ? "-" : Words<Finding>.Of(last.Finding), Moment.Of(last?.At), last?.Note ?? "");
        }

        session.Draw(grid);
        session.SayMore(found.NextPageToken);
    }

    private static string Share(Estimate? estimate) => estimate is null
        ? "-"
        : string.Create(CultureInfo.InvariantCulture, $"{estimate.Share:0.0%} ({estimate.Low:0.0%} to {estimate.High:0.0%}) of {estimate.Found:N0}");
}
