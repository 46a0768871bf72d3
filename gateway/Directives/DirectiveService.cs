namespace Directives.Gateway;

internal sealed class DirectiveService(IClusterClient cluster) : V1.DirectiveService.DirectiveServiceBase
{
    private const string DirectiveList = "directives";

    public override async Task<V1.Directive> Issue(V1.IssueRequest request, ServerCallContext context)
    {
        var draft = request.Draft.ToDraft();
        var command = new IssueCommand(request.OperationId, draft, context.GetCaller().Subject, request.DryRun);
        return (await Directive(draft.Number).Issue(command, context.CancellationToken)).ToWire();
    }

    public override async Task<V1.Directive> Get(V1.GetDirectiveRequest request, ServerCallContext context) =>
        (await GetIssued(request.Number)).ToWire();

    public override async Task<V1.ListDirectivesResponse> List(V1.ListDirectivesRequest request, ServerCallContext context)
    {
        var lines = await cluster.GetGrain<IDirectiveListGrain>(IDirectiveListGrain.Key).List();
        var (page, next) = ListPage.Of(
            DirectiveList, lines, line => line.Number, request.PageToken, request.PageSize.OrUsual(100));
        return new V1.ListDirectivesResponse { Directives = { page.Select(DirectiveMapping.ToWire) }, NextPageToken = next };
    }

    public override async Task<V1.DirectiveText> GetText(V1.GetTextRequest request, ServerCallContext context)
    {
        var issued = await GetIssued(request.Number);
        return request.Version == 0 || request.Version == issued.Version
            ? issued.ToText(request.Language)
            : throw RefusedException.NotFound($"version {request.Version} of directive {request.Number}");
    }

    public override async Task<V1.OperationOutcome> GetOutcome(V1.GetDirectiveOutcomeRequest request, ServerCallContext context) =>
        (await Directive(request.Number).GetOutcome(request.OperationId)).ToWire(request.OperationId);

    private IDirectiveGrain Directive(string number) => cluster.GetGrain<IDirectiveGrain>(number);

    private async Task<IssuedDirective> GetIssued(string number) =>
        await Directive(number).Get() ?? throw RefusedException.NotFound($"directive {number}");
}
