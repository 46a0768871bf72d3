using Directives.Grains;
using Directives.Silo.Storage.Postgres;
using Directives.Silo.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Runtime.Hosting;

namespace Directives.Silo.Storage;

public static class StorageServices
{
    /// <summary>
    /// Adds the ledger and the grain storage named <see cref="LedgerStorage.Name"/>, as section <c>Storage</c> says
    /// (<see cref="StorageOptions"/>). The tables are made or brought up to date when the chain is taken.
    /// </summary>
    public static IServiceCollection AddLedgerStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StorageOptions>()
            .Bind(configuration.GetSection("Storage")).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(new ProductClock(TimeProvider.System));
        services.AddSingleton(OpenDatabase);
        services.AddSingleton<WriteQueue>();
        services.AddSingleton<ReadQueue>();
        services.AddSingleton<LedgerTail>();
        services.AddSingleton(provider => new ChainLease(
            provider.GetRequiredService<IOptions<StorageOptions>>(), provider.GetRequiredService<ProductClock>()));
        services.AddSingleton<LeaseKeeper>();
        services.AddSingleton<Committer>();
        services.AddSingleton<StorageMetrics>();
        services.AddSingleton<Ledger>();
        services.AddSingleton<LedgerVerifier>();
        services.AddSingleton<ILedger>(provider => provider.GetRequiredService<Ledger>());
        services.AddSingleton<IDueQueue>(provider => provider.GetRequiredService<Ledger>());
        services.AddSingleton<IRelayPositions>(provider => provider.GetRequiredService<Ledger>());
        services.AddGrainStorage(LedgerStorage.Name, (provider, _) => ActivatorUtilities.CreateInstance<LedgerGrainStorage>(provider));
        services.AddHostedService<LedgerService>();
        return services;
    }

    private static ILedgerDatabase OpenDatabase(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<StorageOptions>>().Value;
        return options.Provider is StorageProvider.Postgres
            ? new PostgresLedgerDatabase(options.ConnectionString!, options.Readers, provider.GetRequiredService<ProductClock>())
            : new SqliteLedgerDatabase(options.Path);
    }
}
