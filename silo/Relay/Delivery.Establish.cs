using Directives.Grains;

namespace Directives.Silo.Relay;

/// <summary>An import of the organogram: every department takes its place, part after part.</summary>
internal sealed partial class Delivery
{
    private async Task EstablishAsync(RegistryImported imported, CancellationToken cancellation)
    {
        var registry = grains.GetGrain<IRegistryGrain>(IRegistryGrain.Key);
        var status = await registry.GetStatus();
        if (status.Version >= imported.Version)
            return;

        for (var part = status.EstablishedParts; part < imported.Parts; part++)
        {
            var places = await registry.GetPart(imported.Version, part);
            await InFlightAsync(
                places,
                async (place, _) =>
                {
                    await grains.GetGrain<IDepartmentGrain>(place.Id).Establish(place);
                    Failpoint.Reach(Failpoint.DepartmentEstablished);
                },
                cancellation);
            Failpoint.Reach(Failpoint.PartEstablished);
            await registry.Establish(imported.Version, part + 1);
        }
    }
}
