using System.Globalization;

namespace Directives.Gateway;

internal sealed class OfficerService(
    IClusterClient cluster, OrganogramVersion organogram, Submissions submissions, EndorsementReader endorsements) : V1.OfficerService.OfficerServiceBase
{
    private const string Inbox = "inbox";

    public override async Task<V1.ListOfficerInboxResponse> ListInbox(V1.ListOfficerInboxRequest request, ServerCallContext context)
    {
        var before = PageToken.DecodeNumber(Inbox, request.PageToken);
        var page = await Officer(request.Post).ListRecords(before, request.PageSize.OrUsual(50));
        return new V1.ListOfficerInboxResponse
        {
            Records = { page.Records.Select(OfficerMapping.ToWire) },
            NextPageToken = page.Next == 0 ? "" : PageToken.Encode(Inbox, page.Next.ToString(CultureInfo.InvariantCulture)),
        };
    }

    public override async Task<V1.OpenResponse> Open(V1.OpenRequest request, ServerCallContext context)
    {
        var command = await CommandAsync(context, request.Post, request.OperationId, request.Directive, 0, null);
        var record = await Officer(request.Post).Open(command, context.CancellationToken);
        try
        {
            return await TextOfAsync(request, record);
        }
        catch (Exception unread) when (unread is LedgerUnavailableException or RefusedException { Refusal: Refusal.Exhausted })
        {
            // That he has opened it is stored all the same.
            throw new LedgerUnavailableException(outcomeUnknown: true, unread.Message);
        }
    }

    private async Task<V1.OpenResponse> TextOfAsync(V1.OpenRequest request, OfficerRecord record)
    {
        var issued = await cluster.GetGrain<IDirectiveGrain>(request.Directive).Get()
            ?? throw RefusedException.NotFound($"directive {request.Directive}");
        var text = issued.ToText(request.Language);
        var told = record.ToWire();
        if (record.Endorsed is { } endorsed)
        {
            told.Endorsements.Clear();
            told.Endorsements.Add(await endorsements.ReadAsync(request.Directive, endorsed));
        }

        return new V1.OpenResponse { Record = told, Title = text.Title, Text = text.Text, TextDigest = text.TextDigest };
    }

    public override async Task<V1.OfficerRecord> Acknowledge(V1.AcknowledgeRequest request, ServerCallContext context)
    {
        var command = await CommandAsync(context, request.Post, request.OperationId, request.Directive, request.Version, null);
        return (await Officer(request.Post).Acknowledge(command, context.CancellationToken)).ToWire();
    }

    public override async Task<V1.OfficerRecord> AcknowledgeOnPaper(V1.AcknowledgeOnPaperRequest request, ServerCallContext context)
    {
        var paper = new PaperEntry(
            DateOnly.ParseExact(request.On, DirectiveMapping.DateFormat, CultureInfo.InvariantCulture), request.Reference, context.GetCaller().Subject);
        var command = new PaperCommand(request.OperationId, request.Directive, request.Person, request.Version, paper);
        return (await Officer(request.Post).AcknowledgeOnPaper(command, context.CancellationToken)).ToWire();
    }

    public override async Task<V1.OfficerRecord> Decline(V1.DeclineRequest request, ServerCallContext context)
    {
        var command = await CommandAsync(context, request.Post, request.OperationId, request.Directive, request.Version, request.Reason);
        return (await Officer(request.Post).Decline(command, context.CancellationToken)).ToWire();
    }

    public override Task Submit(
        IAsyncStreamReader<V1.Submission> requestStream, IServerStreamWriter<V1.SubmissionOutcome> responseStream, ServerCallContext context) =>
        submissions.RunAsync(requestStream, responseStream, context);

    public override async Task<V1.OperationOutcome> GetOutcome(V1.GetOfficerOutcomeRequest request, ServerCallContext context) =>
        (await Officer(request.Post).GetOutcome(request.Directive, request.OperationId)).ToWire(request.OperationId);

    private async ValueTask<ActCommand> CommandAsync(
        ServerCallContext context, string post, string operation, string directive, int version, string? reason) =>
        new(operation, directive, context.GetCaller().Subject, version, reason, PlaceVersion: await organogram.VersionOfAsync(post));

    private IOfficerGrain Officer(string post) => cluster.GetGrain<IOfficerGrain>(post);
}
