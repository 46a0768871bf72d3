namespace Directives.Gateway;

internal sealed partial class DirectiveService(IClusterClient cluster, ILedger ledger, LineageReader lineage, PeriodReader periods) : V1.DirectiveService.DirectiveServiceBase
{
    private const string DirectiveList = "directives";
    private const string DraftList = "drafts";

    public override async Task<V1.DraftRecord> Draft(V1.DraftRequest request, ServerCallContext context)
    {
        var draft = request.Draft.ToDraft();
        var command = new DraftCommand(request.OperationId, draft, context.GetCaller().Subject, request.AmendReason.NullIfEmpty());
        return (await Directive(draft.Number).Draft(command, context.CancellationToken)).ToWire();
    }

    public override async Task<V1.DraftCheck> Check(V1.CheckRequest request, ServerCallContext context)
    {
        if (request.Draft is null)
            return (await Directive(request.Number).Check(null)).ToWire();
        var (draft, violations) = request.Draft.Read();
        return violations.Count == 0
            ? (await Directive(draft.Number).Check(draft)).ToWire()
            : new V1.DraftCheck { Violations = { violations.Select(DraftingMapping.ToWire) } };
    }

    public override async Task<V1.DraftRecord> GetDraft(V1.GetDraftRequest request, ServerCallContext context) =>
        (await Directive(request.Number).GetDraft() ?? throw RefusedException.NotFound($"draft {request.Number}")).ToWire();

    public override async Task<V1.DraftRecord> Approve(V1.ApproveRequest request, ServerCallContext context)
    {
        var command = new ApproveCommand(request.OperationId, request.DraftDigest, context.GetCaller().Subject);
        return (await Directive(request.Number).Approve(command, context.CancellationToken)).ToWire();
    }

    public override async Task<V1.Directive> IssueDraft(V1.IssueDraftRequest request, ServerCallContext context)
    {
        var command = new IssueDraftCommand(request.OperationId, context.GetCaller().Subject);
        return await StandAsync(await Directive(request.Number).IssueDraft(command, context.CancellationToken));
    }

    public override async Task<V1.Directive> Issue(V1.IssueRequest request, ServerCallContext context)
    {
        var draft = request.Draft.ToDraft();
        var command = new IssueCommand(request.OperationId, draft, context.GetCaller().Subject, request.DryRun);
        var issued = await Directive(draft.Number).Issue(command, context.CancellationToken);
        return request.DryRun ? issued.ToWire() : await StandAsync(issued);
    }

    public override async Task<V1.Directive> Get(V1.GetDirectiveRequest request, ServerCallContext context) =>
        await StandAsync(await GetIssued(request.Number));

    public override async Task<V1.ListDirectivesResponse> List(V1.ListDirectivesRequest request, ServerCallContext context)
    {
        var lines = await cluster.GetGrain<IDirectiveListGrain>(IDirectiveListGrain.Key).List();
        var (page, next) = ListPage.Of(
            DirectiveList, lines, line => line.Number, request.PageToken, request.PageSize.OrUsual(100));
        var standings = await Task.WhenAll(page.Select(line => Directive(line.Number).GetStanding()));
        return new V1.ListDirectivesResponse { Directives = { page.Zip(standings, DirectiveMapping.ToWire) }, NextPageToken = next };
    }

    public override async Task<V1.ListDraftsResponse> ListDrafts(V1.ListDraftsRequest request, ServerCallContext context)
    {
        var lines = await cluster.GetGrain<IDraftListGrain>(IDraftListGrain.Key).List();
        var (page, next) = ListPage.Of(DraftList, lines, line => line.Number, request.PageToken, request.PageSize.OrUsual(100));
        return new V1.ListDraftsResponse { Drafts = { page.Select(DraftingMapping.ToWire) }, NextPageToken = next };
    }

    public override async Task<V1.ListPeriodsResponse> ListPeriods(V1.ListPeriodsRequest request, ServerCallContext context)
    {
        var (page, next) = await periods.ListAsync(await GetIssued(request.Number), request.PageSize.OrUsual(100), request.PageToken);
        return new V1.ListPeriodsResponse { Periods = { page }, NextPageToken = next };
    }

    public override async Task<V1.DirectiveText> GetText(V1.GetTextRequest request, ServerCallContext context)
    {
        var issued = await GetIssued(request.Number);
        var version = request.Version == 0 ? issued : await Directive(request.Number).GetVersion(request.Version);
        return version?.ToText(request.Language)
            ?? throw RefusedException.NotFound($"version {request.Version} of directive {request.Number}");
    }

    public override async Task<V1.OperationOutcome> GetOutcome(V1.GetDirectiveOutcomeRequest request, ServerCallContext context) =>
        (await Directive(request.Number).GetOutcome(request.OperationId)).ToWire(request.OperationId);

    private IDirectiveGrain Directive(string number) => cluster.GetGrain<IDirectiveGrain>(number);

    private async Task<IssuedDirective> GetIssued(string number) =>
        await Directive(number).Get() ?? throw RefusedException.NotFound($"directive {number}");
}
