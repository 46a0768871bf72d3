using Directives.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace Directives.Crash.Load;

/// <summary>What the person in a post does with a directive, by himself or over the stream of his department's system.</summary>
internal sealed class PostActs(Caller caller, Actor actor, string post, string directive)
{
    public Task<Answer> OpenAsync(string what, string person, string[] passing, string? via = null, bool giveUp = false) =>
        SendAsync(new Act(actor.Operation(what, post), "Opened", post, directive, person, Via: via), giveUp, passing);

    /// <param name="fact">Acknowledged or Declined.</param>
    public Task<Answer> AnswerAsync(string fact, string what, string person, int version, string[] passing, string? via = null, bool giveUp = false) =>
        SendAsync(
            new Act(actor.Operation(what, post), fact, post, directive, person, version, fact == "Declined" ? "Not my charge" : "", via), giveUp, passing);

    /// <summary>Opens and acknowledges, in a way that the newer of two versions is the one that is answered in the end.</summary>
    /// <param name="latest">The version that comes to be in force.</param>
    public async Task AcknowledgeLatestAsync(string what, string person, int latest, string[] passing)
    {
        if ((await OpenAsync($"{what}-open", person, passing)).Outcome is not Outcome.Confirmed)
            return;
        if (latest == 1)
        {
            await AnswerAsync("Acknowledged", $"{what}-ack", person, 1, []);
            return;
        }

        // Whoever has opened the older one only has to open the newer: it is refused until then, but not before it has come.
        var answer = await AnswerAsync("Acknowledged", $"{what}-new", person, latest, ["OTHER_VERSION"]);
        if (answer.Reason != "NOT_OPENED")
            return;
        if ((await OpenAsync($"{what}-open-new", person, passing)).Outcome is Outcome.Confirmed)
            await AnswerAsync("Acknowledged", $"{what}-ack-new", person, latest, []);
    }

    private Task<Answer> SendAsync(Act act, bool giveUp, string[] passing) => actor.SendAsync(
        act, actor.Manner(giveUp), (channel, options) => SubmitAsync(act, channel, options), Ask(act), passing);

    private async Task SubmitAsync(Act act, GrpcChannel channel, CallOptions options)
    {
        var submission = new Submission { Person = act.By };
        switch (act.Fact)
        {
            case "Opened":
                submission.Open = new OpenRequest { OperationId = act.Operation, Post = act.Key, Directive = act.Directive, Language = "ur" };
                break;
            case "Declined":
                submission.Decline = new DeclineRequest { OperationId = act.Operation, Post = act.Key, Directive = act.Directive, Version = act.Version, Reason = act.Text };
                break;
            default:
                submission.Acknowledge = new AcknowledgeRequest { OperationId = act.Operation, Post = act.Key, Directive = act.Directive, Version = act.Version };
                break;
        }

        if (act.Via is not null)
            await caller.Streams.SendAsync(channel, options, submission);
        else if (submission.Open is not null)
            await Officers(channel).OpenAsync(submission.Open, options);
        else if (submission.Decline is not null)
            await Officers(channel).DeclineAsync(submission.Decline, options);
        else
            await Officers(channel).AcknowledgeAsync(submission.Acknowledge, options);
    }

    /// <summary>Under an operation id that is used twice the outcome may be that of the other act.</summary>
    private static Func<GrpcChannel, CallOptions, Task> Ask(Act act) => async (channel, options) =>
    {
        var outcome = await Officers(channel).GetOutcomeAsync(
            new GetOfficerOutcomeRequest { Post = act.Key, Directive = act.Directive, OperationId = act.Operation }, options);
        if (outcome.Fact != act.Fact)
            throw new RpcException(new Status(StatusCode.NotFound, $"The outcome is {outcome.Fact}."));
    };

    private static OfficerService.OfficerServiceClient Officers(GrpcChannel channel) => new(channel);
}
