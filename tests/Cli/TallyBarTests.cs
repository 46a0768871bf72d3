using Directives.Cli.Views;
using Directives.V1;

namespace Directives.Tests.Cli;

public sealed class TallyBarTests
{
    [Theory]
    [InlineData(100, 100, 100, 0)]
    [InlineData(100, 0, 0, 0)]
    [InlineData(100_000, 3, 1, 1)]
    [InlineData(1, 1, 0, 1)]
    [InlineData(7, 6, 2, 2)]
    [InlineData(2_000_000_000, 2_000_000_000, 1_999_999_998, 1)]
    public void Parts_AnyTally_FillTheBarAndHideNothing(int served, int opened, int acknowledged, int declined)
    {
        var parts = TallyBar.Parts(new Tally { Served = served, Opened = opened, Acknowledged = acknowledged, Declined = declined });
        int[] counts = [acknowledged, declined, opened - acknowledged - declined, served - opened];
        Assert.Equal(TallyBar.Width, parts.Sum());
        Assert.Equal(counts.Select(count => count > 0), parts.Select(part => part > 0));
    }
}
