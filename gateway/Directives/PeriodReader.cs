namespace Directives.Gateway;

/// <summary>The periods of a directive's duties with their counts.</summary>
internal sealed class PeriodReader(IClusterClient cluster)
{
    private const string PeriodList = "periods";

    /// <summary>The newest first.</summary>
    /// <param name="token">Of the page before; empty for the first.</param>
    /// <returns>The periods, and the token of the next page.</returns>
    /// <exception cref="RefusedException">InvalidArgument where the token is not of this list.</exception>
    public async Task<(IReadOnlyList<V1.DutyPeriod> Periods, string Next)> ListAsync(IssuedDirective issued, int size, string token)
    {
        var number = issued.Draft.Number;
        var lines = await cluster.GetGrain<IDirectiveGrain>(number).ListPeriods();
        var (page, next) = ListPage.Of(PeriodList, [.. lines.Reverse()], line => $"{line.Duty}/{line.Name}", token, size);
        return (await Task.WhenAll(page.Select(line => ReadAsync(line, number, issued.Draft.Jurisdiction))), next);
    }

    private async Task<V1.DutyPeriod> ReadAsync(PeriodLine line, string directive, string jurisdiction)
    {
        var number = DutyPeriods.NumberOf(directive, line.Duty, line.Name);
        var order = await cluster.GetGrain<IDirectiveGrain>(number).Get();
        var report = await cluster.GetGrain<IDepartmentGrain>(jurisdiction).GetTally(number);
        return line.ToWire(directive, order, report?.Tally);
    }
}
