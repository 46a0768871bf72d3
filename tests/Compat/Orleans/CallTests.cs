namespace Directives.Tests.Compat.Silo;

public sealed class CallTests
{
    [Fact]
    public async Task Call_OfEachReturnKind_GivesItsResult()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Grains.GetGrain<ICounterGrain>("a");

        Assert.Equal(3, await grain.Add(3));
        Assert.Equal(3, await grain.Get());
        Assert.Equal(3, await grain.Peek());
        Assert.Equal("a", await grain.Key());
        await grain.DeactivateSoon();
        Assert.Equal(0, await grain.Get());
    }

    [Fact]
    public async Task Call_ThatThrows_GivesTheCallerTheSameException()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Grains.GetGrain<ICounterGrain>("a");

        var thrown = await Assert.ThrowsAsync<InvalidDataException>(grain.Fail);

        Assert.Equal("as asked", thrown.Message);
        Assert.Contains(nameof(CounterGrain), thrown.StackTrace, StringComparison.Ordinal);
    }
}
