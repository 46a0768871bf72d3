using Directives.Crash.World;
using Directives.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace Directives.Crash.Load;

/// <summary>What those who were served ask of the issuer and are answered, reports in part, and acknowledgements on paper.</summary>
internal sealed class AnswerStory(Caller caller, Actor actor, Order order, StoryTask story, Random chance) : IStory
{
    private const string Issuer = "role:issuer";
    private readonly string asker = story.Post ?? story.Department;

    private string Post => story.Post ?? "";

    private string Department => story.Post is null ? story.Department : "";

    public Task RunAsync() => story.Kind switch
    {
        StoryKind.Exemption or StoryKind.OfficeExemption => ExemptAsync(),
        StoryKind.Clarification => ClarifyAsync(),
        StoryKind.Paper => AcknowledgeOnPaperAsync(),
        _ => ReportInPartAsync(),
    };

    private async Task ExemptAsync()
    {
        var acts = new PostActs(caller, actor, Post, order.Number);
        var first = await RequestAsync("request", Actor.UntilInCharge);
        if (first is null)
            return;
        await RequestAsync("request-more", []);
        var plan = chance.Next(6);
        if (plan == 0)
        {
            await DecideAsync("refuse", first.Number, "");
        }
        else
        {
            // Until today: a clock that is a day ahead ends it.
            await DecideAsync("grant", first.Number, Actor.Iso(Actor.Today.AddDays(plan < 4 ? 0 : 3)));
            if (plan == 5 && await RequestAsync("request-again", []) is { } second && await DecideAsync("grant-again", second.Number, Actor.Iso(Actor.Today.AddDays(2))))
                await DecideAsync("grant-twice", second.Number, Actor.Iso(Actor.Today.AddDays(1)));
        }

        if (story.Post is not null && chance.Next(3) == 0)
            await acts.AcknowledgeLatestAsync("exempted", story.Person, 1, Actor.UntilInCharge);
        if (story.Post is null && chance.Next(3) == 0)
            await OfficeReports.ReportAsync(actor, actor.Manner(giveUp: false), "exempted", story.Department, order.Number, story.Head, 100, Actor.UntilInCharge);
    }

    private async Task<Exemption?> RequestAsync(string what, string[] passing)
    {
        var act = new Act(actor.Operation(what, asker), "ExemptionRequested", order.Number, order.Number, story.Person);
        var request = new RequestExemptionRequest
        {
            OperationId = act.Operation, Directive = order.Number, Post = Post, Department = Department, Reason = "The portal moves", Until = Actor.Iso(Actor.Today.AddDays(5)),
        };
        Exemption? requested = null;
        await actor.SendAsync(act, async (channel, options) => requested = await Answers(channel).RequestExemptionAsync(request, options), null, passing);
        return requested;
    }

    private async Task<bool> DecideAsync(string what, int exemption, string until)
    {
        var act = new Act(actor.Operation(what, asker), until.Length == 0 ? "ExemptionRefused" : "ExemptionGranted", order.Number, order.Number, Issuer);
        var request = new DecideExemptionRequest
        {
            OperationId = act.Operation, Directive = order.Number, Exemption = exemption, Until = until, Reason = until.Length == 0 ? "No ground" : "",
        };
        var answer = await actor.SendAsync(
            act, async (channel, options) => await Answers(channel).DecideExemptionAsync(request, options),
            async (channel, options) => await Answers(channel).GetOutcomeAsync(
                new GetAnswerOutcomeRequest { OperationId = act.Operation, Directive = order.Number }, options));
        return answer.Outcome is Outcome.Confirmed;
    }

    private async Task ClarifyAsync()
    {
        if (await AskAsync("ask", 0, Actor.UntilInCharge) is not { } thread)
            return;
        if (chance.Next(4) > 0)
            await AnswerAsync("answer", thread.Number, share: chance.Next(2) == 0);
        if (chance.Next(2) == 0 && await AskAsync("ask-on", thread.Number, []) is not null)
            await AnswerAsync("answer-on", thread.Number, share: false);
    }

    private async Task<Clarification?> AskAsync(string what, int question, string[] passing)
    {
        var act = new Act(actor.Operation(what, asker), "ClarificationAsked", order.Number, order.Number, story.Person);
        var request = new AskClarificationRequest
        {
            OperationId = act.Operation, Directive = order.Number, Post = Post, Department = Department, Question = question, Text = "Does it apply here?",
        };
        Clarification? asked = null;
        await actor.SendAsync(act, async (channel, options) => asked = await Answers(channel).AskClarificationAsync(request, options), null, passing);
        return asked;
    }

    private Task<Answer> AnswerAsync(string what, int question, bool share)
    {
        var act = new Act(actor.Operation(what, asker), "ClarificationAnswered", order.Number, order.Number, Issuer);
        var request = new AnswerClarificationRequest { OperationId = act.Operation, Directive = order.Number, Question = question, Text = "It does.", Share = share };
        return actor.SendAsync(act, async (channel, options) => await Answers(channel).AnswerClarificationAsync(request, options));
    }

    private async Task AcknowledgeOnPaperAsync()
    {
        var acts = new PostActs(caller, actor, Post, order.Number);
        if (chance.Next(2) == 0)
            await acts.OpenAsync("before-paper", story.Person, Actor.UntilInCharge);
        var act = new Act(actor.Operation("paper", Post), "Acknowledged", Post, order.Number, story.Person, Via: story.Head);
        var request = new AcknowledgeOnPaperRequest
        {
            OperationId = act.Operation, Post = Post, Directive = order.Number, Version = 1, Person = story.Person, On = Actor.Iso(Actor.Today), Reference = "File 7",
        };
        await actor.SendAsync(
            act, async (channel, options) => await new OfficerService.OfficerServiceClient(channel).AcknowledgeOnPaperAsync(request, options),
            null, Actor.UntilInCharge);
        if (chance.Next(3) == 0)
            await acts.AnswerAsync("Acknowledged", "after-paper", story.Person, 1, []);
    }

    private async Task ReportInPartAsync()
    {
        var part = await OfficeReports.ReportAsync(
            actor, actor.Manner(giveUp: false), "part", story.Department, order.Number, story.Head, chance.Next(1, 100), Actor.UntilInCharge);
        if (part.Outcome is Outcome.Confirmed && chance.Next(3) > 0)
            await OfficeReports.ReportAsync(actor, actor.Manner(giveUp: false), "whole", story.Department, order.Number, story.Head, 100, []);
    }

    private static AnswerService.AnswerServiceClient Answers(GrpcChannel channel) => new(channel);
}
