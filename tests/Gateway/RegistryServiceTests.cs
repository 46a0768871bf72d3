using Directives.Gateway;
using Directives.Tests.Support;
using Directives.V1;
using Grpc.Core;

namespace Directives.Tests.Gateway;

/// <summary>Browsing the organogram.</summary>
public abstract class RegistryServiceTests(GatewayFixture fixture)
{
    private Metadata Headers => fixture.Gateway.AsPerson("p-5");

    [Fact]
    public async Task GetRegistry_AfterAnImport_HasItsCounts()
    {
        var registry = await fixture.Gateway.Registry.GetRegistryAsync(new GetRegistryRequest(), Headers);

        Assert.Equal(new Registry { Version = 1, Root = "punjab", Departments = 7, Posts = 12, Vacant = 2 }, registry);
    }

    [Fact]
    public async Task GetDepartment_InTheMiddle_HasPathAndChildren()
    {
        var department = await fixture.Gateway.Registry.GetDepartmentAsync(new GetDepartmentRequest { Department = "lahore-division" }, Headers);

        Assert.Equal(["punjab", "lahore-division"], department.Path);
        Assert.Equal("lahore-division/commissioner", department.HeadPost);
        Assert.Equal(
            new DepartmentSummary { Id = "lahore-division", Name = new LocalText { En = "Lahore Division", Ur = "لاہور ڈویژن" }, Kind = "division-office", Departments = 2, Posts = 4 },
            department.Summary);
        Assert.Equal(("kasur", "district-office", 1, 3), (department.Children.Single().Id, department.Children[0].Kind, department.Children[0].Departments, department.Children[0].Posts));
    }

    [Fact]
    public async Task GetDepartment_AtTheRoot_HasItsChildrenInTheOrderOfTheFile()
    {
        var root = await fixture.Gateway.Registry.GetDepartmentAsync(new GetDepartmentRequest { Department = "punjab" }, Headers);

        Assert.Equal(["sgad", "law", "lahore-division", "archives"], root.Children.Select(child => child.Id));
        Assert.Equal((7, 12), (root.Summary.Departments, root.Summary.Posts));
    }

    [Fact]
    public async Task GetDepartment_WithoutAHead_SaysSo() => Assert.Equal("", (await fixture.Gateway.Registry.GetDepartmentAsync(
        new GetDepartmentRequest { Department = "archives" }, Headers)).HeadPost);

    [Fact]
    public async Task GetDepartment_Unknown_IsNotFound()
    {
        var refused = await TestGateway.RefusedAsync(fixture.Gateway.Registry.GetDepartmentAsync(new GetDepartmentRequest { Department = "finance" }, Headers));

        Assert.Equal((StatusCode.NotFound, "NOT_FOUND", "There is no department finance."), (refused.Code, refused.Reason, refused.Message));
    }

    [Fact]
    public async Task ListPosts_OfAVacantPost_HasNoIncumbent()
    {
        var posts = (await fixture.Gateway.Registry.ListPostsAsync(new ListPostsRequest { Department = "kasur" }, Headers)).Posts;

        Assert.Equal(["kasur/deputy-commissioner", "kasur/section-officer", "kasur/law-officer"], posts.Select(post => post.Id));
        Assert.Equal(
            new Incumbent { Person = "p-7", Name = new LocalText { En = "Hina Tariq", Ur = "حنا طارق" }, Charge = ChargeKind.Current }, posts[0].Incumbent);
        Assert.Equal((19, "deputy-commissioner", "pas", "kasur"), (posts[0].Bps, posts[0].Cadre, posts[0].ServiceGroup, posts[0].Department));
        Assert.Null(posts[2].Incumbent);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    [InlineData(0, 1)]
    public async Task ListPosts_InPages_HasEachOnce(int size, int pages)
    {
        var found = new List<string>();
        var (token, count) = ("", 0);
        do
        {
            var page = await fixture.Gateway.Registry.ListPostsAsync(new ListPostsRequest { Department = "kasur", PageSize = size, PageToken = token }, Headers);
            found.AddRange(page.Posts.Select(post => post.Id));
            (token, count) = (page.NextPageToken, count + 1);
        }
        while (token.Length > 0);

        Assert.Equal((pages, 3, 3), (count, found.Count, found.Distinct().Count()));
    }

    [Fact]
    public async Task ListPosts_WithATokenOfAnotherList_IsRefused()
    {
        var refused = await TestGateway.RefusedAsync(fixture.Gateway.Registry.ListPostsAsync(
            new ListPostsRequest { Department = "kasur", PageToken = PageToken.Encode("directives", "x") }, Headers));

        Assert.Equal((StatusCode.InvalidArgument, "page_token"), (refused.Code, refused.Violations.Single().Field));
    }
}

public sealed class RegistryServiceOnSqlite(SqliteGateway fixture) : RegistryServiceTests(fixture), IClassFixture<SqliteGateway>;

public sealed class RegistryServiceOnPostgres(PostgresGateway fixture) : RegistryServiceTests(fixture), IClassFixture<PostgresGateway>;
