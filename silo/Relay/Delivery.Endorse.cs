using System.Collections.Concurrent;
using Directives.Grains;

namespace Directives.Silo.Relay;

/// <summary>An order goes to a department together with the endorsements of the one that passes it on, as they stand.</summary>
internal sealed partial class Delivery
{
    private async Task<IReadOnlyDictionary<(string Directive, string Department), EndorsementsAbove>> EndorsementsAsync(
        Batch batch, CancellationToken cancellation)
    {
        var endorsements = new ConcurrentDictionary<(string Directive, string Department), EndorsementsAbove>();
        await InFlightAsync(
            batch.Endorsing,
            async (passing, _) =>
            {
                if (await grains.GetGrain<IDepartmentGrain>(passing.Department).GetEndorsements(passing.Directive) is { } above)
                    endorsements[passing] = above;
            },
            cancellation);
        return endorsements;
    }

    /// <summary>The order with what the department above has endorsed; as it is where it enters the hierarchy.</summary>
    /// <param name="asked">What departments have answered in this round.</param>
    private async ValueTask<DirectiveOrder> EndorsedAsync(
        DirectiveOrder order, DepartmentPlace place, ConcurrentDictionary<(string, string), Task<EndorsementsAbove?>> asked)
    {
        if (place.Parent is not { } parent || place.Id == order.Jurisdiction)
            return order;
        var above = await asked.GetOrAdd((order.Number, parent), _ => grains.GetGrain<IDepartmentGrain>(parent).GetEndorsements(order.Number));
        return order with { Endorsements = above };
    }
}
