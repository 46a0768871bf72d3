using Directives.Crash.World;
using Directives.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace Directives.Crash.Load;

/// <summary>What S&amp;GAD does with directives: drafts, approves and issues the round's, amends it, and repeats and cancels older ones.</summary>
internal sealed class LifeWork(Caller caller, ClientCommand command, string client)
{
    private const string Issuer = "role:issuer";

    /// <summary>Two persons of the role, so that one approves what the other drafted.</summary>
    private const string Drafter = "drafter", Approver = "approver";

    /// <summary>An attempt to issue it before it was approved was held up, and has come when it was.</summary>
    private const string Taken = "NUMBER_TAKEN";

    /// <summary>The clock may be a day ahead, so that the deadline has passed; or the organogram is not there yet.</summary>
    private static readonly string[] Passing = ["IMPORT_UNDER_WAY", "INVALID_FIELDS"];
    private readonly Order order = Order.Read(Path.Combine(command.Folder, "order.json"));
    private readonly Random random = new(command.Seed);

    public async Task IssueAsync(CancellationToken cancellation)
    {
        var actor = new Actor(caller, command, client, random, cancellation);
        var draft = order.ToDraft(Actor.Today);
        var answer = order.Drafted ? await DraftAndIssueAsync(actor, "Issued", draft, "") : await IssueAsync(actor, draft);
        if (answer.Outcome is not Outcome.Confirmed && answer.Reason != Taken)
            throw new CrashException($"{order.Number} was not issued: {answer.Reason} {answer.Message}");
    }

    /// <summary>Amends the round's directive, and repeats and cancels older ones meanwhile.</summary>
    public Task RunAsync(CancellationToken cancellation)
    {
        var actors = Enumerable.Range(0, 2).Select(index => new Actor(caller, command, client, new Random(command.Seed + index), cancellation)).ToArray();
        return Task.WhenAll(order.Amended ? AmendAsync(actors[0]) : Task.CompletedTask, CloseAsync(actors[1], command.Life!));
    }

    private Task<Answer> IssueAsync(Actor actor, DirectiveDraft draft)
    {
        var act = new Act(actor.Operation("issue", ""), "Issued", order.Number, order.Number, Issuer);
        return actor.SendAsync(
            act, async (channel, options) => await Directives(channel).IssueAsync(new IssueRequest { OperationId = act.Operation, Draft = draft }, options),
            Ask(act), Passing);
    }

    private async Task AmendAsync(Actor actor)
    {
        await actor.PauseAsync(command.Life!.AmendAfter);
        var draft = order.ToAmendment(Actor.Today);
        var answer = order.Drafted ? await DraftAndIssueAsync(actor, "Amended", draft, "Others are to know") : await AmendAsync(actor, draft);
        if (answer.Outcome is not Outcome.Confirmed && answer.Reason != Taken)
            throw new CrashException($"{order.Number} was not amended: {answer.Reason} {answer.Message}");
    }

    private Task<Answer> AmendAsync(Actor actor, DirectiveDraft draft)
    {
        var act = new Act(actor.Operation("amend", ""), "Amended", order.Number, order.Number, Issuer);
        return actor.SendAsync(
            act, async (channel, options) => await Directives(channel).AmendAsync(
                new AmendRequest { OperationId = act.Operation, Draft = draft, Reason = "Others are to know" }, options),
            Ask(act), Passing);
    }

    /// <summary>One drafts, and writes it again; another approves what it says then; and nothing else can be issued.</summary>
    /// <param name="fact">Issued or Amended.</param>
    private async Task<Answer> DraftAndIssueAsync(Actor actor, string fact, DirectiveDraft draft, string reason)
    {
        var what = fact == "Issued" ? "issue" : "amend";
        var first = draft.Clone();
        first.Title.En += ".";
        var older = await DraftAsync(actor, $"{what}-draft-1", first, reason, Drafter);
        await DraftAsync(actor, $"{what}-draft-other", draft, reason, Approver);
        await IssueDraftAsync(actor, fact, $"{what}-unapproved", []);
        var newer = await DraftAsync(actor, $"{what}-draft-2", draft, reason, Drafter);
        await ApproveAsync(actor, $"{what}-approve-own", newer!.DraftDigest, Drafter, []);
        await ApproveAsync(actor, $"{what}-approve-older", older!.DraftDigest, Approver, []);
        await ApproveAsync(actor, $"{what}-approve", newer.DraftDigest, Approver, Passing);
        return await IssueDraftAsync(actor, fact, what, Passing);
    }

    private async Task<DraftRecord?> DraftAsync(Actor actor, string what, DirectiveDraft draft, string reason, string by)
    {
        DraftRecord? record = null;
        var act = new Act(actor.Operation(what, ""), "Drafted", order.Number, order.Number, by, Via: $"{Issuer}:{by}");
        await actor.SendAsync(
            act, async (channel, options) => record = await Directives(channel).DraftAsync(
                new DraftRequest { OperationId = act.Operation, Draft = draft, AmendReason = reason }, options),
            null, Passing);
        return record;
    }

    private Task<Answer> ApproveAsync(Actor actor, string what, string digest, string by, string[] passing)
    {
        var act = new Act(actor.Operation(what, ""), "Approved", order.Number, order.Number, by, Via: $"{Issuer}:{by}");
        return actor.SendAsync(
            act, async (channel, options) => await Directives(channel).ApproveAsync(
                new ApproveRequest { OperationId = act.Operation, Number = order.Number, DraftDigest = digest }, options),
            Ask(act), passing);
    }

    private Task<Answer> IssueDraftAsync(Actor actor, string fact, string what, string[] passing)
    {
        var act = new Act(actor.Operation(what, ""), fact, order.Number, order.Number, Issuer);
        return actor.SendAsync(
            act, async (channel, options) => await Directives(channel).IssueDraftAsync(
                new IssueDraftRequest { OperationId = act.Operation, Number = order.Number }, options),
            Ask(act), passing);
    }

    private static async Task CloseAsync(Actor actor, LifeTask life)
    {
        if (life.Reiterates is { } repeated)
            await ReiterateAsync(actor, "reiterate", repeated);
        foreach (var (index, number) in life.Rescinds.Index())
            await RescindAsync(actor, $"rescind-{index}", number);
        if (life.Closed is not { } closed)
            return;
        await RescindAsync(actor, "rescind-closed", closed);
        await ReiterateAsync(actor, "reiterate-closed", closed);
    }

    private static Task<Answer> RescindAsync(Actor actor, string what, string number)
    {
        var act = new Act(actor.Operation(what, ""), "Rescinded", number, number, Issuer);
        return actor.SendAsync(
            act, async (channel, options) => await Directives(channel).RescindAsync(
                new RescindRequest { OperationId = act.Operation, Number = number, Reason = "No longer needed", Instrument = "Letter 7" }, options),
            Ask(act));
    }

    private static Task<Answer> ReiterateAsync(Actor actor, string what, string number)
    {
        var act = new Act(actor.Operation(what, ""), "Reiterated", number, number, Issuer);
        return actor.SendAsync(
            act, async (channel, options) => await Directives(channel).ReiterateAsync(
                new ReiterateRequest { OperationId = act.Operation, Number = number, Note = "Still needed" }, options),
            Ask(act));
    }

    private static Func<GrpcChannel, CallOptions, Task> Ask(Act act) => async (channel, options) =>
    {
        var outcome = await Directives(channel).GetOutcomeAsync(
            new GetDirectiveOutcomeRequest { Number = act.Directive, OperationId = act.Operation }, options);
        if (outcome.Fact != act.Fact)
            throw new RpcException(new Status(StatusCode.NotFound, $"The outcome is {outcome.Fact}."));
    };

    private static DirectiveService.DirectiveServiceClient Directives(GrpcChannel channel) => new(channel);
}
