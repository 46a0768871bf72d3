using System.Globalization;
using Directives.Cli;
using Directives.Cli.Views;
using Directives.Demo.Day;
using Directives.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Directives.Demo.Show;

/// <summary>Shows what goes on: drawn anew where somebody watches, a line now and then otherwise.</summary>
internal sealed class DemoScreen(Terminal terminal, TimeProvider time)
{
    private static readonly TimeSpan DrawEvery = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(2);

    /// <summary>Says one step of the story.</summary>
    public void Say(string line)
    {
        terminal.Output.WriteLine(line);
        terminal.Output.Flush();
    }

    /// <summary>Shows the counts until the work is done.</summary>
    /// <param name="clock">What the clock says.</param>
    public async Task WhileAsync(LiveCounts counts, Task work, Func<string> clock, CancellationToken cancellation)
    {
        if (terminal.IsLive)
        {
            await terminal.Draw().Live(new Text("")).StartAsync(live => RepeatAsync(
                work, DrawEvery, () => live.UpdateTarget(Picture(counts, clock())), cancellation));
        }
        else
        {
            await RepeatAsync(work, TellEvery, () => Say($"    {clock()}  {Counts(counts.Read().Compliance?.Total?.Tally)}"), cancellation);
        }

        await work;
    }

    private async Task RepeatAsync(Task work, TimeSpan every, Action show, CancellationToken cancellation)
    {
        while (!work.IsCompleted)
        {
            show();
            await Task.WhenAny(work, Task.Delay(every, time, cancellation));
        }

        show();
    }

    private static Rows Picture(LiveCounts counts, string clock)
    {
        var (compliance, facts) = counts.Read();
        var tally = compliance?.Total?.Tally ?? new Tally();
        var grid = new Spectre.Console.Grid().AddColumns(2);
        grid.AddRow(new Text("Offices received"), Bar(tally.OfficesReceived, tally.Offices, Color.Blue));
        grid.AddRow(new Text("Opened"), Bar(tally.Opened, tally.Served, Color.Yellow));
        grid.AddRow(new Text("Acknowledged"), Bar(tally.Acknowledged, tally.Served, Color.Green));
        grid.AddRow(new Text("Declined"), Bar(tally.Declined, tally.Served, Color.Red));
        grid.AddRow(new Text("Departments complied"), Bar(tally.OfficesComplied, tally.OfficesOwing, Color.Green));
        IRenderable[] news = [.. facts.Select(fact => new Text($"{fact.Kind,-18} {Plain.Line(Facts.Where(fact))}  {Plain.Line(fact.Name?.En ?? "")}", new Style(Color.Grey)) { Overflow = Overflow.Ellipsis })];
        return new Rows([new Text(clock, new Style(decoration: Decoration.Bold)), grid, .. news]);
    }

    private static Paragraph Bar(int part, int whole, Color color)
    {
        const int width = 40;
        var full = whole == 0 ? 0 : (int)((long)part * width / whole);
        return new Paragraph()
            .Append(new string('█', full), new Style(color))
            .Append(new string('░', width - full), new Style(Color.Grey))
            .Append(string.Create(CultureInfo.InvariantCulture, $"  {part:N0}/{whole:N0}"));
    }

    private static string Counts(Tally? tally) => tally is null ? "waiting for the first counts" : string.Create(
        CultureInfo.InvariantCulture,
        $"offices {tally.OfficesReceived:N0}/{tally.Offices:N0}, served {tally.Served:N0}, opened {tally.Opened:N0}, acknowledged {tally.Acknowledged:N0}, declined {tally.Declined:N0}, complied {tally.OfficesComplied:N0}/{tally.OfficesOwing:N0}");
}
