using Directives.Crash.World;
using Directives.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace Directives.Crash.Load;

/// <summary>Something that happens with a post or an office, step after step.</summary>
internal interface IStory
{
    Task RunAsync();
}

/// <summary>Persons come into a post and leave it, and go on acting.</summary>
internal sealed class ChargeStory(Caller caller, Actor actor, Order order, StoryTask story, Random chance) : IStory
{
    private const string Recorder = "role:admin";
    private const int ContendedTimes = 12;
    private readonly PostActs acts = new(caller, actor, story.Post!, order.Number);

    private int Latest => order.Amended ? 2 : 1;

    public Task RunAsync() => story.Kind switch
    {
        StoryKind.Handover => HandOverAsync(),
        StoryKind.Transfer => TransferAsync(),
        StoryKind.Delegation => DelegateAsync(),
        StoryKind.Acting => ActAsync(),
        _ => TryWhatIsOccupiedAsync(),
    };

    /// <summary>The other client's newcomer, who wants the post as soon as it is vacant.</summary>
    public async Task RivalAsync()
    {
        var rival = $"{story.Newcomer}-r";
        for (var times = 0; times < ContendedTimes; times++)
        {
            var answer = await AssumeAsync("rival", story.Post!, rival, ChargeKind.Additional);
            if (answer.Outcome is Outcome.Confirmed)
            {
                await acts.AcknowledgeLatestAsync("rival", rival, Latest, Actor.UntilServed);
                return;
            }

            if (answer.Reason != "OCCUPIED")
                return;
            await actor.PauseAsync(chance.Next(20, 80));
        }
    }

    private async Task HandOverAsync()
    {
        if (chance.Next(4) > 0)
        {
            if ((await acts.OpenAsync("former", story.Person, Actor.UntilInCharge)).Outcome is Outcome.Confirmed && chance.Next(2) == 0)
                await acts.AnswerAsync("Acknowledged", "former-ack", story.Person, 1, []);
        }

        var left = await RelinquishAsync("leave", story.Post!, story.Person);
        if (left.Outcome is not Outcome.Confirmed)
            return;
        var assumed = await AssumeAsync("assume", story.Post!, story.Newcomer, ChargeKind.Regular);
        await acts.OpenAsync("gone", story.Person, Actor.UntilServed);
        if (assumed.Outcome is not Outcome.Confirmed)
            return;
        await acts.AcknowledgeLatestAsync("next", story.Newcomer, Latest, Actor.UntilServed);
        if (chance.Next(3) == 0)
            await RelinquishAsync("leave-again", story.Post!, story.Newcomer);
    }

    private async Task TransferAsync()
    {
        var to = story.OtherPost!;
        if (chance.Next(2) == 0)
            await acts.AcknowledgeLatestAsync("before", story.Person, 1, Actor.UntilInCharge);
        var act = new Act(
            actor.Operation("transfer", story.Post!), "ChargeRelinquished", story.Department, "", Recorder, Also: "ChargeAssumed", AlsoKey: to.Split('/')[0]);
        var moved = await actor.SendAsync(
            act, async (channel, options) => await Charges(channel).TransferAsync(
                new TransferChargeRequest { OperationId = act.Operation, FromPost = story.Post, ToPost = to, Person = story.Person }, options));
        if (moved.Outcome is Outcome.Confirmed)
            await new PostActs(caller, actor, to, order.Number).AcknowledgeLatestAsync("moved", story.Person, Latest, Actor.UntilServed);
    }

    private async Task DelegateAsync()
    {
        var (holder, deputy) = (story.Person, $"{story.Newcomer}-d");
        if ((await DelegateAsync("delegate", holder, deputy)).Outcome is not Outcome.Confirmed)
            return;
        await acts.AcknowledgeLatestAsync("deputy", deputy, 1, Actor.UntilServed);
        if (chance.Next(3) == 0)
            await DelegateAsync("delegate-again", holder, $"{deputy}-2");
        var end = new Act(actor.Operation("end", story.Post!), "DelegationEnded", story.Department, "", holder);
        await actor.SendAsync(
            end, async (channel, options) => await Charges(channel).EndDelegationAsync(
                new EndDelegationRequest { OperationId = end.Operation, Post = story.Post }, options),
            null, Actor.UntilInCharge);
        await acts.AnswerAsync("Declined", "deputy-late", deputy, 1, []);
    }

    /// <summary>Charge for a day, of whoever looks after the work.</summary>
    private async Task ActAsync()
    {
        if ((await AssumeAsync("acting", story.Post!, story.Newcomer, ChargeKind.LookAfter, until: Actor.Iso(Actor.Today))).Outcome is Outcome.Confirmed)
            await acts.AcknowledgeLatestAsync("acting", story.Newcomer, 1, Actor.UntilServed);
    }

    private async Task TryWhatIsOccupiedAsync()
    {
        await acts.OpenAsync("holder", story.Person, Actor.UntilInCharge);
        await AssumeAsync("occupied", story.Post!, story.Newcomer, ChargeKind.Regular);
        await RelinquishAsync("not-his", story.Post!, story.Newcomer);

        // An id that is used for two commands is good for one of them.
        await RelinquishAsync("twice", story.Post!, story.Person);
        await AssumeAsync("twice", story.Post!, story.Newcomer, ChargeKind.Regular);
    }

    private Task<Answer> AssumeAsync(string what, string post, string person, ChargeKind charge, string until = "")
    {
        var act = new Act(actor.Operation(what, post), "ChargeAssumed", story.Department, "", Recorder);
        return actor.SendAsync(act, async (channel, options) => await Charges(channel).AssumeAsync(
            new AssumeChargeRequest { OperationId = act.Operation, Post = post, Person = person, Name = NameOf(person), Charge = charge, Until = until }, options));
    }

    private Task<Answer> RelinquishAsync(string what, string post, string person)
    {
        var act = new Act(actor.Operation(what, post), "ChargeRelinquished", story.Department, "", Recorder);
        return actor.SendAsync(act, async (channel, options) => await Charges(channel).RelinquishAsync(
            new RelinquishChargeRequest { OperationId = act.Operation, Post = post, Person = person }, options));
    }

    private Task<Answer> DelegateAsync(string what, string holder, string deputy)
    {
        var act = new Act(actor.Operation(what, story.Post!), "ActsDelegated", story.Department, "", holder);
        return actor.SendAsync(
            act, async (channel, options) => await Charges(channel).DelegateAsync(
                new DelegateActsRequest
                {
                    OperationId = act.Operation, Post = story.Post, Person = deputy, Name = NameOf(deputy), Until = Actor.Iso(Actor.Today.AddDays(10)),
                },
                options),
            null, Actor.UntilInCharge);
    }

    private static LocalText NameOf(string person) => new() { En = $"Person {person}", Ur = $"شخص {person}" };

    private static ChargeService.ChargeServiceClient Charges(GrpcChannel channel) => new(channel);
}
