using System.Collections.Concurrent;
using Directives.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace Directives.Crash.Checker;

/// <summary>The API as the checker asks it, past every proxy.</summary>
internal sealed class Api(string server, TimeProvider time) : IDisposable
{
    public const int AtATime = 16;
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(20);
    private readonly GrpcChannel channel = GrpcChannel.ForAddress(server);
    private readonly ConcurrentDictionary<string, string> tokens = new(StringComparer.Ordinal);

    public async Task<Compliance> GetComplianceAsync(string directive, string department) =>
        await new OversightService.OversightServiceClient(channel).GetComplianceAsync(
            new GetComplianceRequest { Directive = directive, Department = department }, await OptionsAsync("role:oversight"));

    /// <param name="bearer">The person who may ask, or a role.</param>
    /// <returns>Null where no such operation took effect.</returns>
    public async Task<OperationOutcome?> GetOutcomeAsync(Command command, string bearer)
    {
        try
        {
            var options = await OptionsAsync(bearer);
            return command.Fact switch
            {
                "Issued" => await new DirectiveService.DirectiveServiceClient(channel).GetOutcomeAsync(
                    new GetDirectiveOutcomeRequest { Number = command.Key, OperationId = command.Operation }, options),
                "ComplianceReported" => await new DepartmentService.DepartmentServiceClient(channel).GetOutcomeAsync(
                    new GetDepartmentOutcomeRequest { Department = command.Key, Directive = command.Directive, OperationId = command.Operation }, options),
                _ => await new OfficerService.OfficerServiceClient(channel).GetOutcomeAsync(
                    new GetOfficerOutcomeRequest { Post = command.Key, Directive = command.Directive, OperationId = command.Operation }, options),
            };
        }
        catch (RpcException exception) when (exception.StatusCode is StatusCode.NotFound)
        {
            return null;
        }
    }

    public void Dispose() => channel.Dispose();

    private async Task<CallOptions> OptionsAsync(string bearer)
    {
        if (!tokens.TryGetValue(bearer, out var token))
        {
            var request = new IssueDevelopmentTokenRequest();
            if (bearer.StartsWith("role:", StringComparison.Ordinal))
                request.Role = bearer["role:".Length..];
            else
                request.Person = bearer;
            var options = new CallOptions(deadline: time.GetUtcNow().UtcDateTime + AnswerTime);
            tokens[bearer] = token = (await new TokenService.TokenServiceClient(channel).IssueDevelopmentTokenAsync(request, options)).Token;
        }

        return new CallOptions(new Metadata { { "authorization", $"Bearer {token}" } }, deadline: time.GetUtcNow().UtcDateTime + AnswerTime);
    }
}
