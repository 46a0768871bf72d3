using System.Globalization;
using Directives.Cli;
using Directives.Cli.Views;
using Directives.Demo.Day;
using Directives.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Directives.Demo.Show;

/// <summary>Shows the day as it goes: drawn anew where somebody watches, a line now and then otherwise.</summary>
internal sealed class DemoScreen(Terminal terminal, LiveCounts counts, TimeProvider time)
{
    private static readonly TimeSpan DrawEvery = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeOnly Opening = new(9, 0);
    private static readonly TimeSpan OfficeHours = TimeSpan.FromHours(8);

    /// <summary>Says one step of the story.</summary>
    public void Say(string line)
    {
        terminal.Output.WriteLine(line);
        terminal.Output.Flush();
    }

    /// <summary>Shows the counts until the work is done.</summary>
    /// <param name="length">How long the day is played.</param>
    public async Task WhileAsync(Task work, TimeSpan length, CancellationToken cancellation)
    {
        var dawn = time.GetTimestamp();
        if (terminal.IsLive)
        {
            await terminal.Draw().Live(new Text("")).StartAsync(live => RepeatAsync(
                work, DrawEvery, () => live.UpdateTarget(Picture(Clock(dawn, length))), cancellation));
        }
        else
        {
            await RepeatAsync(work, TellEvery, () => Say($"  {Clock(dawn, length)}  {Counts(counts.Read().Compliance?.Total?.Tally)}"), cancellation);
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

    private string Clock(long dawn, TimeSpan length)
    {
        var share = Math.Min(1, time.GetElapsedTime(dawn) / length);
        return Opening.Add(OfficeHours * share).ToString("HH:mm", CultureInfo.InvariantCulture);
    }

    private Rows Picture(string clock)
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
        return new Rows([new Text($"{clock}  on the day", new Style(decoration: Decoration.Bold)), grid, .. news]);
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
