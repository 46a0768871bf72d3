using Directives.Grains;
using Directives.Silo.Clock;
using Directives.Silo.Relay;
using Directives.Silo.Storage;
using Orleans.Hosting;

namespace Directives.Silo;

/// <summary>Makes a host a silo: Orleans, the ledger's storage and the relay.</summary>
public static class SiloHosting
{
    /// <summary>Adds the silo. It is the only one of its database, and needs nothing installed.</summary>
    public static IHostApplicationBuilder AddDirectivesSilo(this IHostApplicationBuilder builder)
    {
        Failpoint.Check();
        builder.AddClock();
        builder.Services.AddLedgerStorage(builder.Configuration);
        builder.UseOrleans(silo => silo.UseLocalhostClustering());
        builder.AddRelay();
        return builder;
    }

    private static void AddRelay(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<RelayOptions>()
            .BindConfiguration("Relay").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<RelayProgress>();
        builder.Services.AddSingleton<IRelayProgress>(services => services.GetRequiredService<RelayProgress>());
        builder.Services.AddSingleton<Delivery>();
        builder.Services.AddHostedService<RelayService>();
        builder.Services.AddHostedService<DueService>();
    }
}
