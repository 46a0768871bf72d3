using Directives.Grains;

namespace Directives.Silo.Relay;

/// <summary>A directive that was issued or amended tells the decisions and directives that it names.</summary>
internal sealed partial class Delivery
{
    private async ValueTask LinkAsync(LinkingVersion version, CancellationToken cancellation)
    {
        var issued = await grains.GetGrain<IDirectiveGrain>(version.Directive).GetVersion(version.Version);
        foreach (var link in issued?.Draft.Lineage?.Links ?? [])
        {
            cancellation.ThrowIfCancellationRequested();
            var linked = new LinkedBy(
                link.Kind, version.Directive, version.Version, version.By, version.OperationId, link.Note, issued!.IssuedAt);
            if (link.Decision is { } decision)
                await grains.GetGrain<IDecisionGrain>(decision).Link(linked);
            else
                await grains.GetGrain<IDirectiveGrain>(link.Directive!).Follow(linked);
            Failpoint.Reach(Failpoint.RelayLinked);
        }
    }
}

/// <summary>A version whose links are to be told to those that they lead to.</summary>
internal readonly record struct LinkingVersion(string Directive, int Version, string By, string OperationId);
