using System.Text.Json;
using Directives.Grains;

namespace Directives.Tests.Rules;

/// <summary>What many rows have in common is one object in memory once it has been read.</summary>
public sealed class RecurringTextTests
{
    private static readonly RosterPost Post = new(
        "section-officer-cabinet-1", new LocalText("Section Officer", "سیکشن آفیسر"), 17, "section-officer", "pms", null);

    [Fact]
    public void Read_SamePostTwice_SharesItsTexts()
    {
        var (first, second) = (ReadAnew(Post), ReadAnew(Post));

        Assert.Equal(Post, first);
        Assert.Same(first.Seat, second.Seat);
        Assert.Same(first.Cadre, second.Cadre);
        Assert.Same(first.ServiceGroup, second.ServiceGroup);
        Assert.Same(first.Designation, second.Designation);
    }

    [Fact]
    public void Read_SeatServedAndOnTheRoster_IsOneText()
    {
        var served = ReadAnew(new ServedPost(Post.Seat, AddresseeKind.Action, false));

        Assert.Same(ReadAnew(Post).Seat, served.Seat);
    }

    [Fact]
    public void Read_SameEnglishWithOtherUrdu_IsAnotherText()
    {
        var other = Post with { Designation = Post.Designation with { Ur = "افسر" } };

        Assert.Equal([Post, other, Post], (RosterPost[])[ReadAnew(Post), ReadAnew(other), ReadAnew(Post)]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"\\/\u0001\n")]
    [InlineData("دفتر 😀")]
    public void Read_AnyText_IsWhatWasWritten(string text)
    {
        var longest = string.Concat(Enumerable.Repeat(text, 200));
        var post = Post with { Seat = text, Cadre = longest, Designation = new LocalText(longest, text) };

        Assert.Equal(post, ReadAnew(post));
    }

    [Theory]
    [InlineData("""{"designation":"Section Officer"}""")]
    [InlineData("""{"designation":{"en":1}}""")]
    [InlineData("""{"seat":{}}""")]
    public void Read_NoText_IsRefused(string json)
    {
        var failure = Record.Exception(() => JsonSerializer.Deserialize(json, StateJson.Default.RosterPost));

        Assert.True(failure is JsonException or InvalidOperationException, $"{json} was read, or failed otherwise: {failure}");
    }

    [Fact]
    public void Read_MemberOfANewerForm_IsPassedOver()
    {
        var read = JsonSerializer.Deserialize("""{"designation":{"pa":{"x":[1]},"en":"Clerk","ur":"کلرک"}}""", StateJson.Default.RosterPost);

        Assert.Equal(new LocalText("Clerk", "کلرک"), read!.Designation);
    }

    private static RosterPost ReadAnew(RosterPost post) =>
        JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(post, StateJson.Default.RosterPost), StateJson.Default.RosterPost)!;

    private static ServedPost ReadAnew(ServedPost post) =>
        JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(post, StateJson.Default.ServedPost), StateJson.Default.ServedPost);
}
