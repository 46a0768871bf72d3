namespace Directives.Gateway;

internal sealed class AnswerService(IClusterClient cluster, CorrespondenceInbox inbox) : V1.AnswerService.AnswerServiceBase
{
    private const string Threads = "clarifications";
    private const string Requests = "exemptions";

    public override async Task<V1.Clarification> AskClarification(V1.AskClarificationRequest request, ServerCallContext context)
    {
        var command = new AskCommand(
            request.OperationId, AskerOf(request.Post, request.Department)!, context.GetCaller().Subject, request.Question, request.Text);
        return (await Correspondence(request.Directive).Ask(command, context.CancellationToken)).ToWire();
    }

    public override async Task<V1.Clarification> AnswerClarification(V1.AnswerClarificationRequest request, ServerCallContext context)
    {
        var command = new AnswerCommand(request.OperationId, context.GetCaller().Subject, request.Question, request.Text, request.Share);
        return (await Correspondence(request.Directive).Answer(command, context.CancellationToken)).ToWire();
    }

    public override async Task<V1.ListClarificationsResponse> ListClarifications(V1.ListClarificationsRequest request, ServerCallContext context)
    {
        var viewer = AskerOf(request.Post, request.Department);
        var size = request.PageSize.OrUsual(20);
        if (request.Directive.Length == 0)
            return await inbox.ListAsync(viewer!, request.OpenOnly, size, request.PageToken);

        await CheckServedAsync(request.Directive, viewer);
        var query = new CorrespondenceQuery(viewer, request.OpenOnly, PageToken.DecodeNumber(Threads, request.PageToken), size);
        var page = await Correspondence(request.Directive).ListClarifications(query);
        return new V1.ListClarificationsResponse
        {
            Clarifications = { page.Clarifications.Select(AnswerMapping.ToWire) },
            NextPageToken = TokenOf(Threads, page.Next),
        };
    }

    public override async Task<V1.Exemption> RequestExemption(V1.RequestExemptionRequest request, ServerCallContext context)
    {
        var command = new ExemptionCommand(
            request.OperationId, AskerOf(request.Post, request.Department)!, context.GetCaller().Subject, request.Reason,
            Days.Read(request.Until)!.Value);
        return (await Correspondence(request.Directive).RequestExemption(command, context.CancellationToken)).ToWire();
    }

    public override async Task<V1.Exemption> DecideExemption(V1.DecideExemptionRequest request, ServerCallContext context)
    {
        var command = new DecideCommand(
            request.OperationId, context.GetCaller().Subject, request.Exemption, Days.Read(request.Until), request.Reason.NullIfEmpty());
        return (await Correspondence(request.Directive).DecideExemption(command, context.CancellationToken)).ToWire();
    }

    public override async Task<V1.ListExemptionsResponse> ListExemptions(V1.ListExemptionsRequest request, ServerCallContext context)
    {
        var query = new CorrespondenceQuery(
            AskerOf(request.Post, request.Department), request.OpenOnly, PageToken.DecodeNumber(Requests, request.PageToken), request.PageSize.OrUsual(50));
        var page = await Correspondence(request.Directive).ListExemptions(query);
        return new V1.ListExemptionsResponse
        {
            Exemptions = { page.Exemptions.Select(AnswerMapping.ToWire) },
            NextPageToken = TokenOf(Requests, page.Next),
        };
    }

    public override async Task<V1.OperationOutcome> GetOutcome(V1.GetAnswerOutcomeRequest request, ServerCallContext context) =>
        (await Correspondence(request.Directive).GetOutcome(AskerOf(request.Post, request.Department), request.OperationId))
        .ToWire(request.OperationId);

    /// <summary>What is shared is for those who were served.</summary>
    private async Task CheckServedAsync(string directive, string? viewer)
    {
        if (viewer is null)
            return;
        if (PostId.TryParse(viewer, out _, out _))
            await cluster.GetGrain<IOfficerGrain>(viewer).GetRecord(directive);
        else if (await cluster.GetGrain<IDepartmentGrain>(viewer).GetDiaryEntry(directive) is null)
            throw RefusedException.NotAllowedNow("NOT_RECEIVED", $"{directive} has not been received by {viewer}.");
    }

    private ICorrespondenceGrain Correspondence(string directive) => cluster.GetGrain<ICorrespondenceGrain>(directive);

    /// <summary>Null where neither is given.</summary>
    private static string? AskerOf(string post, string department) => post.NullIfEmpty() ?? department.NullIfEmpty();

    private static string TokenOf(string list, int next) =>
        next == 0 ? "" : PageToken.Encode(list, next.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
