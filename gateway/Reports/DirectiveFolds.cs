namespace Directives.Gateway.Reports;

/// <summary>Folds the facts of directives, a page at a time; a few at a time, because each takes memory for its offices.</summary>
internal sealed class DirectiveFolds(ILedger ledger) : IDisposable
{
    private const int PageSize = 4_096;
    private const int MostAtOnce = 2;
    private readonly SemaphoreSlim places = new(MostAtOnce);

    /// <summary>Reads a directive's facts and hands the fold to <paramref name="read"/>; then it is let go.</summary>
    /// <param name="until">Facts that were recorded later are left out.</param>
    /// <param name="actual">What was given on paper counts from the date on the paper.</param>
    public async Task<T> ReadAsync<T>(
        string directive, DateTimeOffset until, bool actual, Func<DirectiveFold, Task<T>> read, CancellationToken cancellation)
    {
        await places.WaitAsync(cancellation);
        try
        {
            return await read(await FoldAsync(directive, until, actual, cancellation));
        }
        finally
        {
            places.Release();
        }
    }

    public void Dispose() => places.Dispose();

    /// <summary>
    /// Reads every fact that the ledger has now: one that was recorded before the moment may stand behind one that was
    /// recorded after it.
    /// </summary>
    private async Task<DirectiveFold> FoldAsync(string directive, DateTimeOffset until, bool actual, CancellationToken cancellation)
    {
        var fold = new DirectiveFold(until, actual);
        var head = ledger.Head;
        var after = head with { Number = 0 };
        while (true)
        {
            var page = await ledger.ReadAsync(after, PageSize, directive, cancellation);
            foreach (var entry in page)
            {
                if (entry.Position.Number <= head.Number)
                    fold.Add(entry);
            }

            if (page.Count < PageSize || page[^1].Position.Number >= head.Number)
                return fold;
            after = page[^1].Position;
        }
    }
}
