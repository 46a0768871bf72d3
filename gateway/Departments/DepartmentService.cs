using System.Globalization;

namespace Directives.Gateway;

internal sealed class DepartmentService(IClusterClient cluster, OrganogramVersion organogram, EndorsementReader endorsements) : V1.DepartmentService.DepartmentServiceBase
{
    private const string Diary = "diary";

    public override async Task<V1.ListDepartmentInboxResponse> ListInbox(V1.ListDepartmentInboxRequest request, ServerCallContext context)
    {
        var size = request.PageSize.OrUsual(50);
        var before = PageToken.DecodeNumber(Diary, request.PageToken);
        var lines = await Department(request.Department).ListDiary(before, size);
        var response = new V1.ListDepartmentInboxResponse { Entries = { lines.Select(line => line.Entry.ToWire(request.Department, line.Complied)) } };
        if (lines.Length == size && lines[^1].Index > 1)
            response.NextPageToken = PageToken.Encode(Diary, lines[^1].Index.ToString(CultureInfo.InvariantCulture));
        return response;
    }

    public override async Task<V1.DiaryEntry> Receive(V1.ReceiveRequest request, ServerCallContext context)
    {
        var order = await cluster.GetGrain<IDirectiveGrain>(request.Directive).GetOrder()
            ?? throw RefusedException.NotFound($"directive {request.Directive}");
        var department = Department(request.Department);
        var receipt = await department.Receive(order, context.CancellationToken);
        return receipt.Entry.ToWire(request.Department, receipt.Tally.Complied);
    }

    public override async Task<V1.ComplianceReport> Comply(V1.ComplyRequest request, ServerCallContext context)
    {
        var command = new ComplyCommand(
            request.OperationId, request.Directive, context.GetCaller().Subject, request.Statement,
            request.EvidenceText.NullIfEmpty(), request.EvidenceSha256.NullIfEmpty())
        {
            Reference = request.Reference.NullIfEmpty(),
            Partial = request.Percent is 0 or 100 ? null : new PartialCompliance(request.Percent, request.Plan, Days.Read(request.PlannedBy)!.Value),
        };
        return (await Department(request.Department).Comply(command, context.CancellationToken)).ToWire(request.Department);
    }

    public override async Task<V1.Endorsement> Endorse(V1.EndorseRequest request, ServerCallContext context)
    {
        var given = await Department(request.Department).Endorse(request.ToCommand(context.GetCaller().Subject), context.CancellationToken);
        organogram.Forget(request.Department);
        var place = await Department(request.Department).GetPlace();
        return given.ToWire(place!.Name);
    }

    public override async Task<V1.ListEndorsementsResponse> ListEndorsements(V1.ListEndorsementsRequest request, ServerCallContext context)
    {
        var given = await endorsements.ReadGivenAsync(request.Directive, request.Department);
        var entry = await Department(request.Department).GetDiaryEntry(request.Directive);
        return new V1.ListEndorsementsResponse
        {
            Standing = { await endorsements.ReadAsync(request.Directive, entry?.Endorsed ?? []) },
            Given = { given },
        };
    }

    public override async Task<V1.OperationOutcome> GetOutcome(V1.GetDepartmentOutcomeRequest request, ServerCallContext context) =>
        (await Department(request.Department).GetOutcome(request.Directive, request.OperationId)).ToWire(request.OperationId);

    private IDepartmentGrain Department(string id) => cluster.GetGrain<IDepartmentGrain>(id);
}
