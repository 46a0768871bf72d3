namespace Directives.Gateway;

/// <summary>A page of a list that is in memory.</summary>
internal static class ListPage
{
    /// <summary>The items after the one that a page token names, and the token of the page after them.</summary>
    /// <exception cref="RefusedException">InvalidArgument where the token is not of this list.</exception>
    public static (ImmutableArray<T> Items, string Next) Of<T>(string list, ImmutableArray<T> all, Func<T, string> name, string token, int size)
    {
        var start = 0;
        if (PageToken.Decode(list, 1, token) is [var after])
        {
            while (start < all.Length && name(all[start]) != after)
                start++;
            if (start == all.Length)
                throw PageToken.Unknown();
            start++;
        }

        var end = Math.Min(start + size, all.Length);
        return (all[start..end], end < all.Length ? PageToken.Encode(list, name(all[end - 1])) : "");
    }
}
