using Directives.Cli.Registry;
using Directives.Tests.Samples;

namespace Directives.Tests.Cli;

public sealed class RegistryGeneratorTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("directives-generator-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(20, 1)]
    [InlineData(21, 2)]
    [InlineData(999, 50)]
    [InlineData(25_000, 1_250)]
    public async Task Generate_AnyNumber_WritesExactlySoManyPosts(int posts, int departments)
    {
        var counts = await Generate(posts, 1, "a");
        var files = new OrganogramFiles(Folder("a"));
        Assert.Equal((departments, posts), (files.Departments.Count, files.Posts.Count));
        Assert.Equal(
            counts,
            new GeneratedCounts(
                files.Departments.Count, files.Posts.Count, files.Posts.Count(row => row.IsVacant),
                files.Posts.Count(row => row.Charge == "additional")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(777)]
    [InlineData(60_001)]
    public async Task Generate_AnyNumber_KeepsEveryRuleOfTheFormat(int posts)
    {
        await Generate(posts, 7, "a");
        OrganogramRules.Check(new OrganogramFiles(Folder("a")));
    }

    [Fact]
    public async Task Generate_Large_BoundsFanOutDepthAndOfficeSize()
    {
        await Generate(200_000, 1, "a");
        var files = new OrganogramFiles(Folder("a"));
        var widest = files.Departments.Where(row => row.Parent.Length > 0).GroupBy(row => row.Parent).MaxBy(group => group.Count())!;
        Assert.True(widest.Count() <= 40, $"expected at most 40 departments under one, found {widest.Count()} under {widest.Key}");
        Assert.InRange(OrganogramRules.Depth(files.Departments), 3, 8);
        Assert.All(files.Posts.GroupBy(row => row.Department), office => Assert.InRange(office.Count(), 19, 20));
    }

    [Fact]
    public async Task Generate_Large_HasFilledHeadsVacanciesAndAdditionalCharges()
    {
        var counts = await Generate(20_000, 1, "a");
        var files = new OrganogramFiles(Folder("a"));
        var filled = files.Posts.Where(row => !row.IsVacant).Select(row => row.Id).ToHashSet();
        Assert.All(files.Departments, row => Assert.Contains(row.HeadPost, filled));
        Assert.InRange(counts.Vacant / 20_000.0, 0.06, 0.10);
        Assert.InRange(counts.AdditionalCharges / 20_000.0, 0.01, 0.03);
    }

    [Fact]
    public async Task Generate_FiveThousand_HasTheAddresseesOfTheWhatsAppOrder()
    {
        await Generate(5_000, 1, "a");
        var files = new OrganogramFiles(Folder("a"));
        var posts = files.Posts.Select(row => row.Id).ToHashSet();
        Assert.Superset(new HashSet<string> { "opc/commissioner", "pgshf/managing-director", "ace/director-general", "ppra/managing-director" }, posts);
        foreach (var cadre in (string[])["section-officer", "law-officer", "estate-officer"])
            Assert.Contains(files.Posts, row => row.Cadre == cadre);
    }

    [Fact]
    public async Task Generate_SameSeed_WritesTheSameBytes()
    {
        await Generate(3_000, 42, "a");
        await Generate(3_000, 42, "b");
        foreach (var file in (string[])["departments.csv", "posts.csv"])
            Assert.True(Bytes("a", file).AsSpan().SequenceEqual(Bytes("b", file)), $"expected the same {file} from the same seed, found another");
    }

    [Fact]
    public async Task Generate_OtherSeed_PutsOtherPersonsIntoTheSamePosts()
    {
        await Generate(3_000, 42, "a");
        await Generate(3_000, 43, "b");
        var (first, second) = (new OrganogramFiles(Folder("a")), new OrganogramFiles(Folder("b")));
        Assert.Equal(first.Departments, second.Departments);
        Assert.Equal(first.Posts.Select(row => row.Id), second.Posts.Select(row => row.Id));
        Assert.NotEqual(first.Posts.Select(row => row.IncumbentNameEn), second.Posts.Select(row => row.IncumbentNameEn));
    }

    [Fact]
    public async Task Generate_Twice_ReplacesTheOlderFiles()
    {
        await Generate(3_000, 1, "a");
        await Generate(40, 1, "a");
        Assert.Equal(40, new OrganogramFiles(Folder("a")).Posts.Count);
        Assert.Equal(["departments.csv", "posts.csv"], FilesIn("a"));
    }

    [Theory]
    [InlineData(int.MinValue)]
    [InlineData(0)]
    [InlineData(5_000_001)]
    public async Task Generate_OutOfRange_IsRefusedByName(int posts)
    {
        var error = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Generate(posts, 1, "a"));
        Assert.Equal("posts", error.ParamName);
        Assert.Contains("from 1 to 5,000,000", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Folder("a")), "expected no folder after a refusal, found one");
    }

    [Fact]
    public async Task Generate_NoDirectory_IsRefusedByName()
    {
        var error = await Assert.ThrowsAsync<ArgumentException>(
            () => RegistryGenerator.GenerateAsync(1, 1, " ", null, TestContext.Current.CancellationToken));
        Assert.Equal("directory", error.ParamName);
    }

    [Fact]
    public async Task Generate_Cancelled_LeavesTheOlderFilesAlone()
    {
        await Generate(40, 1, "a");
        using var cancellation = new CancellationTokenSource();
        var progress = new Reports(_ => cancellation.Cancel());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => RegistryGenerator.GenerateAsync(100_000, 1, Folder("a"), progress, cancellation.Token));
        Assert.Equal(["departments.csv", "posts.csv"], FilesIn("a"));
        Assert.Equal(40, new OrganogramFiles(Folder("a")).Posts.Count);
    }

    [Fact]
    public async Task Generate_WithProgress_ReportsUpwardsToTheLastPost()
    {
        var reports = new List<long>();
        await RegistryGenerator.GenerateAsync(20_000, 1, Folder("a"), new Reports(reports.Add), TestContext.Current.CancellationToken);
        Assert.True(reports.Count > 2, $"expected several reports, found {reports.Count}");
        Assert.Equal(reports.Order(), reports);
        Assert.Equal(20_000, reports[^1]);
    }

    private Task<GeneratedCounts> Generate(int posts, int seed, string name) =>
        RegistryGenerator.GenerateAsync(posts, seed, Folder(name), null, TestContext.Current.CancellationToken);

    private string Folder(string name) => Path.Combine(_folder.FullName, name);

    private byte[] Bytes(string name, string file) => File.ReadAllBytes(Path.Combine(Folder(name), file));

    private IEnumerable<string> FilesIn(string name) => Directory.EnumerateFiles(Folder(name)).Select(path => Path.GetFileName(path)).Order();

    private sealed class Reports(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}
