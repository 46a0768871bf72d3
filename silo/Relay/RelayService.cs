using Directives.Grains;
using Directives.Silo.Storage;
using Microsoft.Extensions.Options;

namespace Directives.Silo.Relay;

/// <summary>
/// Reads the ledger onward from a stored position and brings about what follows from each fact. A batch that was
/// interrupted is delivered again; every receiver takes a repeat for what it is.
/// </summary>
internal sealed partial class RelayService(
    ILedger ledger,
    IRelayPositions positions,
    Delivery delivery,
    RelayProgress progress,
    IOptions<RelayOptions> options,
    TimeProvider time,
    ILogger<RelayService> logger) : BackgroundService
{
    private const string Name = "relay";
    private static readonly TimeSpan LongestRetryDelay = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var chain = ledger.Head.Chain;
        progress.Advance(new LedgerPosition(chain, await positions.LoadAsync(chain, Name, stoppingToken)));
        LogStarted(progress.Position, ledger.Head);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ledger.WaitAsync(progress.Position, stoppingToken);
                await DeliverNextAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task DeliverNextAsync(CancellationToken stopping)
    {
        var entries = await RetryAsync(
            () => ledger.ReadAsync(progress.Position, options.Value.BatchSize, null, stopping), stopping);
        if (entries.Count == 0)
            return;

        Failpoint.Reach(Failpoint.RelayRead);
        await RetryAsync(
            async () =>
            {
                await delivery.DeliverAsync(entries, stopping);
                return 0;
            },
            stopping);
        Failpoint.Reach(Failpoint.RelayDelivered);
        var last = entries[^1].Position;
        progress.Advance(last);
        await RetryAsync(
            async () =>
            {
                await positions.SaveAsync(last.Chain, Name, last.Number, stopping);
                return 0;
            },
            stopping);
        Failpoint.Reach(Failpoint.RelayStored);
    }

    /// <summary>Tries until it succeeds: a fact that cannot be delivered now holds up those after it, and is never passed over.</summary>
    private async Task<T> RetryAsync<T>(Func<Task<T>> step, CancellationToken stopping)
    {
        for (var delay = options.Value.RetryDelay; ; delay = delay * 2 < LongestRetryDelay ? delay * 2 : LongestRetryDelay)
        {
            try
            {
                return await step();
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                LogRetrying(exception, progress.Position, delay);
                await Task.Delay(delay, time, stopping);
            }
        }
    }
}
