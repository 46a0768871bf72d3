using System.Globalization;
using Directives.Gateway.Reports;

namespace Directives.Gateway;

internal sealed class OversightService(
    IClusterClient cluster, ILedger ledger, ComplianceReader compliance, PastCompliance past, PastRecords pastRecords, DirectiveFeed feed, StreamEnds ends, ProductClock time)
    : V1.OversightService.OversightServiceBase
{
    private const string Unacknowledged = "unacknowledged";
    private const string DirectiveHistory = "directive-history";
    private const string OfficerHistory = "officer-history";
    private const int UsualPageSize = 100;

    public override Task<V1.Compliance> GetCompliance(V1.GetComplianceRequest request, ServerCallContext context) =>
        request.AsOf is null
            ? compliance.GetAsync(request.Directive, request.Department)
            : past.GetAsync(request.Directive, request.Department, request.AsOf.ToDateTimeOffset(), request.Clock is V1.Clock.Actual, context.CancellationToken);

    public override async Task<V1.ListUnacknowledgedResponse> ListUnacknowledged(V1.ListUnacknowledgedRequest request, ServerCallContext context)
    {
        var issued = await GetIssued(request.Directive);
        var root = request.Department.Length == 0 ? issued.Draft.Jurisdiction : request.Department;
        await compliance.GetAsync(issued, root);
        var after = PageToken.Decode(Unacknowledged, 1, request.PageToken) is [var post] ? post : null;
        var list = new UnacknowledgedList(
            cluster, request.Directive, DeadlineView.Of(issued, time.GetUtcNow()), request.PageSize.OrUsual(UsualPageSize));
        await list.FillAsync(root, after);
        return new V1.ListUnacknowledgedResponse
        {
            Posts = { list.Posts },
            NextPageToken = list.Last is null ? "" : PageToken.Encode(Unacknowledged, list.Last),
        };
    }

    public override async Task Watch(V1.WatchRequest request, IServerStreamWriter<V1.WatchResponse> responseStream, ServerCallContext context)
    {
        using var end = ends.Of(context.GetCaller(), context.CancellationToken);
        try
        {
            await foreach (var update in feed.WatchAsync(request.Directive, request.Department, request.After, end.Token))
                await end.TakenAsync(responseStream.WriteAsync(ToWire(update), end.Token));
        }
        catch (OperationCanceledException) when (end.Refusal is { } refusal)
        {
            throw refusal;
        }
    }

    public override async Task<V1.ListHistoryResponse> ListDirectiveHistory(V1.ListDirectiveHistoryRequest request, ServerCallContext context)
    {
        await GetIssued(request.Directive);
        var size = request.PageSize.OrUsual(UsualPageSize);
        var after = new LedgerPosition(ledger.Head.Chain, 0);
        if (PageToken.Decode(DirectiveHistory, 1, request.PageToken) is [var text]
            && (!LedgerPosition.TryParse(text, out after) || after.Chain != ledger.Head.Chain))
        {
            throw PageToken.Unknown();
        }

        var page = new EventPage(size);
        var entries = await ledger.ReadAsync(after, size, request.Directive, context.CancellationToken);
        foreach (var entry in entries.TakeWhile(_ => !page.IsFull))
        {
            page.Add(entry.ToEvent());
            after = entry.Position;
        }

        if (page.IsFull)
            page.Response.NextPageToken = PageToken.Encode(DirectiveHistory, after.ToString());
        return page.Response;
    }

    public override async Task<V1.ListHistoryResponse> ListOfficerHistory(V1.ListOfficerHistoryRequest request, ServerCallContext context)
    {
        var size = request.PageSize.OrUsual(UsualPageSize);
        var (before, skip) = DecodeOfficerHistory(request.PageToken);
        var until = request.AsOf?.ToDateTimeOffset();
        if (until is { } moment)
            PastCompliance.CheckPast(moment, time);
        var officer = cluster.GetGrain<IOfficerGrain>(request.Post);
        if (until is not null)
            await officer.GetPost();
        var page = new EventPage(size);
        while (true)
        {
            var (events, next) = until is { } then
                ? await pastRecords.NextAsync(request.Post, before, then, context.CancellationToken)
                : await NextAsync(officer, before);
            foreach (var item in events.Skip(skip))
            {
                if (page.IsFull)
                {
                    // By the record's own index, whatever is served meanwhile: the last has none after it.
                    page.Response.NextPageToken = PageToken.Encode(OfficerHistory, Text(Math.Max(next, 1) + 1), Text(skip));
                    return page.Response;
                }

                page.Add(item);
                skip++;
            }

            (before, skip) = (next, 0);
            if (before == 0)
                return page.Response;
        }
    }

    private static async Task<(IReadOnlyList<V1.Event> Events, int Next)> NextAsync(IOfficerGrain officer, int before)
    {
        var records = await officer.ListRecords(before, 1);
        return ([.. records.Records.SelectMany(record => record.ToEvents())], records.Next);
    }

    private async Task<IssuedDirective> GetIssued(string directive) =>
        await cluster.GetGrain<IDirectiveGrain>(directive).Get() ?? throw RefusedException.NotFound($"directive {directive}");

    private static V1.WatchResponse ToWire(WatchUpdate update) => new()
    {
        Position = update.Position.ToString(),
        Events = { update.Events },
        Compliance = update.Compliance,
    };

    private static (int Before, int Skip) DecodeOfficerHistory(string token) =>
        PageToken.Decode(OfficerHistory, 2, token) is not [var before, var skip] ? (0, 0)
        : int.TryParse(before, NumberStyles.None, null, out var index) && int.TryParse(skip, NumberStyles.None, null, out var done) ? (index, done)
        : throw PageToken.Unknown();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
