using Directives.Gateway.Web;

namespace Directives.Gateway;

/// <summary>
/// Follows the ledger, so that a department whose posts or service have changed is asked again. Who changes it here forgets
/// it before he answers; this is for what the relay or another gateway brings about.
/// </summary>
internal sealed partial class PlaceWatch(
    ILedger ledger, OrganogramVersion organogram, Headships headships, ProductClock time, ILogger<PlaceWatch> logger) : BackgroundService
{
    private const int PageSize = 1_000;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var position = ledger.Head;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ledger.WaitAsync(position, stoppingToken);
                foreach (var entry in await ledger.ReadAsync(position, PageSize, null, stoppingToken))
                {
                    position = entry.Position;
                    if (Changes(entry.Fact))
                        organogram.Forget(entry.GrainKey);
                    if (entry.Fact is ChargeAssumed or ChargeRelinquished)
                        headships.Change(entry.GrainKey);
                }
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

    private static bool Changes(Fact fact) => fact is ChargeAssumed or ChargeRelinquished or ActsDelegated or DelegationEnded or ServedAnew or ObligationsClosed or Endorsed or EndorsementReceived or Received { Version: > 1 };
}
