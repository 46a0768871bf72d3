namespace Directives.Gateway.Reports;

/// <summary>
/// What a post had been served, and what was done there, by a past moment: under each directive of its department's diary, the
/// newest first. An entry that never changed tells it by itself; of one that did, the facts of the directive are read.
/// </summary>
internal sealed class PastRecords(IClusterClient cluster, ILedger ledger, DirectiveFolds folds)
{
    private const int PageSize = 4_096;

    /// <param name="before">Diary index of the last entry seen; 0 for the newest.</param>
    /// <returns>The events under the next directive of the diary, and its index: 0 where there is none.</returns>
    /// <exception cref="RefusedException">NotFound for an unknown post.</exception>
    public async Task<(IReadOnlyList<V1.Event> Events, int Index)> NextAsync(
        string post, int before, DateTimeOffset until, CancellationToken cancellation)
    {
        if (!PostId.TryParse(post, out var department, out var seat))
            throw RefusedException.NotFound($"post {post}");
        var lines = before == 1 ? [] : await cluster.GetGrain<IDepartmentGrain>(department).ListDiary(before, 1);
        if (lines.IsEmpty)
            return ([], 0);

        var (line, events) = (lines[0], new List<V1.Event>());
        if (line.Entry.Changes > 0)
            events = await folds.InPlaceAsync(() => ReadFactsAsync(line.Entry.Directive, post, department, seat, until, cancellation), cancellation);
        else if (line.Entry.ServedOn(seat) is not null)
            events.AddRange((await cluster.GetGrain<IOfficerGrain>(post).GetRecord(line.Entry.Directive)).ToEvents().Where(item => item.At.ToDateTimeOffset() <= until));
        return (events, line.Index);
    }

    private async Task<List<V1.Event>> ReadFactsAsync(
        string directive, string post, string department, string seat, DateTimeOffset until, CancellationToken cancellation)
    {
        var events = new List<V1.Event>();
        var head = ledger.Head;
        var (after, diaryNumber) = (head with { Number = 0 }, "");
        IReadOnlyList<LedgerEntry> page;
        do
        {
            page = await ledger.ReadAsync(after, PageSize, directive, cancellation);
            foreach (var entry in page)
            {
                after = entry.Position;
                if (entry.Fact.At > until || entry.Position.Number > head.Number || (entry.GrainKey != department && entry.GrainKey != post))
                    continue;
                if (entry.Fact is Received)
                    diaryNumber = entry.ToEvent().Detail;
                if (IsOf(entry, post, seat))
                    events.Add(ToEvent(entry, post, diaryNumber));
            }
        }
        while (page.Count == PageSize && after.Number < head.Number);
        return events;
    }

    private static bool IsOf(LedgerEntry entry, string post, string seat) => entry.Fact switch
    {
        RosterServed served => served.Posts.Any(served => served.Seat == seat),
        ServedAnew anew => anew.Removed.Contains(seat) || anew.Posts.Any(served => served.Seat == seat),
        OfficerFact => entry.GrainKey == post,
        _ => false,
    };

    private static V1.Event ToEvent(LedgerEntry entry, string post, string diaryNumber)
    {
        var told = entry.ToEvent();
        (told.Position, told.Post) = ("", post);
        if (entry.Fact is RosterServed or ServedAnew)
            told.Detail = diaryNumber;
        return told;
    }
}
