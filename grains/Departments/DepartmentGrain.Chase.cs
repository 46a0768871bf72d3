namespace Directives.Grains;

/// <summary>The steps about deadlines: reminders, what is overdue, and who is told.</summary>
internal sealed partial class DepartmentGrain
{
    public async Task<DateTimeOffset?> PassStep(DirectiveOrder order)
    {
        var here = Place;
        if (await FindEntry(order.Number) is null)
            return null;
        var register = await RegisterOf(order.Number);
        var row = await entries.GetAsync(order.Number);
        var next = Chasing.Pass(row.State, here, register, order, time.GetLedgerTime());
        if (ReferenceEquals(next, row.State))
            return null;
        await row.WriteAsync(next);
        return next.Due.IsEmpty ? null : next.Due[0].At;
    }
}
