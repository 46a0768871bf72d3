using System.Globalization;
using System.Security.Cryptography;

namespace Directives.Gateway;

internal sealed class VerificationService(IClusterClient cluster, VerificationReader reader, AssignedCases assigned) : V1.VerificationService.VerificationServiceBase
{
    private const string Cases = "cases";
    private const string Assigned = "assigned";
    private const string Population = "population";

    public override async Task<V1.DrawnSample> Draw(V1.DrawRequest request, ServerCallContext context)
    {
        var chance = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var command = new DrawCommand(request.OperationId, request.Seed.NullIfEmpty(), chance, request.Size, context.GetCaller().Subject);
        return (await Verification(request.Directive).Draw(command, context.CancellationToken)).ToWire();
    }

    public override async Task<V1.VerificationCase> Assign(V1.AssignRequest request, ServerCallContext context)
    {
        var command = new AssignCommand(
            request.OperationId, request.Draw, request.Department, request.Verifier, context.GetCaller().Subject);
        return (await Verification(request.Directive).Assign(command, context.CancellationToken)).ToWire(request.Directive);
    }

    public override async Task<V1.VerificationCase> Find(V1.FindRequest request, ServerCallContext context)
    {
        var command = new FindCommand(
            request.OperationId, request.Draw, request.Department, request.Verifier, context.GetCaller().Subject, (Finding)request.Finding,
            request.Note, request.EvidenceText.NullIfEmpty(), request.EvidenceSha256.NullIfEmpty(), request.Reference.NullIfEmpty());
        return (await Verification(request.Directive).Find(command, context.CancellationToken)).ToWire(request.Directive);
    }

    public override Task<V1.Verification> GetVerification(V1.GetVerificationRequest request, ServerCallContext context) =>
        reader.GetAsync(request.Directive);

    public override Task<V1.ListCasesResponse> ListCases(V1.ListCasesRequest request, ServerCallContext context) => CasesAsync(
        Cases, request.Directive, request.PageToken, request.PageSize, (after, count) => Verification(request.Directive).ListCases(request.Draw, after, count));

    public override Task<V1.ListCasesResponse> ListAssigned(V1.ListAssignedRequest request, ServerCallContext context) => request.Directive.Length == 0
        ? assigned.ListAsync(request.Verifier, request.PageSize.OrUsual(100), request.PageToken)
        : CasesAsync(
            Assigned, request.Directive, request.PageToken, request.PageSize,
            (after, count) => Verification(request.Directive).ListAssigned(request.Verifier, after, count));

    public override async Task<V1.ListPopulationResponse> ListPopulation(V1.ListPopulationRequest request, ServerCallContext context)
    {
        var (after, size) = (PageToken.DecodeNumber(Population, request.PageToken), request.PageSize.OrUsual(1_000));
        var departments = await Verification(request.Directive).ListPopulation(request.Draw, after, size);
        return new V1.ListPopulationResponse { Departments = { departments }, NextPageToken = TokenOf(Population, after, size, departments.Length) };
    }

    public override async Task<V1.OperationOutcome> GetOutcome(V1.GetVerificationOutcomeRequest request, ServerCallContext context) =>
        (await Verification(request.Directive).GetOutcome(request.Verifier.NullIfEmpty(), request.OperationId)).ToWire(request.OperationId);

    private static async Task<V1.ListCasesResponse> CasesAsync(
        string list, string directive, string token, int pageSize, Func<int, int, Task<ImmutableArray<VerificationCase>>> read)
    {
        var (after, size) = (PageToken.DecodeNumber(list, token), pageSize.OrUsual(100));
        var cases = await read(after, size);
        return new V1.ListCasesResponse
        {
            Cases = { cases.Select(item => item.ToWire(directive)) },
            NextPageToken = TokenOf(list, after, size, cases.Length),
        };
    }

    /// <summary>A page that is full may be the last: then the next one is empty.</summary>
    private static string TokenOf(string list, int after, int size, int found) =>
        found < size ? "" : PageToken.Encode(list, (after + found).ToString(CultureInfo.InvariantCulture));

    private IVerificationGrain Verification(string directive) => cluster.GetGrain<IVerificationGrain>(directive);
}
