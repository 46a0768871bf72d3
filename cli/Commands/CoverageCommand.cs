using System.CommandLine;
using System.Globalization;
using Directives.Cli.Drafts;
using Directives.Cli.Views;
using Directives.V1;
using Google.Protobuf.Collections;
using Grpc.Core;

namespace Directives.Cli.Commands;

/// <summary><c>directives coverage</c></summary>
internal static class CoverageCommand
{
    private const int GapsShown = 20;

    public static Command Create(Runner run)
    {
        var directive = Inputs.Directive();
        var department = Inputs.Department("Only this subtree; without it, the whole jurisdiction");
        var gaps = new Option<bool>("--gaps") { Description = "List every gap: offices not reached, vacant posts, offices without a head" };
        var command = new CliCommand(
            "coverage", "Where a directive stopped: the tier that holds it up, what cannot answer and why, the slowest and fastest offices",
            "directives coverage SGAD/2020/14 --role oversight",
            "directives coverage SGAD/2020/14 --department division-lahore --gaps --json --role oversight")
        {
            directive, department, gaps,
        };
        return command.Does(run, (parse, session, cancellation) =>
        {
            var (number, subtree) = (parse.GetRequiredValue(directive), parse.GetValue(department) ?? "");
            return parse.GetValue(gaps) ? ListGapsAsync(session, number, subtree, cancellation) : ShowAsync(session, number, subtree, cancellation);
        });
    }

    private static async Task ShowAsync(CommandSession session, string directive, string department, CancellationToken cancellation)
    {
        var coverage = await session.Connection.Reports.GetCoverageAsync(
            new GetCoverageRequest { Directive = directive, Department = department }, session.Connection.Within(cancellation));
        session.Answer(coverage, answer => Draw(session, answer));
    }

    /// <summary>With --json a gap a line, as they come.</summary>
    private static async Task ListGapsAsync(CommandSession session, string directive, string department, CancellationToken cancellation)
    {
        await session.Connection.FindAsync(cancellation);
        using var call = session.Connection.Reports.ListGaps(
            new ListGapsRequest { Directive = directive, Department = department }, cancellationToken: cancellation);
        var any = false;
        await foreach (var batch in call.ResponseStream.ReadAllAsync(cancellation))
        {
            any = true;
            foreach (var gap in batch.Gaps)
                session.Answer(gap, _ => session.Terminal.Output.WriteLine(Line(session, gap)));
        }

        if (!any && !session.Json)
            session.Terminal.Output.WriteLine("There is no gap.");
    }

    private static void Draw(CommandSession session, Coverage coverage)
    {
        var output = session.Terminal.Output;
        output.WriteLine(Plain.Line($"{coverage.Directive} version {coverage.Version}, {session.Say(coverage.DepartmentName)}, as of {Moment.Of(coverage.AsOf)}"));
        output.WriteLine(coverage.HeldUpBy is { } tier
            ? Plain.Line($"Held up at level {tier.Depth}, {tier.Kind}: received {Share(tier.OfficesReceived, tier.Offices)}, {tier.Outstanding:N0} posts owe an answer")
            : "Nothing is held up.");
        output.WriteLine();
        DrawTiers(session, coverage);
        output.WriteLine();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Offices not reached {coverage.Gaps.OfficesNotReached:N0} · posts vacant {coverage.Gaps.PostsVacant:N0} · posts not on the roster {coverage.Gaps.PostsNotOnRoster:N0} · offices without a head {coverage.Gaps.OfficesWithoutHead:N0} · with an older version {coverage.Gaps.OfficesWithOlderVersion:N0}"));
        foreach (var gap in coverage.FirstGaps.Take(GapsShown))
            output.WriteLine($"  {Line(session, gap)}");
        if (coverage.FirstGaps.Count > GapsShown || Total(coverage.Gaps) > coverage.FirstGaps.Count)
            output.WriteLine("  There are more; --gaps lists them all.");
        output.WriteLine();
        output.WriteLine($"From issue to receipt: {InWords(coverage.Receipt)}");
        output.WriteLine($"From service to acknowledgement: {InWords(coverage.Acknowledgement)}");
        DrawPaces(session, "Slowest offices", coverage.Slowest);
        DrawPaces(session, "Fastest offices", coverage.Fastest);
    }

    private static void DrawTiers(CommandSession session, Coverage coverage)
    {
        var grid = new Grid(">Level", "Kind", ">Received", ">For action", ">Acknowledged", ">Declined", ">Outstanding", ">Vacant", ">Complied");
        foreach (var tier in coverage.Tiers)
        {
            grid.Add(
                tier.Depth, tier.Kind, Share(tier.OfficesReceived, tier.Offices), tier.ServedForAction, tier.Acknowledged,
                tier.Declined, tier.Outstanding, tier.Vacant, Share(tier.OfficesComplied, tier.OfficesOwing));
        }

        session.Draw(grid);
    }

    private static void DrawPaces(CommandSession session, string title, RepeatedField<OfficePace> offices)
    {
        if (offices.Count == 0)
            return;
        session.Terminal.Output.WriteLine();
        var grid = new Grid(title, ">Issue to receipt", ">Acknowledged", ">Service to acknowledgement");
        foreach (var office in offices)
        {
            grid.Add(
                $"{session.Say(office.Name)} ({office.Department})", Time(office.ReceiptSeconds), office.Acknowledgement.Count,
                office.Acknowledgement.Count > 0 ? Time(office.Acknowledgement.MedianSeconds) : "-");
        }

        session.Draw(grid);
    }

    private static string Line(CommandSession session, Gap gap)
    {
        var where = gap.Post.Length > 0 ? $"{gap.Post} {session.Say(gap.Designation)}" : $"{gap.Department} {session.Say(gap.DepartmentName)}";
        var behind = gap.Offices > 1 ? string.Create(CultureInfo.InvariantCulture, $", {gap.Offices:N0} offices") : "";
        return Plain.Line($"{Words<Gap.Types.Reason>.Of(gap.Reason)}: {where.TrimEnd()}{behind}, since {Moment.Of(gap.Since)}");
    }

    private static string InWords(Pace pace) => pace.Count == 0
        ? "none yet"
        : string.Create(CultureInfo.InvariantCulture, $"median {Time(pace.MedianSeconds)}, fastest {Time(pace.FastestSeconds)}, slowest {Time(pace.SlowestSeconds)} ({pace.Count:N0})");

    /// <summary>In the largest unit that says it.</summary>
    private static string Time(double seconds) => seconds switch
    {
        >= 2 * 86_400 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 86_400:N1} days"),
        >= 2 * 3_600 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3_600:N1} h"),
        >= 120 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:N1} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0##} s"),
    };

    private static string Share(int part, int whole) => string.Create(CultureInfo.InvariantCulture, $"{part:N0}/{whole:N0}");

    private static int Total(GapCounts gaps) => gaps.OfficesNotReached + gaps.PostsVacant + gaps.PostsNotOnRoster + gaps.OfficesWithoutHead + gaps.OfficesWithOlderVersion;
}
