using System.Collections.Immutable;
using Directives.Grains;
using Directives.Tests.Support;
using static Directives.Tests.Rules.Given;

namespace Directives.Tests.Rules;

/// <summary>Drawing, assigning and finding.</summary>
public sealed class VerificationRulesTests
{
    private const string Number = "1/2020";
    private static readonly ImmutableArray<string> Population = ["archives", "kasur", "law", "punjab", "sgad"];

    /// <summary>What <c>printf '%s%s' PrizeBond-750 law | sha256sum</c> says, and so on.</summary>
    [Fact]
    public void Rank_SeedAndId_IsTheSha256ThatAnybodyCanCompute()
    {
        Assert.Equal("1c178e7c72b2747e7d99a512c848929552a4ab9acabb32f604a54ad271bc8af9", SamplingRules.Rank("PrizeBond-750", "law"));
        Assert.Equal("033952cc09401d8cdfab4e7fa22f8f5a2720669a21bb7b16006809ec540d6f20", SamplingRules.Rank("PrizeBond-750", "sgad"));
    }

    [Fact]
    public void Draw_Seed_DecidesTheSample()
    {
        Assert.Equal(["sgad", "law", "kasur"], SamplingRules.Draw("PrizeBond-750", Population, 3));
        Assert.Equal(["sgad", "law", "kasur"], SamplingRules.Draw("PrizeBond-750", Population.Reverse().Concat(["law"]), 3));
        Assert.Equal(["sgad", "law", "kasur", "punjab", "archives"], SamplingRules.Draw("PrizeBond-750", Population, 9));
        Assert.NotEqual(["sgad", "law", "kasur"], SamplingRules.Draw("PrizeBond-751", Population, 3));
    }

    [Fact]
    public void Digest_Population_IsTheSha256OfItsLines() =>
        Assert.Equal("26ba9700531dbe91421db3d6f8be210f3dbcbb783849a805bfc3298a87853167", SamplingRules.Digest(Population));

    [Fact]
    public void Draw_Command_KeepsPopulationAndSample()
    {
        var next = Draw(new());

        Assert.Equal(
            new DrawnSample(Number, 1, "PrizeBond-750", Now, "p-9", 5, SamplingRules.Digest(Population), 3), Assert.Single(next.Draws));
        var fact = Assert.IsType<SampleDrawn>(Assert.Single(next.Facts));
        Assert.Equal((1, "PrizeBond-750", 5, "p-9"), (fact.Draw, fact.Seed, fact.Population, fact.By));
        Assert.Equal(["sgad", "law", "kasur"], fact.Departments);
        Assert.Equal(["sample/1", "population/1/0"], next.Rows.Select(row => row.Name));
        Assert.Equal(Population, ((PopulationState)next.Rows[1].State).Departments);
    }

    [Fact]
    public void Draw_LargePopulation_IsKeptInPages()
    {
        ImmutableArray<string> many = [.. Enumerable.Range(0, PopulationState.PageSize * 2 + 1).Select(number => $"office-{number:000000}")];

        var next = VerificationRules.Draw(Number, new(), Command, many, Now);

        Assert.Equal(["sample/1", "population/1/0", "population/1/1", "population/1/2"], next.Rows.Select(row => row.Name));
        Assert.Equal(many, next.Rows.Skip(1).SelectMany(row => ((PopulationState)row.State).Departments));
    }

    [Fact]
    public void Draw_WithoutASeed_TakesTheOneByChance() =>
        Assert.Equal("by-chance", VerificationRules.Draw(Number, new(), Command with { Seed = null }, Population, Now).Draws[0].Seed);

    [Fact]
    public void DigestOf_Draw_IsNotOfTheChance()
    {
        var command = Command with { Seed = null };
        Assert.Equal(VerificationRules.DigestOf(command), VerificationRules.DigestOf(command with { Chance = "another" }));
        Assert.NotEqual(VerificationRules.DigestOf(command), VerificationRules.DigestOf(Command));
    }

    [Fact]
    public void Draw_NobodyReported_IsRefused() =>
        Refused(() => VerificationRules.Draw(Number, new(), Command, [], Now), Refusal.NotAllowedNow, "NOTHING_REPORTED");

    [Fact]
    public void Assign_Verifier_IsCountedOnceHoweverOftenItChanges()
    {
        var first = Assign(Draw(new()), Unassigned);
        var second = Assign(first.Index, first.Case.Case!, "archives/keeper");

        Assert.Equal((1, 1), (first.Index.Draws[0].Assigned, second.Index.Draws[0].Assigned));
        Assert.Equal("archives/keeper", second.Case.Case!.Verifier);
        Assert.Equal(new VerifierAssigned(1, "law", "archives/keeper", "p-9", "op-2") { Directive = Number, At = Now }, second.Fact);
    }

    [Fact]
    public void Find_ByTheVerifier_CountsTheLastFindingAndKeepsAll()
    {
        var assigned = Assign(Draw(new()), Unassigned);
        var first = Find(assigned, Finding.Verified);
        var corrected = Find(first, Finding.FalseReport);

        Assert.Equal((1, 0, 0, 1), Counts(first));
        Assert.Equal((0, 0, 1, 1), Counts(corrected));
        Assert.Equal([Finding.Verified, Finding.FalseReport], corrected.Case.Case!.Findings.Select(finding => finding.Finding));
        var fact = Assert.IsType<Verified>(corrected.Fact);
        Assert.Equal((1, "law", 2, Finding.FalseReport, "p-3"), (fact.Draw, fact.Department, fact.Sequence, fact.Finding, fact.By));

        static (int, int, int, int) Counts(CaseChange change) => change.Index.Draws[0] is var draw
            ? (draw.Verified, draw.NotVerified, draw.FalseReports, draw.Found) : default;
    }

    [Fact]
    public void Find_ByAnother_IsRefused()
    {
        var assigned = Assign(Draw(new()), Unassigned);
        var other = FindCommand(Finding.Verified) with { Verifier = "archives/keeper" };

        Refused(() => VerificationRules.Find(assigned.Index, assigned.Case.Case!, other, Text("Other"), Now), Refusal.PermissionDenied, "NOT_THE_VERIFIER");
        Refused(() => VerificationRules.Find(assigned.Index, Unassigned, other, Text("Other"), Now), Refusal.PermissionDenied, "NOT_THE_VERIFIER");
    }

    [Fact]
    public void Find_MoreOftenThanMayBe_IsRefused()
    {
        var change = Assign(Draw(new()), Unassigned);
        for (var i = 0; i < VerificationRules.MaxFindings; i++)
            change = Find(change, Finding.NotVerified);

        Refused(() => Find(change, Finding.Verified), Refusal.NotAllowedNow, "TOO_MANY_FINDINGS");
        Assert.Equal(1, change.Index.Draws[0].NotVerified);
    }

    [Fact]
    public void Assign_AfterAFinding_IsRefused()
    {
        var found = Find(Assign(Draw(new()), Unassigned), Finding.Verified);

        Refused(() => Assign(found.Index, found.Case.Case!, "archives/keeper"), Refusal.NotAllowedNow, "ALREADY_FOUND");
    }

    [Theory]
    [InlineData("lahore-district", "its department is the one that reported")]
    [InlineData("lahore-division", "its department is above")]
    [InlineData("punjab", "its department is above")]
    [InlineData("lahore-city-tehsil", "its department is below")]
    public void CheckOutOfChain_InTheChain_IsRefusedWithTheReason(string verifiers, string reason)
    {
        var province = TestOrganogram.Province();

        var refused = Refused(
            () => VerificationRules.CheckOutOfChain(province.Place("lahore-district"), province.Place(verifiers), $"{verifiers}/x"),
            Refusal.NotAllowedNow, "VERIFIER_IN_CHAIN");

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData("kasur-district"), InlineData("sgad"), InlineData("archives")]
    public void CheckOutOfChain_Elsewhere_IsAllowed(string verifiers)
    {
        var province = TestOrganogram.Province();
        VerificationRules.CheckOutOfChain(province.Place("lahore-district"), province.Place(verifiers), $"{verifiers}/x");
    }

    /// <summary>p-3 is a section officer of S&amp;GAD and of Law.</summary>
    [Fact]
    public void CheckHoldsNoPostIn_SecondPostInTheChain_IsRefused()
    {
        var province = TestOrganogram.Province();

        var refused = Refused(
            () => VerificationRules.CheckHoldsNoPostIn([province.Place("sgad-estates"), province.Place("sgad"), province.Place("punjab")], "sgad-estates", "p-3"),
            Refusal.NotAllowedNow, "VERIFIER_IN_CHAIN");

        Assert.Contains("he also holds sgad/so-1", refused.Message, StringComparison.Ordinal);
        VerificationRules.CheckHoldsNoPostIn([province.Place("lahore-division")], "lahore-division", "p-3");
    }

    [Theory]
    [InlineData("short", 1, "seed")]
    [InlineData("with a space", 1, "seed")]
    [InlineData("یہ-ایک-بیج-ہے", 1, "seed")]
    [InlineData("long-enough", 0, "size")]
    [InlineData("long-enough", 1_001, "size")]
    public void Check_WrongDraw_NamesTheField(string seed, int size, string field) => Assert.Equal(
        field,
        Refused(() => VerificationRules.Check(Command with { Seed = seed, Size = size }), Refusal.InvalidArgument, "INVALID_FIELDS").Violations.Single().Field);

    private static DrawCommand Command => new("op-1", "PrizeBond-750", "by-chance", 3, "p-9");

    private static VerificationCase Unassigned => new(1, "law", null, null, []);

    private static VerificationState Draw(VerificationState index) => VerificationRules.Draw(Number, index, Command, Population, Now);

    private static CaseChange Assign(VerificationState index, VerificationCase item, string verifier = "sgad/so-1") =>
        VerificationRules.Assign(index, item, new AssignCommand("op-2", 1, "law", verifier, "p-9"), Now);

    private static FindCommand FindCommand(Finding finding) => new("op-3", 1, "law", "sgad/so-1", "p-3", finding, "Seen", null, null, null);

    private static CaseChange Find(CaseChange before, Finding finding) =>
        VerificationRules.Find(before.Index, before.Case.Case!, FindCommand(finding), Text("Officer"), Now);
}
