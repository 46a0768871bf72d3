using Directives.Crash.World;
using Directives.V1;

namespace Directives.Crash.Load;

/// <summary>A department endorses the directive, which goes down to the offices below it; an amendment may come in between.</summary>
internal sealed class EndorsementStory(Actor actor, Order order, StoryTask story, Random chance) : IStory
{
    public async Task RunAsync()
    {
        if ((await EndorseAsync("endorse", 1, Actor.UntilInCharge)).Outcome is Outcome.Confirmed && chance.Next(2) == 0)
            await EndorseAsync("endorse-more", 1, []);
        await EndorseAsync("endorse-none", 9, []);
        if (order.Amended)
            await EndorseAsync("endorse-amended", 2, ["OTHER_VERSION"]);
        await OfficeReports.ReportAsync(actor, actor.Manner(giveUp: false), "endorsed", story.Department, order.Number, story.Head, 100, []);
    }

    private Task<Answer> EndorseAsync(string what, int version, string[] passing)
    {
        var act = new Act(actor.Operation(what, story.Department), "Endorsed", story.Department, order.Number, story.Head, version);
        var request = new EndorseRequest
        {
            OperationId = act.Operation, Department = story.Department, Directive = order.Number, Version = version,
            Instructions = new LocalText { En = "By formal file in this department", Ur = "اس محکمے میں باضابطہ فائل کے ذریعے" },
        };
        return actor.SendAsync(
            act, async (channel, options) => await new DepartmentService.DepartmentServiceClient(channel).EndorseAsync(request, options),
            async (channel, options) => await new DepartmentService.DepartmentServiceClient(channel).GetOutcomeAsync(
                new GetDepartmentOutcomeRequest { Department = story.Department, Directive = order.Number, OperationId = act.Operation }, options),
            passing);
    }
}
