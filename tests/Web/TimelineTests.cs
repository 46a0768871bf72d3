using Directives.Gateway.Web;
using Act = Directives.Gateway.Web.DirectiveJournal.Act;

namespace Directives.Tests.Web;

public sealed class TimelineTests
{
    [Fact]
    public void Of_NoActs_IsEmpty()
    {
        var timeline = Timeline.Of([Line(10, Act.Other)]);
        Assert.Empty(timeline.Opened);
        Assert.Empty(timeline.Acknowledged);
        Assert.Empty(timeline.Declined);
    }

    [Fact]
    public void Of_Acts_CountsThemFromNothingUpwards()
    {
        var timeline = Timeline.Of([Line(10, Act.Opened), Line(11, Act.Acknowledged), Line(11, Act.Opened), Line(13, Act.Declined)]);
        Assert.Equal(1, timeline.Step);
        Assert.Equal(DirectiveJournal.Line.Epoch + 10, timeline.From);
        Assert.Equal([0, 1, 2, 2, 2], timeline.Opened);
        Assert.Equal([0, 0, 1, 1, 1], timeline.Acknowledged);
        Assert.Equal([0, 0, 0, 0, 1], timeline.Declined);
    }

    [Fact]
    public void Of_AcknowledgementAfterARefusal_TakesTheRefusalBack()
    {
        var timeline = Timeline.Of([Line(1, Act.Declined), Line(2, Act.AcknowledgedAfterDeclining)]);
        Assert.Equal([0, 1, 0], timeline.Declined);
        Assert.Equal([0, 0, 1], timeline.Acknowledged);
    }

    [Fact]
    public void Of_ANewVersion_BeginsAgainFromNothing()
    {
        var timeline = Timeline.Of(
            [Line(1, Act.Opened), Line(1, Act.Acknowledged), Line(2, Act.NotOpened), Line(2, Act.NotAcknowledged), Line(3, Act.Opened)]);
        Assert.Equal([0, 1, 0, 1], timeline.Opened);
        Assert.Equal([0, 1, 0, 0], timeline.Acknowledged);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(119)]
    [InlineData(7_200)]
    [InlineData(86_400 * 7)]
    [InlineData(86_400 * 365 * 5)]
    public void Of_ActsOverAnyTime_HasNoMoreStepsThanAChartShows(int seconds)
    {
        var timeline = Timeline.Of([Line(5, Act.Opened), Line(5 + (seconds / 2), Act.Opened), Line(5 + seconds, Act.Acknowledged)]);
        Assert.InRange(timeline.Opened.Length, 2, Timeline.MaxSteps);
        Assert.Equal(2, timeline.Opened[^1]);
        Assert.Equal(1, timeline.Acknowledged[^1]);
        Assert.Equal(0, timeline.Opened[0]);
    }

    private static DirectiveJournal.Line Line(int second, Act act) => new(0, 0, second, act);
}
