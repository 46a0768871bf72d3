using System.Globalization;
using Directives.V1;
using Spectre.Console;

namespace Directives.Cli.Views;

/// <summary>The state of a directive, department by department, with a bar for each.</summary>
internal sealed class StatusTree(CommandSession session)
{
    private readonly Grid grid = new(
        "Department", "", ">Offices", ">Served", ">Vacant", ">Opened", ">Acknowledged", ">Declined", ">Overdue", ">Complied");

    /// <param name="read">The root of the subtree first, then those below it that were read.</param>
    /// <param name="depth">Levels shown below the root.</param>
    public void Draw(IReadOnlyList<Compliance> read, int depth)
    {
        var root = read[0];
        var below = read.Skip(1).ToDictionary(compliance => compliance.Total.Department, StringComparer.Ordinal);
        session.Terminal.Output.WriteLine(Plain.Line(Head(root)));
        Add("", Name(root.Total), root.Total.Tally, root.Total.Complied);
        if (depth > 0)
            AddChildren(root, below, "");
        session.Draw(grid);
        session.Terminal.Output.WriteLine(TallyBar.Key);
        if (root.Total.Tally is { OfficesReported: > 0 } tally)
        {
            session.Terminal.Output.WriteLine(
                $"Reported by {Count(tally.OfficesReported)} offices, on average {Count(tally.PercentReported / tally.OfficesReported)} per cent in force.");
        }

        if (root.Total.Tally is var total && total.Exempted + total.OfficesExempted > 0)
            session.Terminal.Output.WriteLine($"Exempted for a time: {Count(total.Exempted)} posts, {Count(total.OfficesExempted)} offices.");
    }

    private static string Head(Compliance root) =>
        $"{root.Directive} version {root.Version}, as of {Moment.Of(root.AsOf)}{(root.Clock is Clock.Actual ? " by the dates on paper" : "")}; "
        + $"acknowledge by {Moment.Of(root.AcknowledgeBy)}, comply by {Moment.Of(root.ComplyBy)}";

    private void AddChildren(Compliance parent, Dictionary<string, Compliance> below, string indent)
    {
        if (parent.Own is { Served: > 0 } own)
            Add(indent + (parent.Children.Count > 0 ? "├─ " : "└─ "), "(its own posts)", own, own.OfficesComplied > 0);
        for (var i = 0; i < parent.Children.Count; i++)
        {
            var child = parent.Children[i];
            var isLast = i == parent.Children.Count - 1;
            Add(indent + (isLast ? "└─ " : "├─ "), Name(child), child.Tally, child.Complied);
            if (below.TryGetValue(child.Department, out var read))
                AddChildren(read, below, indent + (isLast ? "   " : "│  "));
        }
    }

    private void Add(string indent, string name, Tally tally, bool complied) => grid.Add(
        new Text(indent + name), TallyBar.Draw(tally), Share(tally.OfficesReceived, tally.Offices),
        tally.Served, tally.Vacant, tally.Opened, tally.Acknowledged, tally.Declined,
        new Text(Count(tally.Overdue), new Style(tally.Overdue > 0 ? Color.Red : null)),
        new Text(Share(tally.OfficesComplied, tally.OfficesOwing), new Style(complied ? Color.Green : null)));

    private string Name(DepartmentCompliance department) =>
        session.Say(department.Name) is { Length: > 0 } name ? $"{name} ({Plain.Line(department.Department)})" : Plain.Line(department.Department);

    private static string Share(int part, int whole) => $"{Count(part)}/{Count(whole)}";

    private static string Count(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
