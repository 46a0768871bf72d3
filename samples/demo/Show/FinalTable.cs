using System.Globalization;
using Directives.Cli;
using Directives.Cli.Views;
using Directives.V1;
using Spectre.Console;

namespace Directives.Demo.Show;

/// <summary>The table at the end of the day, from the server's own counts.</summary>
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
    ];

    public static void Draw(IAnsiConsole console, DemoEnding ending)
    {
        var compliance = ending.Compliance;
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle($"{Markup.Escape(compliance.Directive)} at the end of the day") };
        table.AddColumn("Government of the Punjab");
        table.AddColumn(new TableColumn("Count") { Alignment = Justify.Right });
        foreach (var (name, value) in Lines(compliance.Total.Tally))
            table.AddRow(new Text(name), new Text(value));
        console.Write(table);
        console.Write(TallyBar.Draw(compliance.Total.Tally));
        console.WriteLine();
        console.WriteLine(TallyBar.Key);
        foreach (var refusal in ending.Declined)
            console.Write(new Text(Plain.Line($"Declined by {refusal.Post}: {refusal.Detail}") + "\n"));
    }

    private static string Count(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
