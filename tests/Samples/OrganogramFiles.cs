using System.Globalization;
using CsvHelper;

namespace Directives.Tests.Samples;

internal sealed record DepartmentRow(string Id, string Parent, string Kind, string NameEn, string NameUr, string HeadPost);

internal sealed record PostRow(
    string Id, string Department, string DesignationEn, string DesignationUr, int Bps, string Cadre, string ServiceGroup,
    string IncumbentId, string IncumbentNameEn, string IncumbentNameUr, string Charge)
{
    public bool IsVacant => IncumbentId.Length == 0;
}

/// <summary>departments.csv and posts.csv of one folder, read without the product's own importer.</summary>
internal sealed class OrganogramFiles
{
    private static readonly string[] DepartmentColumns = ["id", "parent", "kind", "name_en", "name_ur", "head_post"];

    private static readonly string[] PostColumns =
    [
        "id", "department", "designation_en", "designation_ur", "bps", "cadre", "service_group",
        "incumbent_id", "incumbent_name_en", "incumbent_name_ur", "charge",
    ];

    public OrganogramFiles(string folder)
    {
        Departments = [.. Read(Path.Combine(folder, "departments.csv"), DepartmentColumns)
            .Select(f => new DepartmentRow(f[0], f[1], f[2], f[3], f[4], f[5]))];
        Posts = [.. Read(Path.Combine(folder, "posts.csv"), PostColumns)
            .Select(f => new PostRow(f[0], f[1], f[2], f[3], int.Parse(f[4], CultureInfo.InvariantCulture), f[5], f[6], f[7], f[8], f[9], f[10]))];
    }

    public IReadOnlyList<DepartmentRow> Departments { get; }

    public IReadOnlyList<PostRow> Posts { get; }

    /// <summary>The folder samples/ of the repository that the tests were built from.</summary>
    public static string SamplesFolder
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Directives.sln"))) folder = folder.Parent;
            Assert.True(folder is not null, $"expected Directives.sln above {AppContext.BaseDirectory}, found none");
            return Path.Combine(folder.FullName, "samples");
        }
    }

    private static IEnumerable<string[]> Read(string path, string[] columns)
    {
        var strict = new CsvReaderOptions
        {
            Separator = ',', MalformedData = CsvMalformedDataHandling.Throw, FieldCountMismatch = CsvFieldCountHandling.Throw,
        };
        using var csv = CsvReader.FromFile(path, strict);
        csv.ReadHeader();
        Assert.Equal(columns, csv.Headers);
        while (csv.Read())
            yield return [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)];
    }
}
