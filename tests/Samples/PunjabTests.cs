namespace Directives.Tests.Samples;

public sealed class PunjabTests
{
    private static readonly OrganogramFiles Punjab = new(Path.Combine(OrganogramFiles.SamplesFolder, "punjab"));

    [Fact]
    public void Files_Read_KeepEveryRuleOfTheFormat() => OrganogramRules.Check(Punjab);

    [Fact]
    public void Files_Counted_AreOfTheSizeThatTheReadmeStates()
    {
        Assert.InRange(Punjab.Departments.Count, 400, 800);
        Assert.InRange(Punjab.Posts.Count, 2_500, 4_000);
        Assert.Equal(45, Punjab.Departments.Count(row => row.Kind == "administrative-department"));
    }

    [Fact]
    public void Divisions_Counted_AreTenWithFortyOneDistricts()
    {
        var divisions = Punjab.Departments.Where(row => row.Kind == "division-office").Select(row => row.Id).ToHashSet();
        var districts = Punjab.Departments.Where(row => divisions.Contains(row.Parent)).ToList();
        Assert.Equal(10, divisions.Count);
        Assert.Equal(41, districts.Count);
        Assert.All(districts, row => Assert.EndsWith("/deputy-commissioner", row.HeadPost, StringComparison.Ordinal));
        foreach (var id in (string[])["murree", "talagang", "wazirabad", "taunsa", "kot-addu"])
            Assert.Contains(districts, row => row.Id == $"district-{id}");
    }

    [Theory]
    [InlineData("opc", "opc/commissioner", "commissioner")]
    [InlineData("pgshf", "pgshf/managing-director", "managing-director")]
    [InlineData("ace", "ace/director-general", "director-general")]
    [InlineData("ppra", "ppra/managing-director", "managing-director")]
    public void NamedBody_Read_HasItsHeadInPlace(string id, string headPost, string cadre)
    {
        Assert.Equal(headPost, Assert.Single(Punjab.Departments, row => row.Id == id).HeadPost);
        var head = Assert.Single(Punjab.Posts, row => row.Id == headPost);
        Assert.Equal(cadre, head.Cadre);
        Assert.False(head.IsVacant, $"expected {headPost} to be filled, found it vacant");
    }

    [Theory]
    [InlineData("section-officer", 200)]
    [InlineData("law-officer", 100)]
    [InlineData("estate-officer", 20)]
    public void NamedCadre_Counted_IsThereInNumbers(string cadre, int atLeast) =>
        Assert.True(
            Punjab.Posts.Count(row => row.Cadre == cadre) >= atLeast,
            $"expected {atLeast} posts of {cadre} or more, found {Punjab.Posts.Count(row => row.Cadre == cadre)}");

    [Fact]
    public void Posts_Counted_HaveVacanciesAndAdditionalCharges()
    {
        Assert.InRange(Punjab.Posts.Count(row => row.IsVacant) / (double)Punjab.Posts.Count, 0.05, 0.11);
        var additional = Punjab.Posts.Where(row => row.Charge == "additional").ToList();
        Assert.InRange(additional.Count / (double)Punjab.Posts.Count, 0.01, 0.03);
        Assert.All(additional, row => Assert.Equal(2, Punjab.Posts.Count(other => other.IncumbentId == row.IncumbentId)));
    }
}
