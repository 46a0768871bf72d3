using System.Runtime.CompilerServices;

namespace Directives.Gateway.Reports;

/// <summary>Every office and every post of a subtree with its standing, in the order of the hierarchy, an office at a time.</summary>
internal sealed class DirectiveReport(IClusterClient cluster, ProductClock time)
{
    private static readonly ImmutableArray<string> Fields =
    [
        "line", "directive", "version", "department", "department_en", "department_ur", "kind", "parent", "depth",
        "received", "diary_number", "received_at", "complied", "served", "vacant", "opened", "acknowledged", "declined", "outstanding",
        "post", "designation_en", "designation_ur", "bps", "cadre", "service_group", "person", "name_en", "name_ur", "charge",
        "addressee", "standing", "overdue",
    ];

    /// <exception cref="RefusedException">NotFound; NotAllowedNow (NOT_RECEIVED).</exception>
    public async Task<Report> ReadAsync(string directive, string department, CancellationToken cancellation)
    {
        var issued = await cluster.GetGrain<IDirectiveGrain>(directive).Get() ?? throw RefusedException.NotFound($"directive {directive}");
        var root = department.Length == 0 ? issued.Draft.Jurisdiction : department;
        var grain = cluster.GetGrain<IDepartmentGrain>(root);
        var place = await grain.GetPlace() ?? throw RefusedException.NotFound($"department {root}");
        var compliance = await grain.GetCompliance(directive)
            ?? throw RefusedException.NotAllowedNow("NOT_RECEIVED", $"{root} has not received {directive}.");
        var deadlines = DeadlineView.Of(issued, time.GetUtcNow());
        var head = new ReportHead(
            ReportWords.DirectiveReport, issued.Draft.Title,
            [
                (ReportWords.Number, LocalTexts.Same(directive)),
                (ReportWords.Department, place.Name),
                (ReportWords.IssuedAt, LocalTexts.DateAndHour(issued.IssuedAt)),
                .. LocalTexts.Deadlines(issued),
                (ReportWords.AsOf, LocalTexts.DateAndHour(deadlines.Now)),
                (ReportWords.Counts, ReportWords.Tally(compliance.Total)),
            ],
            Fields, ReportWords.PostColumns);
        return new Report(head, LinesAsync(issued, root, deadlines, cancellation));
    }

    private async IAsyncEnumerable<ReportLine> LinesAsync(
        IssuedDirective issued, string root, DeadlineView deadlines, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // On the stack are the children that are still to come, of one office at each level.
        var coming = new Stack<(string Department, ChildCompliance? Unreceived)>([(root, null)]);
        while (coming.TryPop(out var next))
        {
            cancellation.ThrowIfCancellationRequested();
            var grain = cluster.GetGrain<IDepartmentGrain>(next.Department);
            if (await grain.GetCompliance(issued.Draft.Number) is not { } office)
            {
                if (next.Unreceived is { } child)
                    yield return NotReceived(issued, child);
                continue;
            }

            yield return Of(issued, office);
            foreach (var post in await grain.ListStandings(issued.Draft.Number))
                yield return Of(issued, office, post, deadlines);
            foreach (var child in office.Children.Reverse())
                coming.Push((child.Child.Id, child));
        }
    }

    private static ReportLine Of(IssuedDirective issued, DepartmentCompliance office) => new(
        [
            "office", issued.Draft.Number, office.Entry.Version, office.Place.Id, office.Place.Name.En, office.Place.Name.Ur,
            office.Place.Kind.ToName(), office.Entry.From, office.Place.Path.Length - 1, true, office.Entry.DiaryNumber, office.Entry.ReceivedAt,
            office.Complied, office.Own.Served, office.Own.Vacant, office.Own.Opened, office.Own.Acknowledged, office.Own.Declined, office.Own.Outstanding,
            null, null, null, null, null, null, null, null, null, null, null, null, null,
        ])
    {
        Heading = (office.Place.Name, ReportWords.Office(office)),
    };

    private static ReportLine NotReceived(IssuedDirective issued, ChildCompliance office) => new(
        [
            "office", issued.Draft.Number, null, office.Child.Id, office.Child.Name.En, office.Child.Name.Ur,
            office.Child.Kind.ToName(), null, null, false, null, null,
            false, null, null, null, null, null, null,
            null, null, null, null, null, null, null, null, null, null, null, null, null,
        ])
    {
        Heading = (office.Child.Name, ReportWords.NotReceived),
    };

    private static ReportLine Of(IssuedDirective issued, DepartmentCompliance office, PostStanding post, DeadlineView deadlines)
    {
        var owes = post is { Served.Addressee: AddresseeKind.Action, Standing: < Standing.Declined };
        return new(
            [
                "post", issued.Draft.Number, office.Entry.Version, office.Place.Id, null, null,
                null, null, null, null, office.Entry.DiaryNumber, office.Entry.ReceivedAt,
                null, null, post.Served.Vacant, null, null, null, null,
                PostId.Of(office.Place.Id, post.Post.Seat), post.Post.Designation.En, post.Post.Designation.Ur, post.Post.Bps, post.Post.Cadre,
                post.Post.ServiceGroup, post.Post.Incumbent?.Person, post.Post.Incumbent?.Name.En, post.Post.Incumbent?.Name.Ur,
                post.Post.Incumbent?.Charge.ToName(), ReportWords.NameOf(post.Served.Addressee), ReportWords.NameOf(post.Standing),
                owes && deadlines.Now > office.Entry.AcknowledgeBy,
            ])
        {
            Cells = ReportWords.PostCells(post),
        };
    }
}
