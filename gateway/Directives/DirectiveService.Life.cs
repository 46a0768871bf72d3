namespace Directives.Gateway;

/// <summary>After issue, and what directives rest on.</summary>
internal sealed partial class DirectiveService
{
    private const string Evidence = "evidence";

    /// <summary>Facts read for one page of evidence: acts are many more than reports.</summary>
    private const int MostFacts = 20_000;
    private const int FactPage = 1_000;

    public override async Task<V1.Directive> Amend(V1.AmendRequest request, ServerCallContext context)
    {
        var draft = request.Draft.ToDraft();
        var command = new AmendCommand(request.OperationId, draft, request.Reason, context.GetCaller().Subject, request.DryRun);
        var amended = await Directive(draft.Number).Amend(command, context.CancellationToken);
        return request.DryRun ? amended.ToWire() : await StandAsync(amended);
    }

    public override async Task<V1.DirectiveStanding> Rescind(V1.RescindRequest request, ServerCallContext context)
    {
        var command = new RescindCommand(request.OperationId, request.Reason, request.Instrument, context.GetCaller().Subject);
        return (await Directive(request.Number).Rescind(command, context.CancellationToken)).ToWire();
    }

    public override async Task<V1.DirectiveStanding> Reiterate(V1.ReiterateRequest request, ServerCallContext context)
    {
        var command = new ReiterateCommand(request.OperationId, request.Note.NullIfEmpty(), context.GetCaller().Subject);
        return (await Directive(request.Number).Reiterate(command, context.CancellationToken)).ToWire();
    }

    public override async Task<V1.RecordedDecision> RecordDecision(V1.RecordDecisionRequest request, ServerCallContext context)
    {
        var unread = new List<FieldViolation>();
        var decision = request.Decision.ToDecision(unread);
        if (unread.Count > 0)
            throw new RefusedException(unread);
        var command = new RecordDecisionCommand(request.OperationId, decision, context.GetCaller().Subject);
        return (await cluster.GetGrain<IDecisionGrain>(decision.Number).Record(command, context.CancellationToken)).ToWire(text: true);
    }

    public override async Task<V1.RecordedDecision> GetDecision(V1.GetDecisionRequest request, ServerCallContext context) =>
        (await cluster.GetGrain<IDecisionGrain>(request.Number).Get() ?? throw RefusedException.NotFound($"decision {request.Number}")).ToWire(text: true);

    public override Task<V1.Lineage> GetLineage(V1.GetLineageRequest request, ServerCallContext context)
    {
        var depth = request.Depth.OrUsual(3);
        return request.HasDecision ? lineage.OfDecisionAsync(request.Decision, depth) : lineage.OfDirectiveAsync(request.Directive, depth);
    }

    public override async Task<V1.ListEvidenceResponse> ListEvidence(V1.ListEvidenceRequest request, ServerCallContext context)
    {
        await GetIssued(request.Directive);
        var size = request.PageSize.OrUsual(100);
        var after = new LedgerPosition(ledger.Head.Chain, 0);
        if (PageToken.Decode(Evidence, 1, request.PageToken) is [var text]
            && (!LedgerPosition.TryParse(text, out after) || after.Chain != ledger.Head.Chain))
        {
            throw PageToken.Unknown();
        }

        var page = new V1.ListEvidenceResponse();
        for (var read = 0; read < MostFacts; read += FactPage)
        {
            var facts = await ledger.ReadAsync(after, FactPage, request.Directive, context.CancellationToken);
            foreach (var entry in facts)
            {
                after = entry.Position;
                if (entry.Fact is not ComplianceReported report)
                    continue;
                page.Reports.Add(report.ToReport(entry.GrainKey));
                if (page.Reports.Count < size)
                    continue;
                page.NextPageToken = PageToken.Encode(Evidence, after.ToString());
                return page;
            }

            if (facts.Count < FactPage)
                return page;
        }

        page.NextPageToken = PageToken.Encode(Evidence, after.ToString());
        return page;
    }

    /// <summary>A directive with how it stands.</summary>
    private async Task<V1.Directive> StandAsync(IssuedDirective issued)
    {
        var wire = issued.ToWire();
        wire.Standing = (await Directive(issued.Draft.Number).GetStanding())?.ToWire();
        return wire;
    }
}
