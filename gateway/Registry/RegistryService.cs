namespace Directives.Gateway;

internal sealed class RegistryService(IClusterClient cluster, OrganogramVersion organogram, OrganogramImport import)
    : V1.RegistryService.RegistryServiceBase
{
    private const string PostList = "posts";

    public override Task Import(
        IAsyncStreamReader<V1.ImportRequest> requestStream, IServerStreamWriter<V1.ImportResponse> responseStream, ServerCallContext context) =>
        import.RunAsync(requestStream, responseStream, context.GetCaller(), context.CancellationToken);

    public override async Task<V1.Registry> GetRegistry(V1.GetRegistryRequest request, ServerCallContext context) =>
        (await cluster.GetGrain<IRegistryGrain>(IRegistryGrain.Key).GetStatus()).ToWire();

    public override async Task<V1.Department> GetDepartment(V1.GetDepartmentRequest request, ServerCallContext context) =>
        (await GetPlace(request.Department)).ToWire();

    public override async Task<V1.ListPostsResponse> ListPosts(V1.ListPostsRequest request, ServerCallContext context)
    {
        var place = await GetPlace(request.Department);
        var (roster, next) = ListPage.Of(
            PostList, place.Roster, post => post.Seat, request.PageToken, request.PageSize.OrUsual(100));
        return new V1.ListPostsResponse { Posts = { roster.Select(post => post.ToWire(place.Id)) }, NextPageToken = next };
    }

    /// <summary>A department of the organogram in force: one that a later import left out is there no more.</summary>
    private async Task<DepartmentPlace> GetPlace(string department) =>
        await organogram.FindAsync(department) ?? throw RefusedException.NotFound($"department {department}");
}
