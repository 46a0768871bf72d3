using Directives.Grains;
using Directives.Silo.Relay;
using Directives.Silo.Storage;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Hosting;

namespace Directives.Silo;

/// <summary>Makes a host a silo: Orleans, the ledger's storage and the relay.</summary>
public static class SiloHosting
{
    /// <summary>
    /// Adds the silo. Without <c>Cluster:ConnectionString</c> it is the only one and needs nothing installed; with it,
    /// it joins the cluster whose membership is kept in that PostgreSQL database.
    /// </summary>
    public static IHostApplicationBuilder AddDirectivesSilo(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddLedgerStorage(builder.Configuration);
        builder.UseOrleans(silo =>
        {
            var cluster = builder.Configuration["Cluster:ConnectionString"];
            if (string.IsNullOrEmpty(cluster))
            {
                silo.UseLocalhostClustering();
            }
            else
            {
                silo.UseAdoNetClustering(options =>
                {
                    options.Invariant = "Npgsql";
                    options.ConnectionString = cluster;
                });
            }
        });
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
