using System.Runtime.CompilerServices;

namespace Directives.Gateway.Reports;

/// <summary>The inward diary of a department, the newest first, and under each directive its posts with their standing.</summary>
internal sealed class DepartmentReport(IClusterClient cluster, ProductClock time)
{
    private const int PageSize = 50;

    private static readonly ImmutableArray<string> Fields =
    [
        "line", "department", "directive", "version", "title_en", "title_ur", "diary_number", "received_at", "acknowledge_by", "comply_by", "complied",
        "served_for_action", "served_for_information", "vacant", "opened", "acknowledged", "declined", "outstanding",
        "post", "designation_en", "designation_ur", "bps", "person", "name_en", "name_ur", "addressee", "standing",
    ];

    /// <exception cref="RefusedException">NotFound.</exception>
    public async Task<Report> ReadAsync(string department, CancellationToken cancellation)
    {
        var place = await cluster.GetGrain<IDepartmentGrain>(department).GetPlace() ?? throw RefusedException.NotFound($"department {department}");
        var head = new ReportHead(
            ReportWords.DepartmentReport, place.Name,
            [
                (ReportWords.AsOf, LocalTexts.DateAndHour(time.GetUtcNow())),
                (ReportWords.PostsOfRoster, LocalTexts.Number(place.Roster.Length)),
            ],
            Fields, ReportWords.PostColumns);
        return new Report(head, LinesAsync(place, cancellation));
    }

    private async IAsyncEnumerable<ReportLine> LinesAsync(DepartmentPlace place, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var grain = cluster.GetGrain<IDepartmentGrain>(place.Id);
        var before = 0;
        ImmutableArray<DiaryLine> page;
        do
        {
            page = await grain.ListDiary(before, PageSize);
            foreach (var line in page)
            {
                cancellation.ThrowIfCancellationRequested();
                before = line.Index;
                if (await grain.GetCompliance(line.Entry.Directive) is not { } compliance)
                    continue;
                yield return Of(place, line, compliance.Own);
                foreach (var post in await grain.ListStandings(line.Entry.Directive))
                    yield return Of(place, line.Entry, post);
            }
        }
        while (page.Length == PageSize && before > 1);
    }

    private static ReportLine Of(DepartmentPlace place, DiaryLine line, Tally own) => new(
        [
            "directive", place.Id, line.Entry.Directive, line.Entry.Version, line.Entry.Title.En, line.Entry.Title.Ur, line.Entry.DiaryNumber,
            line.Entry.ReceivedAt, line.Entry.AcknowledgeBy, line.Entry.ComplyBy, line.Complied,
            own.ServedForAction, own.ServedForInformation, own.Vacant, own.Opened, own.Acknowledged, own.Declined, own.Outstanding,
            null, null, null, null, null, null, null, null, null,
        ])
    {
        Heading = (LocalTexts.Numbered(line.Entry.Directive, line.Entry.Title), ReportWords.Entry(line, own)),
    };

    private static ReportLine Of(DepartmentPlace place, DiaryEntry entry, PostStanding post) => new(
        [
            "post", place.Id, entry.Directive, entry.Version, null, null, entry.DiaryNumber, null, null, null, null,
            null, null, null, null, null, null, null,
            PostId.Of(place.Id, post.Post.Seat), post.Post.Designation.En, post.Post.Designation.Ur, post.Post.Bps,
            post.Post.Incumbent?.Person, post.Post.Incumbent?.Name.En, post.Post.Incumbent?.Name.Ur,
            ReportWords.NameOf(post.Served.Addressee), ReportWords.NameOf(post.Standing),
        ])
    {
        Cells = ReportWords.PostCells(post),
    };
}
