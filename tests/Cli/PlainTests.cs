using Directives.Cli;

namespace Directives.Tests.Cli;

public sealed class PlainTests
{
    [Theory]
    [InlineData("a\u001b[31mb", "a\uFFFD[31mb")]
    [InlineData("a\r\nb\tc", "a b c")]
    [InlineData("\u0007\u009B0", "\uFFFD\uFFFD0")]
    [InlineData("اردو", "اردو")]
    public void Line_TextOfOthers_HasNoControlCharacters(string text, string expected) => Assert.Equal(expected, Plain.Line(text));

    [Fact]
    public void Text_TextOfOthers_KeepsLinesAndTabs() => Assert.Equal("a\n\tb\uFFFD", Plain.Text("a\r\n\tb\u001b"));
}
