using Directives.Grains;

namespace Directives.Silo.Storage;

/// <summary>Renews the lease where no commit has: by a transaction that writes nothing, so that it proves the same.</summary>
internal sealed class LeaseKeeper(ChainLease lease, WriteQueue queue, ProductClock time) : IDisposable
{
    private PeriodicTimer? timer;

    public void Start()
    {
        if (!lease.IsLimited)
            return;
        timer = new PeriodicTimer(lease.Renewal, time);
        _ = KeepAsync(timer);
    }

    public void Dispose() => timer?.Dispose();

    private async Task KeepAsync(PeriodicTimer ticks)
    {
        while (await ticks.WaitForNextTickAsync())
        {
            if (!lease.IsDue)
                continue;
            try
            {
                await queue.Add(new LeaseRenewal());
            }
            catch (Exception exception) when (exception is LedgerUnavailableException or RefusedException)
            {
                // The committer has said why. It renews the lease itself once it reaches the database again.
            }
        }
    }
}
