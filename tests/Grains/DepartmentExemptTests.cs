using System.Collections.Immutable;
using Directives.Grains;
using static Directives.Tests.Rules.Given;

namespace Directives.Tests.Rules;

/// <summary>How exemptions and reports of a part are counted.</summary>
public sealed class DepartmentExemptTests
{
    [Fact]
    public void Exempt_PostThatHasNotAnswered_IsNotOutstanding()
    {
        var entry = DepartmentRules.Exempt(Entry(), [new("so-1", 1, true)]);
        var tally = DepartmentRules.Own(entry, new RegisterState());

        Assert.Equal((2, 1, 1), (tally.ServedForAction, tally.Outstanding, tally.Exempted));
        Assert.Equal((1, 0), (tally.OfficesOwing, tally.OfficesExempted));
        Assert.Equal(1, entry.Changes);
    }

    [Fact]
    public void Exempt_PostThatHasAnswered_CountsAsItAnswered()
    {
        var entry = DepartmentRules.Exempt(Entry(), [new("so-1", 1, true)]);
        var register = DepartmentRules.Register(new RegisterState(), [new RegisteredAct("so-1", 1, Standing.Acknowledged, 1)]);
        var tally = DepartmentRules.Own(entry, register);

        Assert.Equal((1, 1, 0), (tally.Acknowledged, tally.Outstanding, tally.Exempted));
    }

    [Fact]
    public void Exempt_Office_IsNotOverdueButItsPostsAre()
    {
        var entry = DepartmentRules.Exempt(Entry(), [new(RegisteredAct.Office, 1, true)]);
        var tally = DepartmentRules.Own(entry, new RegisterState());
        var complied = DepartmentRules.Own(entry, Reported(null));

        Assert.Equal((1, 1, 0, 2), (tally.OfficesOwing, tally.OfficesExempted, tally.OfficesComplied, tally.Outstanding));
        Assert.Equal((1, 0, 1), (complied.OfficesOwing, complied.OfficesExempted, complied.OfficesComplied));
    }

    [Fact]
    public void Exempt_Ended_IsOutstandingAgain()
    {
        var exempted = DepartmentRules.Exempt(Entry(), [new("so-1", 1, true)]);
        var ended = DepartmentRules.Exempt(exempted, [new("so-1", 2, false)]);

        Assert.Equal((2, 0), (DepartmentRules.Own(ended, new RegisterState()).Outstanding, DepartmentRules.Own(ended, new RegisterState()).Exempted));
        Assert.Equal(2, ended.Changes);
    }

    [Fact]
    public void Exempt_RepeatedOrLate_ChangesNothing()
    {
        var ended = DepartmentRules.Exempt(Entry(), [new("so-1", 1, true), new("so-1", 2, false)]);

        Assert.Same(ended, DepartmentRules.Exempt(ended, [new("so-1", 1, true)]));
        Assert.Same(ended, DepartmentRules.Exempt(ended, [new("so-1", 2, false)]));
        Assert.Same(ended, DepartmentRules.Exempt(ended, []));
    }

    [Fact]
    public void Exempt_DirectiveOutOfForce_CountsAsClosed()
    {
        var entry = DepartmentRules.Exempt(Entry(), [new("so-1", 1, true), new(RegisteredAct.Office, 1, true)]) with { Closed = DirectiveStatus.Rescinded };
        var tally = DepartmentRules.Own(entry, new RegisterState());

        Assert.Equal((0, 0, 2, 0, 1), (tally.Outstanding, tally.Exempted, tally.Closed, tally.OfficesExempted, tally.OfficesClosed));
    }

    [Theory]
    [InlineData(null, 1, 100)]
    [InlineData(60, 0, 60)]
    [InlineData(1, 0, 1)]
    public void Report_OfAPart_IsNoComplianceAndCountsInTheAverage(int? percent, int complied, int sum)
    {
        var tally = DepartmentRules.Own(Entry(), Reported(percent));

        Assert.Equal((1, complied, 1, sum), (tally.OfficesOwing, tally.OfficesComplied, tally.OfficesReported, tally.PercentReported));
    }

    [Fact]
    public void Report_Later_TakesThePlaceOfTheEarlier()
    {
        var register = DepartmentRules.Register(Reported(null), [new RegisteredAct(RegisteredAct.Office, 2, Standing.Acknowledged, 1, Percent: 40)]);
        var tally = DepartmentRules.Own(Entry(), register);

        Assert.Equal((0, 1, 40), (tally.OfficesComplied, tally.OfficesReported, tally.PercentReported));
    }

    [Fact]
    public void Report_OnAnotherVersion_DoesNotCount()
    {
        var tally = DepartmentRules.Own(Entry() with { Version = 2 }, Reported(60));

        Assert.Equal((0, 0, 0), (tally.OfficesComplied, tally.OfficesReported, tally.PercentReported));
    }

    [Fact]
    public void Comply_Partly_KeepsThePlan()
    {
        var after = Comply(Command with { Partial = new PartialCompliance(60, "The rest moves in May", new(2020, 5, 31)), Reference = "SO-7/2020", EvidenceText = null });

        Assert.Equal((60, "SO-7/2020"), (after.Reports[0].Partial!.Percent, after.Reports[0].Reference));
        var fact = Assert.IsType<ComplianceReported>(Assert.Single(after.Facts));
        Assert.Equal((after.Reports[0].Partial, "SO-7/2020"), (fact.Partial, fact.Reference));
    }

    [Theory]
    [InlineData(0, "Plan", "percent")]
    [InlineData(100, "Plan", "percent")]
    [InlineData(50, " ", "plan")]
    public void Comply_PartlyWithAWrongField_NamesIt(int percent, string plan, string field) => Assert.Equal(
        field,
        Refused(() => Comply(Command with { Partial = new(percent, plan, new(2020, 5, 31)) }), Refusal.InvalidArgument, "INVALID_FIELDS").Violations.Single().Field);

    [Fact]
    public void Comply_RepeatedWithAnotherPart_IsRefused()
    {
        var partly = Command with { Partial = new PartialCompliance(60, "Plan", new(2020, 5, 31)) };
        var state = Comply(partly);

        Assert.Same(state, DepartmentRules.Comply(state, partly, Entry(), Now));
        Refused(() => DepartmentRules.Comply(state, Command, Entry(), Now), Refusal.OperationIdReused, "OPERATION_ID_REUSED");
        Refused(() => DepartmentRules.Comply(state, partly with { Reference = "Other" }, Entry(), Now), Refusal.OperationIdReused, "OPERATION_ID_REUSED");
    }

    private static ComplyCommand Command => new("op-1", "1/2020", "p-5", "In force since today", "Circulated", null);

    private static ReportState Comply(ComplyCommand command) => DepartmentRules.Comply(new ReportState(), command, Entry(), Now);

    private static RegisterState Reported(int? percent) =>
        DepartmentRules.Register(new RegisterState(), [new RegisteredAct(RegisteredAct.Office, 1, Standing.Acknowledged, 1, Percent: percent)]);

    private static DiaryEntry Entry() => new(
        "1/2020", 1, Text("Order"), 1, 2020, Now, "sgad",
        [new("so-1", AddresseeKind.Action, false), new("so-2", AddresseeKind.Action, true), new("cs", AddresseeKind.Information, false)], [], null, null);
}
