using System.Globalization;
using Directives.Cli;
using Directives.Cli.Views;
using Directives.V1;
using Spectre.Console;

namespace Directives.Demo.Show;

/// <summary>The table at the end of the week, from the server's own counts.</summary>
internal static class FinalTable
{
    /// <summary>
    /// Its lines. Posts addressed are the posts served: every office has received the directive by then, and an office
    /// serves every post of its roster that is addressed.
    /// </summary>
    public static IReadOnlyList<(string Name, string Value)> Lines(Tally tally) =>
    [
        ("Offices received", $"{Count(tally.OfficesReceived)}/{Count(tally.Offices)}"),
        ("Posts addressed", Count(tally.Served)),
        ("  for action", Count(tally.ServedForAction)),
        ("  for information", Count(tally.ServedForInformation)),
        ("Served", Count(tally.Served)),
        ("Vacant", Count(tally.Vacant)),
        ("Opened", Count(tally.Opened)),
        ("Acknowledged", Count(tally.Acknowledged)),
        ("Declined", Count(tally.Declined)),
        ("Not answered yet", Count(tally.Outstanding)),
        ("Overdue", Count(tally.Overdue)),
        ("Departments complied", $"{Count(tally.OfficesComplied)}/{Count(tally.OfficesOwing)}"),
        ("  exempted", Count(tally.OfficesExempted)),
        ("  overdue", Count(tally.OfficesOverdue)),
    ];

    /// <summary>What became of the reports of the order.</summary>
    public static IReadOnlyList<(string Name, string Value)> Lines(DemoEnding ending)
    {
        var (draw, estimate) = (ending.Verification.Draws[^1], ending.Verification.Draws[^1].Estimate);
        return
        [
            ("Reminders", Count(ending.Chased.Reminders)),
            ("Told above", Count(ending.Chased.Escalations)),
            ("Reports verified", $"{Count(draw.Verified)}/{Count(estimate.Found)}"),
            ("False reports", Count(draw.FalseReports)),
            ("Verified of all, % (95 %)", string.Create(CultureInfo.InvariantCulture, $"{100 * estimate.Low:N0}-{100 * estimate.High:N0}")),
        ];
    }

    public static void Draw(IAnsiConsole console, DemoEnding ending)
    {
        var (order, adopted) = (ending.Order, ending.Adopted);
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle("What became of it in a week") };
        table.AddColumn("Government of the Punjab");
        table.AddColumn(new TableColumn($"{Markup.Escape(order.Directive)}, v{order.Version}") { Alignment = Justify.Right });
        table.AddColumn(new TableColumn($"{Markup.Escape(adopted.Directive)}, v{adopted.Version}") { Alignment = Justify.Right });
        foreach (var (mine, other) in Lines(order.Total.Tally).Zip(Lines(adopted.Total.Tally)))
            table.AddRow(new Text(mine.Name), new Text(mine.Value), new Text(other.Value));
        foreach (var (name, value) in Lines(ending))
            table.AddRow(new Text(name), new Text(value), new Text(""));
        console.Write(table);
        console.Write(TallyBar.Draw(order.Total.Tally));
        console.WriteLine();
        console.WriteLine(TallyBar.Key);
        foreach (var refusal in ending.Declined)
            console.Write(new Text(Plain.Line($"Declined by {refusal.Post}: {refusal.Detail}") + "\n"));
    }

    private static string Count(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
