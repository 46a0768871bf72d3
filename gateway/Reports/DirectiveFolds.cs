using System.Threading.RateLimiting;

namespace Directives.Gateway.Reports;

/// <summary>Folds the facts of directives, a page at a time; a few at a time, because each takes memory for its offices.</summary>
internal sealed class DirectiveFolds(ILedger ledger) : IDisposable
{
    private const int PageSize = 4_096;
    private const int MostAtOnce = 2;
    private const int MostWaiting = 32;
    private readonly ConcurrencyLimiter places = Places(), readersPlaces = Places();

    /// <summary>Reads a directive's facts and hands the fold to <paramref name="read"/>; then it is let go.</summary>
    /// <param name="until">Facts that were recorded later are left out.</param>
    /// <param name="actual">What was given on paper counts from the date on the paper.</param>
    /// <exception cref="RefusedException">Exhausted: too many wait for one already.</exception>
    public Task<T> ReadAsync<T>(
        string directive, DateTimeOffset until, bool actual, Func<DirectiveFold, Task<T>> read, CancellationToken cancellation) =>
        InPlaceAsync(places, async () => await read(await FoldAsync(directive, until, actual, cancellation)), cancellation);

    /// <summary>The same for what is told while it is read: whoever takes his time over it holds up only others who do.</summary>
    /// <inheritdoc cref="ReadAsync"/>
    public Task<T> TellAsync<T>(string directive, Func<DirectiveFold, Task<T>> read, CancellationToken cancellation) =>
        InPlaceAsync(readersPlaces, async () => await read(await FoldAsync(directive, DateTimeOffset.MaxValue, false, cancellation)), cancellation);

    /// <summary>For who reads the facts of a directive without a fold.</summary>
    /// <inheritdoc cref="ReadAsync"/>
    public Task<T> InPlaceAsync<T>(Func<Task<T>> read, CancellationToken cancellation) => InPlaceAsync(places, read, cancellation);

    public void Dispose()
    {
        places.Dispose();
        readersPlaces.Dispose();
    }

    private static ConcurrencyLimiter Places() => new(new() { PermitLimit = MostAtOnce, QueueLimit = MostWaiting });

    private static async Task<T> InPlaceAsync<T>(ConcurrencyLimiter among, Func<Task<T>> read, CancellationToken cancellation)
    {
        using var place = await among.AcquireAsync(1, cancellation);
        return place.IsAcquired
            ? await read()
            : throw new RefusedException(Refusal.Exhausted, "BUSY", $"{MostWaiting} others wait for the ledger to be read already. Try again later.");
    }

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
