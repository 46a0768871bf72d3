using System.Collections.Concurrent;
using System.Collections.Immutable;
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
            if (part + 1 < imported.Parts)
                await registry.Establish(imported.Version, part + 1);
        }

        await FollowAsync(imported, registry, cancellation);
        await registry.Establish(imported.Version, imported.Parts);
    }

    /// <summary>What is in force goes where the organogram has its addressees now, and every department that is another follows it.</summary>
    private async Task FollowAsync(RegistryImported imported, IRegistryGrain registry, CancellationToken cancellation)
    {
        var orders = await RerouteAsync(imported.Version, cancellation);
        for (var part = 0; !orders.IsEmpty && part < imported.Parts; part++)
        {
            var reports = new ConcurrentDictionary<(string Directive, string Department), TallyReport>();
            var asked = new ConcurrentDictionary<(string, string), Task<EndorsementsAbove?>>();
            await InFlightAsync(
                await registry.GetPart(imported.Version, part),
                async (place, token) =>
                {
                    if (await grains.GetGrain<IDepartmentGrain>(place.Id).Establish(place))
                        await FollowAsync(place, orders, asked, reports, token);
                },
                cancellation);
            await ClimbAsync(reports, cancellation);
        }
    }

    /// <summary>A department that is new, or another one than before, receives what is in force as it stands now.</summary>
    private async ValueTask FollowAsync(
        DepartmentPlace place, ImmutableArray<DirectiveOrder> orders, ConcurrentDictionary<(string, string), Task<EndorsementsAbove?>> asked,
        ConcurrentDictionary<(string, string), TallyReport> reports, CancellationToken cancellation)
    {
        foreach (var order in orders)
        {
            if (Audience.Reaches(order, place.Path.AsSpan())
                || await grains.GetGrain<IDepartmentGrain>(place.Id).GetDiaryEntry(order.Number) is not null)
            {
                await ReceiveAsync(await EndorsedAsync(order, place, asked), place.Id, reports, cancellation);
            }
        }
    }

    /// <returns>What is in force, in the order of its issue: so it is entered in the diary of a department that is new.</returns>
    private async Task<ImmutableArray<DirectiveOrder>> RerouteAsync(long version, CancellationToken cancellation)
    {
        var orders = ImmutableArray.CreateBuilder<DirectiveOrder>();
        foreach (var line in (await grains.GetGrain<IDirectiveListGrain>(IDirectiveListGrain.Key).List()).Reverse())
        {
            cancellation.ThrowIfCancellationRequested();
            var directive = grains.GetGrain<IDirectiveGrain>(line.Number);
            if (await directive.Reroute(version) is not { } order)
                continue;
            orders.Add(order);
            foreach (var period in await directive.ListOpenPeriods())
            {
                if (await grains.GetGrain<IDirectiveGrain>(period).Reroute(version) is { } open)
                    orders.Add(open);
            }
        }

        return orders.ToImmutable();
    }
}
