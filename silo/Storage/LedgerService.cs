namespace Directives.Silo.Storage;

/// <summary>Opens the storage before anything else of the host starts, and closes it after everything else has stopped.</summary>
internal sealed class LedgerService(
    Committer committer, LeaseKeeper keeper, ReadQueue reads, ChainLease lease, IHostApplicationLifetime lifetime) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        lease.Lost.Register(lifetime.StopApplication);
        await committer.StartAsync(cancellationToken);
        keeper.Start();
        reads.Start();
    }

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        keeper.Dispose();
        committer.Stop();
        reads.Stop();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
