using System.CommandLine;
using Directives.Cli.Drafts;
using Directives.Cli.Views;
using Directives.V1;

namespace Directives.Cli.Commands;

/// <summary><c>directives duties</c></summary>
internal static class DutiesCommand
{
    private const int LargestPage = 100;

    public static Command Create(Runner run)
    {
        var directive = Inputs.Directive();
        var limit = Inputs.Limit();
        var command = new CliCommand(
            "duties", "The recurring duties of a directive: each period with the offices that owe it, have attested it or are overdue",
            "directives duties SGAD/2024/37 --role oversight",
            "directives comply SGAD/2024/37@monitoring/2026-03 --department ppra --statement \"Looked through; nothing to remove.\" --reference SO-7/2026 --as post:ppra/managing-director")
        {
            directive, limit,
        };
        return command.Does(run, async (parse, session, cancellation) =>
        {
            var found = await Pages.GatherAsync(
                parse.GetValue(limit), LargestPage,
                async (size, token) => await session.Connection.Directives.ListPeriodsAsync(
                    new ListPeriodsRequest { Number = parse.GetRequiredValue(directive), PageSize = size, PageToken = token }, session.Connection.Within(cancellation)),
                page => page.Periods, page => page.NextPageToken);
            session.Answer(found, answer => Draw(session, answer));
        });
    }

    private static void Draw(CommandSession session, ListPeriodsResponse found)
    {
        if (found.Periods.Count == 0)
        {
            session.Terminal.Output.WriteLine("No period has been opened.");
            return;
        }

        var grid = new Grid("Period", "Attest by", "Status", ">Owing", ">Attested", ">Overdue", ">Exempted", "Duty");
        foreach (var period in found.Periods)
        {
            grid.Add(
                period.Number, Moment.Of(period.AttestBy), Words<DirectiveStatus>.Of(period.Status),
                period.OfficesOwing, period.OfficesAttested, period.OfficesOverdue, period.OfficesExempted, session.Say(period.Title));
        }

        session.Draw(grid);
        session.SayMore(found.NextPageToken);
    }
}
