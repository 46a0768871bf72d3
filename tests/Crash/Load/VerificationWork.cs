using Directives.Crash.World;
using Directives.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace Directives.Crash.Load;

/// <summary>What oversight and verifiers do when some offices have reported: draw, assign, find.</summary>
internal sealed class VerificationWork(Caller caller, ClientCommand command, string client)
{
    private const string Oversight = "role:oversight";
    private const int Size = 3;
    private readonly Order order = Order.Read(Path.Combine(command.Folder, "order.json"));

    public async Task RunAsync(CancellationToken cancellation)
    {
        var chance = new Random(command.Seed);
        var actor = new Actor(caller, command, client, chance, cancellation);
        if (await DrawAsync(actor) is not { } drawn)
            return;
        var cases = await actor.ReadAsync(Oversight, (channel, options) => Verifications(channel).ListCasesAsync(
            new ListCasesRequest { Directive = order.Number, Draw = drawn.Number }, options).ResponseAsync);
        foreach (var department in cases!.Cases.Select(found => found.Department))
        {
            // Whoever is in the chain of the office is refused: the next one is asked then.
            foreach (var verifier in command.Life!.Heads)
            {
                if (!await AssignAsync(actor, drawn.Number, department, verifier.Post))
                    continue;
                if (chance.Next(4) > 0 && await FindAsync(actor, "find", drawn.Number, department, verifier, (Finding)chance.Next(1, 4)) && chance.Next(3) == 0)
                    await FindAsync(actor, "correct", drawn.Number, department, verifier, (Finding)chance.Next(1, 4));
                break;
            }
        }
    }

    private async Task<DrawnSample?> DrawAsync(Actor actor)
    {
        var act = new Act(actor.Operation("draw", ""), "SampleDrawn", order.Number, order.Number, Oversight);
        DrawnSample? drawn = null;
        await actor.SendAsync(act, async (channel, options) => drawn = await Verifications(channel).DrawAsync(
            new DrawRequest { OperationId = act.Operation, Directive = order.Number, Seed = $"PrizeBond-{command.Round}", Size = Size }, options));
        return drawn;
    }

    private async Task<bool> AssignAsync(Actor actor, int draw, string department, string verifier)
    {
        var act = new Act(actor.Operation($"assign-{verifier.Split('/')[0]}", department), "VerifierAssigned", order.Number, order.Number, Oversight);
        var answer = await actor.SendAsync(
            act, async (channel, options) => await Verifications(channel).AssignAsync(
                new AssignRequest { OperationId = act.Operation, Directive = order.Number, Draw = draw, Department = department, Verifier = verifier }, options),
            async (channel, options) => await Verifications(channel).GetOutcomeAsync(
                new GetVerificationOutcomeRequest { OperationId = act.Operation, Directive = order.Number }, options));
        return answer.Outcome is Outcome.Confirmed;
    }

    private async Task<bool> FindAsync(Actor actor, string what, int draw, string department, OfficerTask verifier, Finding finding)
    {
        var act = new Act(actor.Operation(what, department), "Verified", order.Number, order.Number, verifier.Person);
        var request = new FindRequest
        {
            OperationId = act.Operation, Directive = order.Number, Draw = draw, Department = department, Verifier = verifier.Post, Finding = finding, Note = "Seen",
        };
        var answer = await actor.SendAsync(
            act, async (channel, options) => await Verifications(channel).FindAsync(request, options), null, Actor.UntilInCharge);
        return answer.Outcome is Outcome.Confirmed;
    }

    private static VerificationService.VerificationServiceClient Verifications(GrpcChannel channel) => new(channel);
}
