using Directives.Crash.World;
using Directives.V1;

namespace Directives.Crash.Load;

/// <summary>What officers and heads of offices do in a round, each by his own plan, several at a time.</summary>
internal sealed class OfficerWork(Caller caller, ClientCommand command, string client)
{
    private const int AtATime = 12;
    private readonly Order order = Order.Read(Path.Combine(command.Folder, "order.json"));

    public Task RunAsync(CancellationToken cancellation)
    {
        var random = new Random(command.Seed);
        var works = command.Officers!.Select<OfficerTask, Func<Random, Task>>(task => chance => ActAsync(task, chance, cancellation))
            .Concat(command.Offices!.Select<OfficeTask, Func<Random, Task>>(task => chance => ComplyAsync(task, chance, cancellation)))
            .Concat(command.Stories!.Select<StoryTask, Func<Random, Task>>(story => chance => Story(story, chance, cancellation).RunAsync()))
            .Concat(command.Rivals!.Select<StoryTask, Func<Random, Task>>(story => chance => Charge(story, chance, cancellation).RivalAsync()))
            .Select(work => (Work: work, Chance: new Random(random.Next()))).ToArray();
        random.Shuffle(works);
        return Parallel.ForEachAsync(
            works, new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellation },
            async (work, _) => await work.Work(work.Chance));
    }

    private IStory Story(StoryTask story, Random chance, CancellationToken cancellation) => story.Kind switch
    {
        StoryKind.Handover or StoryKind.Transfer or StoryKind.Delegation or StoryKind.Acting or StoryKind.Occupied => Charge(story, chance, cancellation),
        StoryKind.Endorsement => new EndorsementStory(ActorOf(chance, cancellation), order, story, chance),
        _ => new AnswerStory(caller, ActorOf(chance, cancellation), order, story, chance),
    };

    private ChargeStory Charge(StoryTask story, Random chance, CancellationToken cancellation) =>
        new(caller, ActorOf(chance, cancellation), order, story, chance);

    private Actor ActorOf(Random chance, CancellationToken cancellation) => new(caller, command, client, chance, cancellation);

    private async Task ActAsync(OfficerTask task, Random chance, CancellationToken cancellation)
    {
        var acts = new PostActs(caller, ActorOf(chance, cancellation), task.Post, order.Number);
        var passing = task.Leaving ? Actor.UntilServed : Actor.UntilInCharge;
        var streams = chance.Next(3) == 0 ? $"department:{Organogram.Root}" : null;
        var plan = chance.Next(100);
        if (plan < 6)
        {
            await AnswerAsync("Acknowledged", "unopened", 1, passing);
            return;
        }

        if (plan < 10)
        {
            await OpenAsync("impostor", $"{task.Person}-x", Actor.UntilServed);
            return;
        }

        if (order.Amended && !task.Leaving && plan % 2 == 0)
        {
            await acts.AcknowledgeLatestAsync("latest", task.Person, 2, passing);
            return;
        }

        if (plan < 18 || command.Storm)
        {
            // Reordered: the answer may arrive before the opening that it needs.
            await Task.WhenAll(OpenAsync("open", task.Person, passing, giveUp: false), AnswerAsync("Acknowledged", "ack", 1, [.. passing, "NOT_OPENED"]));
            return;
        }

        if ((await OpenAsync("open", task.Person, passing)).Outcome is not Outcome.Confirmed)
            return;
        if (plan < 24)
            await AnswerAsync("Acknowledged", "other", 3, []);
        if (plan is >= 24 and < 44)
            await AnswerAsync("Declined", "decline", 1, []);
        if (plan is < 34 or >= 50 && (await AnswerAsync("Acknowledged", "ack", 1, [])).Outcome is Outcome.Confirmed && plan > 95)
            await AnswerAsync("Declined", "ack", 1, []);

        Task<Answer> OpenAsync(string operation, string person, string[] passing, bool giveUp = true) =>
            acts.OpenAsync(operation, person, passing, streams, giveUp);

        Task<Answer> AnswerAsync(string fact, string operation, int version, string[] passing) =>
            acts.AnswerAsync(fact, operation, task.Person, version, passing, streams, giveUp: true);
    }

    private async Task ComplyAsync(OfficeTask task, Random chance, CancellationToken cancellation)
    {
        var actor = ActorOf(chance, cancellation);
        await OfficeReports.ReportAsync(actor, actor.Manner(giveUp: true), "comply", task.Department, order.Number, task.Person, 100, Actor.UntilInCharge);
        if (order.HasDuty && await PeriodAsync(actor) is { } period)
            await OfficeReports.ReportAsync(actor, actor.Manner(giveUp: true), "attest", task.Department, period, task.Person, 100, Actor.UntilInCharge);
    }

    /// <summary>The period that opened with the order; null where none does: it was issued while the clock was ahead.</summary>
    private async Task<string?> PeriodAsync(Actor actor)
    {
        for (var tries = 0; tries < 20; tries++)
        {
            var listed = await actor.ReadAsync(
                "role:issuer", async (channel, options) => await new DirectiveService.DirectiveServiceClient(channel).ListPeriodsAsync(
                    new ListPeriodsRequest { Number = order.Number }, options));
            if (listed is { Periods: [var period, ..] })
                return period.Number;
            await actor.PauseAsync(150);
        }

        return null;
    }
}

/// <summary>Reports of compliance.</summary>
internal static class OfficeReports
{
    public static Task<Answer> ReportAsync(
        Actor actor, Manner manner, string what, string department, string directive, string head, int percent, string[] passing)
    {
        var act = new Act(actor.Operation(what, department), "ComplianceReported", department, directive, head, 1, percent == 100 ? "In force" : "In force in part");
        var request = new ComplyRequest
        {
            OperationId = act.Operation, Department = department, Directive = directive, Statement = act.Text, EvidenceText = "Circulated", Percent = percent,
        };
        if (percent < 100)
            (request.Plan, request.PlannedBy) = ("The rest moves next month", Actor.Iso(Actor.Today.AddDays(40)));
        return actor.SendAsync(
            act, manner,
            async (channel, options) => await new DepartmentService.DepartmentServiceClient(channel).ComplyAsync(request, options),
            async (channel, options) => await new DepartmentService.DepartmentServiceClient(channel).GetOutcomeAsync(
                new GetDepartmentOutcomeRequest { Department = department, Directive = directive, OperationId = act.Operation }, options),
            passing);
    }
}
