using Directives.Grains;

namespace Directives.Silo.Relay;

/// <summary>Recurring duties: the periods that a directive has opened become orders, and go out of force with it.</summary>
internal sealed partial class Delivery
{
    private async ValueTask OpenAsync((string Directive, string Duty, string Name) period, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var parent = grains.GetGrain<IDirectiveGrain>(period.Directive);
        if (await parent.GetPeriod(period.Duty, period.Name) is not { Closing: null } order)
            return;

        var opened = grains.GetGrain<IDirectiveGrain>(order.Issued.Draft.Number);
        await opened.OpenPeriod(order);
        // Its directive may have gone out of force meanwhile, and whoever was to close it have found nothing yet.
        if (await parent.GetPeriod(period.Duty, period.Name) is { Closing: { } closing })
            await opened.ClosePeriod(closing);
    }

    private async ValueTask ClosePeriodsAsync((string Directive, int Revision) change, CancellationToken cancellation)
    {
        foreach (var closed in await grains.GetGrain<IDirectiveGrain>(change.Directive).ListPeriodClosings(change.Revision))
        {
            cancellation.ThrowIfCancellationRequested();
            await grains.GetGrain<IDirectiveGrain>(closed.Number).ClosePeriod(closed.Closing);
        }
    }
}
