using System.Collections.Concurrent;
using Directives.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace Directives.Crash.Checker;

/// <summary>The API as the checker asks it, past every proxy.</summary>
/// <param name="server">The address of the gateway that is active now.</param>
internal sealed class Api(Func<string> server, TimeProvider time) : IDisposable
{
    public const int AtATime = 16;
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(20);
    private readonly ConcurrentDictionary<string, Lazy<GrpcChannel>> channels = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> tokens = new(StringComparer.Ordinal);

    private GrpcChannel Channel => channels.GetOrAdd(server(), address => new Lazy<GrpcChannel>(() => GrpcChannel.ForAddress(address))).Value;

    public async Task<Compliance> GetComplianceAsync(string directive, string department) =>
        await new OversightService.OversightServiceClient(Channel).GetComplianceAsync(
            new GetComplianceRequest { Directive = directive, Department = department }, await OptionsAsync("role:oversight"));

    /// <param name="bearer">The person who may ask, or a role.</param>
    /// <param name="owner">The post or office whose command it is, where commands are kept by these; empty otherwise.</param>
    /// <returns>Null where no such operation took effect.</returns>
    public async Task<OperationOutcome?> GetOutcomeAsync(Command command, string bearer, string owner)
    {
        try
        {
            var options = await OptionsAsync(bearer);
            return command.Fact switch
            {
                "Issued" or "Amended" or "Rescinded" or "Reiterated" or "Drafted" or "Approved" =>
                    await new DirectiveService.DirectiveServiceClient(Channel).GetOutcomeAsync(
                        new GetDirectiveOutcomeRequest { Number = command.Key, OperationId = command.Operation }, options),
                "ComplianceReported" => await new DepartmentService.DepartmentServiceClient(Channel).GetOutcomeAsync(
                    new GetDepartmentOutcomeRequest { Department = command.Key, Directive = command.Directive, OperationId = command.Operation }, options),
                "ClarificationAsked" or "ClarificationAnswered" or "ExemptionRequested" or "ExemptionGranted" or "ExemptionRefused" =>
                    await new AnswerService.AnswerServiceClient(Channel).GetOutcomeAsync(
                        new GetAnswerOutcomeRequest
                        {
                            Directive = command.Directive, OperationId = command.Operation,
                            Post = owner.Contains('/') ? owner : "", Department = owner.Contains('/') ? "" : owner,
                        },
                        options),
                "SampleDrawn" or "VerifierAssigned" or "Verified" => await new VerificationService.VerificationServiceClient(Channel).GetOutcomeAsync(
                    new GetVerificationOutcomeRequest { Directive = command.Directive, OperationId = command.Operation, Verifier = owner }, options),
                _ => await new OfficerService.OfficerServiceClient(Channel).GetOutcomeAsync(
                    new GetOfficerOutcomeRequest { Post = command.Key, Directive = command.Directive, OperationId = command.Operation }, options),
            };
        }
        catch (RpcException exception) when (exception.StatusCode is StatusCode.NotFound)
        {
            return null;
        }
    }

    public void Dispose()
    {
        foreach (var open in channels.Values)
            open.Value.Dispose();
    }

    private async Task<CallOptions> OptionsAsync(string bearer)
    {
        if (!tokens.TryGetValue(bearer, out var token))
        {
            var request = new IssueDevelopmentTokenRequest();
            if (bearer.StartsWith("role:", StringComparison.Ordinal))
                request.Role = bearer["role:".Length..];
            else if (bearer.StartsWith("department:", StringComparison.Ordinal))
                request.Department = bearer["department:".Length..];
            else
                request.Person = bearer;
            var options = new CallOptions(deadline: time.GetUtcNow().UtcDateTime + AnswerTime);
            tokens[bearer] = token = (await new TokenService.TokenServiceClient(Channel).IssueDevelopmentTokenAsync(request, options)).Token;
        }

        return new CallOptions(new Metadata { { "authorization", $"Bearer {token}" } }, deadline: time.GetUtcNow().UtcDateTime + AnswerTime);
    }
}
