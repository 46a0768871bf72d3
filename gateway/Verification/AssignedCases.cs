using System.Globalization;

namespace Directives.Gateway;

/// <summary>What is assigned to a verifier under every directive, one after the other, the one that was issued last first.</summary>
internal sealed class AssignedCases(IClusterClient cluster)
{
    private const string List = "assigned-everywhere";

    /// <summary>Directives that one page looks at; where nothing is assigned under these, the page is empty and goes on.</summary>
    private const int MaxDirectives = 100;

    public async Task<V1.ListCasesResponse> ListAsync(string verifier, int size, string token)
    {
        var directives = await cluster.GetGrain<IDirectiveListGrain>(IDirectiveListGrain.Key).List();
        var (index, after) = Decode(token, directives);
        var page = new V1.ListCasesResponse();
        for (var looked = 0; index < directives.Length; looked++)
        {
            if (looked == MaxDirectives || page.Cases.Count == size)
            {
                page.NextPageToken = PageToken.Encode(List, directives[index].Number, after.ToString(CultureInfo.InvariantCulture));
                break;
            }

            var asked = size - page.Cases.Count;
            var cases = await cluster.GetGrain<IVerificationGrain>(directives[index].Number).ListAssigned(verifier, after, asked);
            page.Cases.Add(cases.Select(item => item.ToWire(directives[index].Number)));
            (index, after) = cases.Length < asked ? (index + 1, 0) : (index, after + cases.Length);
        }

        return page;
    }

    private static (int Index, int After) Decode(string token, ImmutableArray<DirectiveLine> directives)
    {
        if (PageToken.Decode(List, 2, token) is not [var directive, var after])
            return (0, 0);
        var index = directives.Select(line => line.Number).ToList().IndexOf(directive);
        return index >= 0 && int.TryParse(after, NumberStyles.None, null, out var seen) ? (index, seen) : throw PageToken.Unknown();
    }
}
