using System.Collections.Immutable;
using Directives.Grains;
using static Directives.Tests.Rules.Given;

namespace Directives.Tests.Rules;

/// <summary>Which instrument goes to whom.</summary>
public sealed class InstrumentRulesTests
{
    private static readonly PathStep Federation = new("federation", DepartmentKind.Government);
    private static readonly PathStep Punjab = new("punjab", DepartmentKind.Government);
    private static readonly PathStep Sgad = new("sgad", DepartmentKind.AdministrativeDepartment);
    private static readonly PathStep Regulations = new("sgad-regulations", DepartmentKind.Section);

    [Fact]
    public void Table_EveryInstrument_HasOneRule() => Assert.Equal(
        Enum.GetValues<Instrument>(), InstrumentRules.Table.Select(rule => rule.Instrument));

    /// <summary>Seen from S&amp;GAD in the Punjab.</summary>
    public static TheoryData<string, Correspondent, PathStep[]> Addressees => new()
    {
        { "itself", Correspondent.Own, [Punjab, Sgad] },
        { "a section of its own", Correspondent.Below, [Punjab, Sgad, Regulations] },
        { "another department", Correspondent.Department, [Punjab, new("law", DepartmentKind.AdministrativeDepartment)] },
        { "a section of another department", Correspondent.Department, [Punjab, new("law", DepartmentKind.AdministrativeDepartment), new("law-1", DepartmentKind.Section)] },
        { "the government above it", Correspondent.Department, [Punjab] },
        { "an attached department", Correspondent.Attached, [Punjab, new("ace", DepartmentKind.AttachedDepartment)] },
        { "a body", Correspondent.PublicBody, [Punjab, new("ppra", DepartmentKind.AutonomousBody)] },
        { "a body of another department", Correspondent.PublicBody, [Punjab, new("law", DepartmentKind.AdministrativeDepartment), new("body", DepartmentKind.AutonomousBody)] },
        { "a district", Correspondent.Field, [Punjab, new("lahore", DepartmentKind.DivisionOffice), new("kasur", DepartmentKind.DistrictOffice)] },
        { "another province", Correspondent.OtherGovernment, [Federation, new("sindh", DepartmentKind.Government)] },
        { "a department of another province", Correspondent.OtherGovernment, [Federation, new("sindh", DepartmentKind.Government), Sgad with { Id = "sindh-sgad" }] },
    };

    [Theory, MemberData(nameof(Addressees))]
    public void Stand_EachOffice_IsWhatItIsToTheIssuer(string office, Correspondent expected, PathStep[] path)
    {
        var found = InstrumentRules.Stand([Punjab, Sgad], path);

        Assert.True(found == expected, $"{office} is {found} to sgad, not {expected}");
    }

    [Fact]
    public void Stand_AnotherSectionOfTheSameDepartment_IsOfTheSecretariat() => Assert.Equal(
        Correspondent.Secretariat, InstrumentRules.Stand([Punjab, Sgad, Regulations], [Punjab, Sgad, new("sgad-cabinet", DepartmentKind.Section)]));

    [Fact]
    public void Stand_TheDepartmentOfASection_IsOfTheSecretariat() =>
        Assert.Equal(Correspondent.Secretariat, InstrumentRules.Stand([Punjab, Sgad, Regulations], [Punjab, Sgad]));

    [Theory]
    [InlineData(Instrument.Letter, Correspondent.PublicBody, true)]
    [InlineData(Instrument.Letter, Correspondent.OtherGovernment, true)]
    [InlineData(Instrument.Letter, Correspondent.Department, false)]
    [InlineData(Instrument.Memorandum, Correspondent.Attached, true)]
    [InlineData(Instrument.Memorandum, Correspondent.OtherGovernment, false)]
    [InlineData(Instrument.OfficeMemorandum, Correspondent.Department, true)]
    [InlineData(Instrument.OfficeMemorandum, Correspondent.OtherGovernment, false)]
    [InlineData(Instrument.OfficeMemorandum, Correspondent.PublicBody, false)]
    [InlineData(Instrument.UnOfficialNote, Correspondent.Secretariat, true)]
    [InlineData(Instrument.UnOfficialNote, Correspondent.Department, false)]
    [InlineData(Instrument.Notification, Correspondent.OtherGovernment, true)]
    [InlineData(Instrument.OfficeOrder, Correspondent.Below, true)]
    [InlineData(Instrument.OfficeOrder, Correspondent.Department, false)]
    [InlineData(Instrument.Circular, Correspondent.Field, true)]
    public void Judge_OneKindOfOffice_SuitsOrNot(Instrument instrument, Correspondent offices, bool suits)
    {
        var found = Judge(instrument, Rule(Action(Everyone)), (offices, 3));

        Assert.Equal(suits ? [] : ["draft.instrument"], found.Violations.Select(violation => violation.Field));
        Assert.Empty(found.Warnings);
    }

    [Fact]
    public void Judge_SomeOfficesThatItSuits_IsDoubtful()
    {
        var found = Judge(Instrument.Letter, Rule(Action(Everyone)), (Correspondent.PublicBody, 3), (Correspondent.Department, 40));

        Assert.Empty(found.Violations);
        Assert.StartsWith("does not suit 40 of the 43 offices addressed: a Letter goes to provinces", Assert.Single(found.Warnings).Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_DemiOfficialLetter_NamesItsPosts()
    {
        var named = Judge(Instrument.DemiOfficialLetter, Rule(Action(Posts("law/secretary"))), (Correspondent.Department, 1));
        var open = Judge(Instrument.DemiOfficialLetter, Rule(Action(Posts("law/secretary")), Action(Cadres("secretary"))), (Correspondent.Department, 2));

        Assert.Empty(named.Violations);
        Assert.Equal("draft.audience.clauses", Assert.Single(open.Violations).Field);
    }

    [Fact]
    public void Judge_CircularToOneOffice_IsWrong() => Assert.Equal(
        "draft.instrument", Assert.Single(Judge(Instrument.Circular, Rule(Action(Everyone)), (Correspondent.Below, 1)).Violations).Field);

    [Fact]
    public void Judge_EndorsementForAction_IsDoubtful()
    {
        Assert.Single(Judge(Instrument.Endorsement, Rule(Action(Everyone)), (Correspondent.Below, 1)).Warnings);
        Assert.Empty(Judge(Instrument.Endorsement, Rule(Information(Everyone)), (Correspondent.Below, 1)).Warnings);
    }

    [Fact]
    public void Judge_Nobody_IsNotTheInstrumentsFault() =>
        Assert.Empty(Judge(Instrument.Circular, Rule(Action(Everyone))).Violations);

    private static Fitness Judge(Instrument instrument, AudienceRule audience, params (Correspondent Stand, int Count)[] offices) =>
        InstrumentRules.Judge(instrument, audience, offices.ToImmutableDictionary(office => office.Stand, office => office.Count));
}
