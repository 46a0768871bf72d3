using Directives.Grains;
using static Directives.Tests.Rules.Given;

namespace Directives.Tests.Rules;

/// <summary>Exemptions: requested, decided, and over by themselves.</summary>
public sealed class ExemptionRulesTests
{
    private const string Number = "1/2020";
    private static readonly DateOnly Today = new(2020, 2, 14);

    /// <summary>Midnight in Pakistan, five hours before it is in Greenwich.</summary>
    private static readonly DateTimeOffset EndOfFebruary = new(2020, 2, 29, 19, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Request_New_WaitsForTheIssuer()
    {
        var change = Request(new(), new());

        Assert.Equal(
            new ExemptionRequested(1, "law", "p-3", null, "Moving", new(2020, 3, 31), "op-1") { Directive = Number, At = Now }, change.Fact);
        Assert.Equal((1, 1, 0), (change.Index.Exemptions, change.Asker.Pending, change.Asker.InForce));
        Assert.Equal([1], change.Index.Pending);
        Assert.Equal(ExemptionStatus.Requested, change.Exemptions.Single().Exemption!.Status);
    }

    [Fact]
    public void Request_WhileOneWaits_IsRefused()
    {
        var change = Request(new(), new());

        Refused(() => Request(change.Index, change.Asker), Refusal.NotAllowedNow, "ALREADY_REQUESTED");
    }

    [Fact]
    public void Request_MoreThanMayBe_IsRefused()
    {
        Refused(
            () => Request(new(), new() { Exemptions = [.. Enumerable.Range(1, CorrespondenceRules.MaxRequestsOfOne)] }),
            Refusal.NotAllowedNow, "TOO_MANY_REQUESTS");
        Refused(
            () => Request(new() { Pending = [.. Enumerable.Range(1, CorrespondenceRules.MaxOpen)] }, new()), Refusal.NotAllowedNow, "ISSUER_BUSY");
    }

    [Theory, InlineData(-1), InlineData(CorrespondenceRules.MaxDays + 1)]
    public void Request_DayThatCannotBe_NamesIt(int days) => Assert.Equal(
        "until",
        Refused(() => Request(new(), new(), Today.AddDays(days)), Refusal.InvalidArgument, "INVALID_FIELDS").Violations.Single().Field);

    [Theory, InlineData(0), InlineData(CorrespondenceRules.MaxDays)]
    public void Request_FirstAndLastDayThatCanBe_AreTaken(int days) => Request(new(), new(), Today.AddDays(days));

    [Fact]
    public void Decide_Granted_EndsWithTheDayInPakistan()
    {
        var granted = Decide(Request(new(), new()), new(2020, 2, 29));

        Assert.Equal(
            new ExemptionGranted(1, 1, "law", "p-2", new(2020, 2, 29), EndOfFebruary, null, "op-2") { Directive = Number, At = Now }, granted.Fact);
        Assert.Equal(new DueEntry(EndOfFebruary, "exemption/1"), granted.Index.Due.Single());
        Assert.Equal((0, 1, 1), (granted.Asker.Pending, granted.Asker.InForce, granted.Asker.Sequence));
        Assert.Empty(granted.Index.Pending);
        Assert.Equal(1, CorrespondenceRules.ExemptionOf("exemption/1"));
        Assert.Null(CorrespondenceRules.ExemptionOf("acknowledge"));
    }

    [Fact]
    public void Decide_Refused_SaysWhy()
    {
        var refused = Decide(Request(new(), new()), null);

        Assert.Equal(new ExemptionRefused(1, "law", "p-2", "No ground", "op-2") { Directive = Number, At = Now }, refused.Fact);
        Assert.Equal((0, 0, 0), (refused.Asker.Pending, refused.Asker.InForce, refused.Asker.Sequence));
        Assert.Empty(refused.Index.Due);
        Assert.Equal(ExemptionStatus.Refused, refused.Exemptions.Single().Exemption!.Status);
    }

    [Fact]
    public void Decide_Twice_IsRefused()
    {
        foreach (var until in new DateOnly?[] { new(2020, 2, 29), null })
        {
            var decided = Decide(Request(new(), new()), until);
            Refused(() => Decide(decided, new(2020, 2, 29)), Refusal.NotAllowedNow, "ALREADY_DECIDED");
        }
    }

    [Fact]
    public void Expire_AtItsTime_EndsOnce()
    {
        var granted = Decide(Request(new(), new()), new(2020, 2, 29));
        var exemption = granted.Exemptions[0].Exemption!;

        Refused(() => Expire(granted, exemption, EndOfFebruary.AddMicroseconds(-1)), Refusal.NotAllowedNow, "NOT_DUE");
        var expired = Expire(granted, exemption, EndOfFebruary.AddDays(7))!;

        Assert.Equal(new ExemptionExpired(1, 2, "law", EndOfFebruary) { Directive = Number, At = EndOfFebruary.AddDays(7) }, expired.Fact);
        Assert.Equal((0, 2), (expired.Asker.InForce, expired.Asker.Sequence));
        Assert.Null(Expire(expired, expired.Exemptions[0].Exemption!, EndOfFebruary.AddDays(7)));
    }

    [Fact]
    public void Decide_WhileOneIsInForce_TakesItsPlace()
    {
        var first = Decide(Request(new(), new()), new(2020, 2, 29));
        var second = Decide(Request(first.Index, first.Asker), new(2020, 3, 31), first.Exemptions[0].Exemption);

        Assert.Equal(
            [(2, ExemptionStatus.Granted), (1, ExemptionStatus.Replaced)],
            second.Exemptions.Select(row => (row.Exemption!.Number, row.Exemption.Status)));
        Assert.Equal((2, 2), (second.Asker.InForce, second.Asker.Sequence));
        Assert.Null(Expire(second, second.Exemptions[1].Exemption!, EndOfFebruary));
    }

    [Fact]
    public void Check_Decision_NamesTheField()
    {
        Assert.Equal("reason", Wrong(new("op", "p-2", 1, null, " ")));
        Assert.Equal("reason", Wrong(new("op", "p-2", 1, new(2020, 2, 29), new string('x', 1_001))));
        Assert.Equal("until", Wrong(new("op", "p-2", 1, new(2020, 2, 13), null)));
        CorrespondenceRules.Check(new DecideCommand("op", "p-2", 1, new(2020, 2, 14), null), Now);

        static string Wrong(DecideCommand command) =>
            Refused(() => CorrespondenceRules.Check(command, Now), Refusal.InvalidArgument, "INVALID_FIELDS").Violations.Single().Field;
    }

    private static CorrespondenceChange Request(CorrespondenceState index, AskerState asker, DateOnly? until = null) => CorrespondenceRules.RequestExemption(
        Number, index, asker, new ExemptionCommand("op-1", "law", "p-3", "Moving", until ?? new(2020, 3, 31)), null, Now);

    private static CorrespondenceChange Decide(CorrespondenceChange requested, DateOnly? until, Exemption? inForce = null)
    {
        var exemption = requested.Exemptions[0].Exemption!;
        var command = new DecideCommand("op-2", "p-2", exemption.Number, until, until is null ? "No ground" : null);
        return CorrespondenceRules.DecideExemption(requested.Index, requested.Asker, exemption, inForce, command, Now);
    }

    private static CorrespondenceChange? Expire(CorrespondenceChange granted, Exemption exemption, DateTimeOffset now) =>
        CorrespondenceRules.Expire(granted.Index, granted.Asker, exemption, EndOfFebruary, now);
}
