using System.Runtime.CompilerServices;

namespace Directives.Gateway.Reports;

/// <summary>The facts of a directive in the order of the ledger, a page at a time.</summary>
internal sealed class FactsReport(IClusterClient cluster, ILedger ledger)
{
    private const int PageSize = 1_000;

    private static readonly ImmutableArray<string> Fields =
        ["position", "kind", "at", "directive", "department", "post", "person", "name_en", "name_ur", "version", "detail", "via",
        "acted_for", "paper_on", "paper_reference", "entered_by"];

    /// <exception cref="RefusedException">NotFound.</exception>
    public async Task<Report> ReadAsync(string directive, CancellationToken cancellation)
    {
        var issued = await cluster.GetGrain<IDirectiveGrain>(directive).Get() ?? throw RefusedException.NotFound($"directive {directive}");
        return new Report(new ReportHead(ReportWords.FactsReport, issued.Draft.Title, [], Fields, []), LinesAsync(directive, cancellation));
    }

    private async IAsyncEnumerable<ReportLine> LinesAsync(string directive, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var head = ledger.Head;
        var after = head with { Number = 0 };
        IReadOnlyList<LedgerEntry> page;
        do
        {
            page = await ledger.ReadAsync(after, PageSize, directive, cancellation);
            foreach (var entry in page)
            {
                if (entry.Position.Number > head.Number)
                    yield break;
                yield return Of(entry);
                after = entry.Position;
            }
        }
        while (page.Count == PageSize);
    }

    private static ReportLine Of(LedgerEntry entry)
    {
        var told = entry.ToEvent();
        return new(
        [
            told.Position, told.Kind, entry.Fact.At, told.Directive, told.Department.NullIfEmpty(), told.Post.NullIfEmpty(),
            told.Person.NullIfEmpty(), told.Name?.En, told.Name?.Ur, told.Version > 0 ? told.Version : null, told.Detail.NullIfEmpty(), told.Via.NullIfEmpty(),
            told.ActedFor.NullIfEmpty(), told.Paper?.On, told.Paper?.Reference, told.Paper?.EnteredBy,
        ]);
    }
}
