using Google.Protobuf.Collections;

namespace Directives.Cli.Commands;

/// <summary>Reads a list page by page.</summary>
internal static class Pages
{
    /// <summary>Gathers items until there are <paramref name="limit"/> or no more.</summary>
    /// <param name="fetch">Page size and page token to a page.</param>
    /// <param name="most">The largest page that the server gives.</param>
    /// <returns>The last page, holding the items of all; its next_page_token says whether there is more.</returns>
    public static async Task<TPage> GatherAsync<TPage, TItem>(
        int limit, int most, Func<int, string, Task<TPage>> fetch, Func<TPage, RepeatedField<TItem>> items, Func<TPage, string> next)
    {
        var gathered = new List<TItem>();
        var token = "";
        while (true)
        {
            var page = await fetch(Math.Min(most, limit - gathered.Count), token);
            gathered.AddRange(items(page));
            token = next(page);
            if (token.Length > 0 && gathered.Count < limit)
                continue;

            items(page).Clear();
            items(page).AddRange(gathered);
            return page;
        }
    }
}
