using System.Runtime.CompilerServices;

namespace Directives.Gateway.Reports;

/// <summary>An officer's charge report: what was served on a post, what was done with it and what is open, the newest first.</summary>
internal sealed class OfficerReport(IClusterClient cluster, ProductClock time)
{
    private const int PageSize = 50;

    private static readonly ImmutableArray<string> Fields =
    [
        "post", "directive", "version", "title_en", "title_ur", "addressee", "diary_number", "served_at", "standing", "open", "overdue",
        "opened_at", "acknowledged_at", "declined_at", "decline_reason", "acted_by", "acted_by_en", "acted_by_ur", "acknowledge_by",
    ];

    /// <exception cref="RefusedException">NotFound.</exception>
    public async Task<Report> ReadAsync(string post, CancellationToken cancellation)
    {
        var held = await cluster.GetGrain<IOfficerGrain>(post).GetPost();
        var department = PostId.TryParse(post, out var id, out _) ? id : "";
        var name = (await new PlaceNames(cluster).GetAsync(department)).Name;
        var now = time.GetUtcNow();
        var head = new ReportHead(
            ReportWords.OfficerReport, held.Designation,
            [
                (ReportWords.Department, name),
                (ReportWords.Officer, held.Incumbent is { } incumbent ? LocalTexts.Or(incumbent.Name, incumbent.Person) : ReportWords.Vacant),
                (ReportWords.Post, LocalTexts.Same(post)),
                (ReportWords.Bps, LocalTexts.Number(held.Bps)),
                (ReportWords.AsOf, LocalTexts.DateAndHour(now)),
            ],
            Fields, ReportWords.RecordColumns);
        return new Report(head, LinesAsync(post, now, cancellation));
    }

    private async IAsyncEnumerable<ReportLine> LinesAsync(string post, DateTimeOffset now, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var officer = cluster.GetGrain<IOfficerGrain>(post);
        var before = 0;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            var page = await officer.ListRecords(before, PageSize);
            foreach (var record in page.Records)
                yield return Of(record, now);
            before = page.Next;
        }
        while (before > 0);
    }

    private static ReportLine Of(OfficerRecord record, DateTimeOffset now)
    {
        var wire = record.ToWire();
        var open = record is { Addressee: AddresseeKind.Action, Standing: < Standing.Declined };
        var last = record.Acts.IsEmpty ? null : record.Acts[^1];
        return new(
            [
                record.Post, record.Directive, record.Version, record.Title.En, record.Title.Ur, ReportWords.NameOf(record.Addressee), record.DiaryNumber,
                record.ServedAt, ReportWords.NameOf(record.Standing), open, open && now > record.AcknowledgeBy,
                wire.OpenedAt?.ToDateTimeOffset(), wire.AcknowledgedAt?.ToDateTimeOffset(), wire.DeclinedAt?.ToDateTimeOffset(),
                wire.DeclineReason.NullIfEmpty(), last?.By, last?.Name.En, last?.Name.Ur, record.AcknowledgeBy,
            ])
        {
            Cells =
            [
                LocalTexts.Numbered(record.Directive, record.Title), LocalTexts.Same(record.DiaryNumber), LocalTexts.Date(record.ServedAt),
                Web.Labels.Of(record.Standing), last is null ? LocalTexts.None : LocalTexts.Date(last.At),
                !open ? LocalTexts.None : record.AcknowledgeBy is { } by ? LocalTexts.Date(by) : ReportWords.Open,
            ],
        };
    }
}
