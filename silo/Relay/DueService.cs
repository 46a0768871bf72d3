using System.Collections.Concurrent;
using Directives.Grains;
using Directives.Silo.Clock;
using Directives.Silo.Storage;
using Microsoft.Extensions.Options;
using Orleans;

namespace Directives.Silo.Relay;

/// <summary>
/// Delivers what falls due and only then takes it off the list: after a stop of any length everything due is delivered
/// once. What is due for one grain is delivered in order; different grains are called at the same time, so many at a time
/// and no more.
/// </summary>
internal sealed partial class DueService(
    IDueQueue due, ILedger ledger, IGrainFactory grains, IRelayProgress relay, IOptions<RelayOptions> options, ProductClock time,
    ClockSteps steps, ILogger<DueService> logger) : BackgroundService
{
    private const int BatchSize = 1_024;

    /// <summary>Fewer than the relay's, so that what is due by the ten thousand leaves room for those who act meanwhile.</summary>
    private const int MaxCalls = 256;

    /// <summary>So late it notices that the machine's clock was set forward: its timers know nothing of that.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostDrift = TimeSpan.FromMilliseconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var seen = relay.Position;
                await DeliverAsync(await due.ReadAsync(time.GetUtcNow(), BatchSize, stoppingToken), stoppingToken);
                await WaitAsync(seen, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogRetrying(exception, RetryDelay);
                await Task.Delay(RetryDelay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>What could not be delivered stays on the list, and the rest is taken off it all the same.</summary>
    private async Task DeliverAsync(IReadOnlyList<DueRow> rows, CancellationToken cancellation)
    {
        if (rows.Count == 0)
            return;

        // Whoever has answered by now is not reminded: what he did is counted first.
        await relay.WaitAsync(ledger.Head, cancellation);
        var orders = new ConcurrentDictionary<string, Task<DirectiveOrder?>>(StringComparer.Ordinal);
        var failures = new ConcurrentQueue<Exception>();
        await Parallel.ForEachAsync(
            rows.GroupBy(row => (row.GrainType, row.GrainKey)),
            new ParallelOptions { MaxDegreeOfParallelism = Math.Min(options.Value.MaxInFlight, MaxCalls), CancellationToken = cancellation },
            async (grain, token) =>
            {
                try
                {
                    foreach (var row in grain)
                        await DeliverAsync(row, orders, token);
                }
                catch (Exception exception) when (!token.IsCancellationRequested)
                {
                    failures.Enqueue(exception);
                    return;
                }

                // Removals that wait together go in one transaction.
                await Task.WhenAll(grain.Select(row => due.RemoveAsync(row, token)));
            });
        if (failures.TryDequeue(out var first))
            throw first;
    }

    private async Task DeliverAsync(DueRow row, ConcurrentDictionary<string, Task<DirectiveOrder?>> orders, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        switch (row.GrainType)
        {
            case "directive":
                await grains.GetGrain<IDirectiveGrain>(row.GrainKey).PassDue(row.What, row.At);
                break;
            case "department" when row.What.StartsWith(Chasing.DuePrefix, StringComparison.Ordinal):
                var directive = row.What[Chasing.DuePrefix.Length..];
                var order = await orders.GetOrAdd(directive, number => grains.GetGrain<IDirectiveGrain>(number).GetOrder());
                if (order is not null && await grains.GetGrain<IDepartmentGrain>(row.GrainKey).PassStep(order) == row.At)
                    throw RefusedException.NotAllowedNow("NOT_DUE", $"{row.What} of {row.GrainKey} falls due at {row.At:O}: its clock is not there yet.");
                break;
            case "department":
                await grains.GetGrain<IDepartmentGrain>(row.GrainKey).PassDue(row.What, row.At);
                break;
            case "correspondence":
                await grains.GetGrain<ICorrespondenceGrain>(row.GrainKey).PassDue(row.What, row.At);
                break;
        }
    }

    /// <summary>Returns when the next row is due, or when there may be a new one.</summary>
    private async Task WaitAsync(LedgerPosition seen, CancellationToken cancellation)
    {
        var next = await due.NextAsync(cancellation) ?? DateTimeOffset.MaxValue;
        var stepped = steps.Next;
        var began = time.GetUtcNow();
        var wait = next - began;
        if (wait <= TimeSpan.Zero)
            return;

        using var woken = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var nextDue = Task.Delay(wait < LongestWait ? wait : LongestWait, time, woken.Token);
        // The chain is the ledger's: before the relay has begun, its position is in none.
        var newFact = relay.WaitAsync(new LedgerPosition(ledger.Head.Chain, seen.Number + 1), woken.Token);
        // Where the clock was set forward in between, the wait would last too long: it is reckoned again.
        if (time.GetUtcNow() - began < MostDrift)
            await Task.WhenAny(nextDue, newFact, stepped);
        await woken.CancelAsync();
        await Task.WhenAll(nextDue, newFact).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
