using System.Globalization;
using Directives.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Directives.Cli.Views;

/// <summary>Shows a directive live: a picture that is drawn anew where somebody watches, a line for each fact otherwise.</summary>
internal static class WatchView
{
    private const int FactsShown = 15;

    public static async Task ShowAsync(CommandSession session, IAsyncEnumerable<WatchResponse> messages, CancellationToken cancellation)
    {
        if (session.Json)
        {
            await foreach (var message in messages)
                session.Answer(message, _ => { });
        }
        else if (!session.Terminal.IsLive)
        {
            await foreach (var message in messages)
                WriteLines(session, message);
        }
        else
        {
            await session.Terminal.Draw().Live(new Text("Waiting for the first counts …")).StartAsync(async live =>
            {
                var facts = new Queue<Event>();
                await foreach (var message in messages.WithCancellation(cancellation))
                {
                    Remember(facts, message.Events);
                    live.UpdateTarget(Picture(session, message.Compliance, facts));
                }
            });
        }
    }

    private static void WriteLines(CommandSession session, WatchResponse message)
    {
        foreach (var fact in message.Events)
            session.Terminal.Output.WriteLine(Facts.Line(session, fact));
        if (message.Compliance is not null)
            session.Terminal.Output.WriteLine(Counts(message.Compliance.Total.Tally));
        session.Terminal.Output.Flush();
    }

    private static void Remember(Queue<Event> facts, IEnumerable<Event> news)
    {
        foreach (var fact in news)
        {
            facts.Enqueue(fact);
            if (facts.Count > FactsShown)
                facts.Dequeue();
        }
    }

    private static Rows Picture(CommandSession session, Compliance? compliance, IEnumerable<Event> facts)
    {
        var rows = new List<IRenderable>();
        if (compliance is not null)
        {
            rows.Add(new Text(Plain.Line($"{compliance.Directive} version {compliance.Version}, {session.Say(compliance.Total.Name)}"), new Style(decoration: Decoration.Bold)));
            rows.Add(TallyBar.Draw(compliance.Total.Tally));
            rows.Add(new Text(TallyBar.Key, new Style(Color.Grey)));
            rows.Add(new Text(Counts(compliance.Total.Tally)));
            rows.Add(new Text(""));
        }

        rows.AddRange(facts.Select(fact => new Text(Facts.Line(session, fact)) { Overflow = Overflow.Ellipsis }));
        rows.Add(new Text("Ctrl+C ends it.", new Style(Color.Grey)));
        return new Rows(rows);
    }

    private static string Counts(Tally tally) => string.Create(
        CultureInfo.InvariantCulture,
        $"offices received {tally.OfficesReceived:N0}/{tally.Offices:N0} · served {tally.Served:N0} · vacant {tally.Vacant:N0} · opened {tally.Opened:N0} · acknowledged {tally.Acknowledged:N0} · declined {tally.Declined:N0} · overdue {tally.Overdue:N0} · complied {tally.OfficesComplied:N0}/{tally.OfficesOwing:N0}");
}
