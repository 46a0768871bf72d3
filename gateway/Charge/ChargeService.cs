using System.Globalization;
using Directives.Gateway.Web;

namespace Directives.Gateway;

internal sealed class ChargeService(IClusterClient cluster, OrganogramVersion organogram, Headships headships, Access access, ProductClock time)
    : V1.ChargeService.ChargeServiceBase
{
    private const string Report = "charge";

    public override async Task<V1.Incumbency> Assume(V1.AssumeChargeRequest request, ServerCallContext context)
    {
        var (department, seat) = Parse(request.Post);
        var command = new AssumeCommand(
            request.OperationId, seat, new Incumbent(request.Person, request.Name.ToText(), (ChargeKind)request.Charge),
            DayOf(request.On), request.Until.Length == 0 ? null : DayOf(request.Until), context.GetCaller().Subject)
        {
            Undated = request.On.Length == 0,
        };
        return (await ChangeAsync(department, grain => grain.AssumeCharge(command, context.CancellationToken))).ToWire();
    }

    public override async Task<V1.Incumbency> Relinquish(V1.RelinquishChargeRequest request, ServerCallContext context)
    {
        var (department, seat) = Parse(request.Post);
        var command = new RelinquishCommand(request.OperationId, seat, request.Person, DayOf(request.On), context.GetCaller().Subject)
        {
            Undated = request.On.Length == 0,
        };
        return (await ChangeAsync(department, grain => grain.RelinquishCharge(command, context.CancellationToken))).ToWire();
    }

    public override async Task<V1.TransferChargeResponse> Transfer(V1.TransferChargeRequest request, ServerCallContext context)
    {
        // Whoever may not fill the other post is refused before anything is done.
        var assume = new V1.AssumeChargeRequest { OperationId = request.OperationId, Post = request.ToPost, Person = request.Person, On = request.On };
        var leave = new V1.RelinquishChargeRequest { OperationId = request.OperationId, Post = request.FromPost, Person = request.Person, On = request.On };
        var (department, seat) = Parse(request.FromPost);
        var place = await cluster.GetGrain<IDepartmentGrain>(department).GetPlace() ?? throw RefusedException.NotFound($"post {request.FromPost}");
        _ = place.Find(seat) ?? throw RefusedException.NotFound($"post {request.FromPost}");
        var held = await cluster.GetGrain<IDepartmentGrain>(department).ListIncumbencies(seat);
        var known = held.LastOrDefault(incumbency => incumbency.Incumbent.Person == request.Person)
            ?? throw RefusedException.NotAllowedNow("NOT_INCUMBENT", $"{request.Person} does not hold charge of {request.FromPost}.");
        assume.Name = known.Incumbent.Name.ToWire();
        assume.Charge = V1.ChargeKind.Regular;
        await access.AdmitAsync("/directives.v1.ChargeService/Assume", context.GetCaller(), assume);
        await CheckVacantAsync(request.ToPost, request.Person);

        var relinquished = await Relinquish(leave, context);
        return new V1.TransferChargeResponse { Relinquished = relinquished, Assumed = await Assume(assume, context) };
    }

    public override async Task<V1.Delegation> Delegate(V1.DelegateActsRequest request, ServerCallContext context)
    {
        var (department, seat) = Parse(request.Post);
        var command = new DelegateCommand(
            request.OperationId, seat, request.Person, request.Name.ToText(), PakistanDay.EndOf(DayOf(request.Until)), context.GetCaller().Subject);
        return (await ChangeAsync(department, grain => grain.DelegateActs(command, context.CancellationToken))).ToWire(request.Post);
    }

    public override async Task<V1.EndDelegationResponse> EndDelegation(V1.EndDelegationRequest request, ServerCallContext context)
    {
        var (department, seat) = Parse(request.Post);
        return await ChangeAsync(department, async grain =>
        {
            await grain.EndDelegation(request.OperationId, seat, context.GetCaller().Subject, context.CancellationToken);
            return new V1.EndDelegationResponse();
        });
    }

    public override async Task<V1.ChargeReport> GetChargeReport(V1.GetChargeReportRequest request, ServerCallContext context)
    {
        var (department, seat) = Parse(request.Post);
        var officer = cluster.GetGrain<IOfficerGrain>(request.Post);
        var post = await officer.GetPost();
        var page = await officer.ListRecords(PageToken.DecodeNumber(Report, request.PageToken), request.PageSize.OrUsual(50));
        var held = await cluster.GetGrain<IDepartmentGrain>(department).ListIncumbencies(seat);
        return new V1.ChargeReport
        {
            Post = request.Post,
            Designation = post.Designation.ToWire(),
            Delegation = post.Delegation is { } delegation && time.GetUtcNow() <= delegation.Until ? delegation.ToWire(request.Post) : null,
            Incumbencies = { held.Select(ChargeMapping.ToWire) },
            InForce = { page.Records.Where(record => record.Closed is null).Select(OfficerMapping.ToWire) },
            NextPageToken = page.Next == 0 ? "" : PageToken.Encode(Report, page.Next.ToString(CultureInfo.InvariantCulture)),
        };
    }

    /// <summary>Once it is answered, nothing here remembers the department as it was.</summary>
    private async Task<T> ChangeAsync<T>(string department, Func<IDepartmentGrain, Task<T>> change)
    {
        try
        {
            return await change(cluster.GetGrain<IDepartmentGrain>(department));
        }
        finally
        {
            organogram.Forget(department);
            headships.Change(department);
        }
    }

    private async Task CheckVacantAsync(string post, string person)
    {
        var there = await cluster.GetGrain<IOfficerGrain>(post).GetPost();
        if (there.Incumbent is { } present && present.Person != person)
            throw RefusedException.NotAllowedNow("OCCUPIED", $"{present.Person} holds charge of {post}: he relinquishes it first.");
    }

    /// <summary>Today in Pakistan where none is given.</summary>
    private DateOnly DayOf(string date) => Days.Read(date) ?? PakistanDay.Of(time.GetUtcNow());

    private static (string Department, string Seat) Parse(string post) =>
        PostId.TryParse(post, out var department, out var seat) ? (department, seat) : throw RefusedException.NotFound($"post {post}");
}
