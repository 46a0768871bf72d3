using Directives.Grains;
using Directives.Silo.Storage;
using Orleans;

namespace Directives.Silo.Relay;

/// <summary>
/// Delivers what falls due, in order, and only then takes it off the list: after a stop of any length everything due is
/// delivered once.
/// </summary>
internal sealed partial class DueService(
    IDueQueue due, IGrainFactory grains, IRelayProgress relay, TimeProvider time, ILogger<DueService> logger) : BackgroundService
{
    private const int BatchSize = 256;
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var seen = relay.Position;
                foreach (var row in await due.ReadAsync(time.GetUtcNow(), BatchSize, stoppingToken))
                    await DeliverAsync(row, stoppingToken);
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

    private async Task DeliverAsync(DueRow row, CancellationToken cancellation)
    {
        switch (row.GrainType)
        {
            case "directive":
                var deadline = row.What == DirectiveRules.AcknowledgeDue ? DeadlineKind.Acknowledge : DeadlineKind.Comply;
                await grains.GetGrain<IDirectiveGrain>(row.GrainKey).PassDeadline(deadline, row.At);
                break;
            case "department":
                await grains.GetGrain<IDepartmentGrain>(row.GrainKey).PassDue(row.What, row.At);
                break;
            case "correspondence":
                await grains.GetGrain<ICorrespondenceGrain>(row.GrainKey).PassDue(row.What, row.At);
                break;
        }

        await due.RemoveAsync(row, cancellation);
    }

    /// <summary>Returns when the next row is due, or when there may be a new one.</summary>
    private async Task WaitAsync(LedgerPosition seen, CancellationToken cancellation)
    {
        var next = await due.NextAsync(cancellation) ?? DateTimeOffset.MaxValue;
        var wait = next - time.GetUtcNow();
        if (wait <= TimeSpan.Zero)
            return;

        using var woken = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var nextDue = Task.Delay(wait < LongestWait ? wait : LongestWait, time, woken.Token);
        var newFact = relay.WaitAsync(seen with { Number = seen.Number + 1 }, woken.Token);
        // A clock that was set forward in between would have the wait begin anew from there.
        if (time.GetUtcNow() < next)
            await Task.WhenAny(nextDue, newFact);
        await woken.CancelAsync();
        await Task.WhenAll(nextDue, newFact).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
