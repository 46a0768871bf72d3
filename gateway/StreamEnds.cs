using Directives.Silo.Storage;

namespace Directives.Gateway;

/// <summary>What ends the streams of this process, whoever reads them.</summary>
internal sealed class StreamEnds(ChainLease lease, GatewayOptions options, IHostApplicationLifetime lifetime, ProductClock time)
{
    /// <param name="left">When the caller has left.</param>
    public StreamEnd Of(Caller caller, CancellationToken left) => new(caller, options.ReaderPatience, lease, lifetime, time, left);
}
