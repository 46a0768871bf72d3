using Directives.Grains;

namespace Directives.Tests.Rules;

/// <summary>Post ids and ledger positions as they come from outside.</summary>
public sealed class IdentifierTests
{
    [Theory]
    [InlineData("sgad/so-1", "sgad", "so-1")]
    [InlineData("a/b", "a", "b")]
    public void PostId_OfDepartmentAndSeat_GivesBothBack(string post, string department, string seat)
    {
        Assert.True(PostId.TryParse(post, out var foundDepartment, out var foundSeat));
        Assert.Equal((department, seat), (foundDepartment, foundSeat));
        Assert.Equal(post, PostId.Of(department, seat));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("sgad")]
    [InlineData("/so-1")]
    [InlineData("sgad/")]
    [InlineData("sgad/so/1")]
    [InlineData("sgad//so")]
    [InlineData("//")]
    public void PostId_ThatIsNone_IsRefused(string post)
    {
        Assert.False(PostId.TryParse(post, out var department, out var seat));
        Assert.Equal(("", ""), (department, seat));
    }

    [Theory]
    [InlineData("1.0", 1, 0)]
    [InlineData("1.42", 1, 42)]
    [InlineData("2147483647.9223372036854775807", int.MaxValue, long.MaxValue)]
    public void LedgerPosition_AsItIsWritten_IsRead(string text, int chain, long number)
    {
        Assert.True(LedgerPosition.TryParse(text, out var position));
        Assert.Equal(new LedgerPosition(chain, number), position);
        Assert.Equal(text, position.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("1")]
    [InlineData("1.")]
    [InlineData(".1")]
    [InlineData("1.1.1")]
    [InlineData("-1.1")]
    [InlineData("1.-1")]
    [InlineData("+1.1")]
    [InlineData(" 1.1")]
    [InlineData("1.1 ")]
    [InlineData("1,1")]
    [InlineData("1.1e3")]
    [InlineData("0x1.1")]
    [InlineData("2147483648.1")]
    [InlineData("1.9223372036854775808")]
    [InlineData("۱.۲")]
    [InlineData("1.1\0")]
    [InlineData("1\0.1")]
    public void LedgerPosition_ThatIsNone_IsRefused(string? text)
    {
        Assert.False(LedgerPosition.TryParse(text, out var position));
        Assert.Equal(default, position);
    }

    [Fact]
    public void LedgerPosition_OfAnyLength_IsRefused()
    {
        Assert.False(LedgerPosition.TryParse(new string('1', 100_000), out _));
        Assert.False(LedgerPosition.TryParse("1." + new string('9', 100_000), out _));
    }
}
