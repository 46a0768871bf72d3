using Orleans.Configuration;

namespace Orleans.Configuration
{
    /// <summary>Where a cluster's membership is kept.</summary>
    public sealed class AdoNetClusteringSiloOptions
    {
        public string Invariant { get; set; } = "";

        public string ConnectionString { get; set; } = "";
    }
}

namespace Orleans.Hosting
{
    public static class AdoNetHostingExtensions
    {
        /// <exception cref="NotSupportedException">Always: this engine is one process.</exception>
        public static ISiloBuilder UseAdoNetClustering(
            this ISiloBuilder builder, Action<AdoNetClusteringSiloOptions> configureOptions) =>
            throw new NotSupportedException(
                "This build has the one-process engine, which does not cluster. Build with Engine=orleans, or leave the cluster's connection string out.");
    }
}
