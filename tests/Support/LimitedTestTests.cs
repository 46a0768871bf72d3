using Xunit.v3;

namespace Directives.Tests.Support;

public sealed class LimitedTestTests
{
    [Fact]
    public async Task Fact_Awaited_HasALimit()
    {
        await Task.Yield();
        AssertLimited();
    }

    [Theory, InlineData(1)]
    public async Task Theory_Awaited_HasALimit(int cases)
    {
        await Task.Yield();
        Assert.Equal(1, cases);
        AssertLimited();
    }

    private static void AssertLimited() =>
        Assert.True(System.Diagnostics.Debugger.IsAttached || TestContext.Current.Test is IXunitTest { Timeout: > 0 }, "This test could wait for ever.");
}
