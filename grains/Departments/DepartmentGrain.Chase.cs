namespace Directives.Grains;

/// <summary>The steps about deadlines: reminders, what is overdue, and who is told.</summary>
internal sealed partial class DepartmentGrain
{
    public async Task PassStep(DirectiveOrder order)
    {
        var here = Place;
        if (await FindEntry(order.Number) is null)
            return;
        var register = await RegisterOf(order.Number);
        var row = await entries.GetAsync(order.Number);
        var next = Chasing.Pass(row.State, here, register, order, time.GetLedgerTime());
        if (!ReferenceEquals(next, row.State))
            await row.WriteAsync(next);
    }
}
