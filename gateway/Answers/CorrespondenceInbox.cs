using System.Globalization;

namespace Directives.Gateway;

/// <summary>The clarifications of every directive in the inbox of a post or a department, one directive after the other.</summary>
internal sealed class CorrespondenceInbox(IClusterClient cluster)
{
    private const string List = "clarifications-inbox";

    /// <summary>Directives that one page looks at; where these have no clarifications, the page is empty and goes on.</summary>
    private const int MaxDirectives = 100;

    public async Task<V1.ListClarificationsResponse> ListAsync(string viewer, bool openOnly, int size, string token)
    {
        var (before, from) = Decode(token);
        var page = new V1.ListClarificationsResponse();
        for (var looked = 0; ; looked++)
        {
            if (looked == MaxDirectives || page.Clarifications.Count == size)
            {
                page.NextPageToken = Encode(before, from);
                return page;
            }

            if (await NextAsync(viewer, before) is not { } next)
                return page;
            before = next.At;
            var query = new CorrespondenceQuery(viewer, openOnly, from, size - page.Clarifications.Count);
            var found = await cluster.GetGrain<ICorrespondenceGrain>(next.Directive).ListClarifications(query);
            page.Clarifications.Add(found.Clarifications.Select(AnswerMapping.ToWire));
            if (found.Next > 0)
                from = found.Next;
            else if (next.Before > 0)
                (before, from) = (next.Before, 0);
            else
                return page;
        }
    }

    /// <returns>
    /// The next directive of the inbox, where it is found again whatever is served meanwhile, and where the one after it is looked
    /// for, 0 for nowhere; null where there is none.
    /// </returns>
    private async Task<(string Directive, int At, int Before)?> NextAsync(string viewer, int before)
    {
        if (PostId.TryParse(viewer, out _, out _))
        {
            var records = await cluster.GetGrain<IOfficerGrain>(viewer).ListRecords(before, 1);
            return records.Records is [var record] ? (record.Directive, Math.Max(records.Next, 1) + 1, records.Next) : null;
        }

        var lines = await cluster.GetGrain<IDepartmentGrain>(viewer).ListDiary(before, 1);
        return lines is [var line] ? (line.Entry.Directive, line.Index + 1, line.Index > 1 ? line.Index : 0) : null;
    }

    private static string Encode(int before, int from) =>
        PageToken.Encode(List, before.ToString(CultureInfo.InvariantCulture), from.ToString(CultureInfo.InvariantCulture));

    private static (int Before, int From) Decode(string token) =>
        PageToken.Decode(List, 2, token) is not [var before, var from] ? (0, 0)
        : int.TryParse(before, NumberStyles.None, null, out var index) && int.TryParse(from, NumberStyles.None, null, out var question) ? (index, question)
        : throw PageToken.Unknown();
}
