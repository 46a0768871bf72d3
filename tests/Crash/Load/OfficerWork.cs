using System.Globalization;
using Directives.Crash.World;
using Directives.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace Directives.Crash.Load;

/// <summary>What officers and heads of offices do in a round, each by his own plan, several at a time.</summary>
internal sealed class OfficerWork(Caller caller, ClientCommand command, string client)
{
    private const int AtATime = 12;

    /// <summary>Not served yet: it passes.</summary>
    private static readonly string[] UntilServed = ["NOT_SERVED", "NOT_RECEIVED"];

    /// <summary>Charge not assumed yet, as the import is still under way: it passes too.</summary>
    private static readonly string[] UntilInCharge = [.. UntilServed, "ACCESS_DENIED", "NOT_INCUMBENT"];
    private readonly Order order = Order.Read(Path.Combine(command.Folder, "order.json"));

    public Task RunAsync(CancellationToken cancellation)
    {
        var random = new Random(command.Seed);
        var works = command.Officers!.Select<OfficerTask, Func<Random, Task>>(task => chance => ActAsync(task, chance, cancellation))
            .Concat(command.Offices!.Select<OfficeTask, Func<Random, Task>>(task => chance => ComplyAsync(task, chance, cancellation)))
            .Select(work => (Work: work, Chance: new Random(random.Next()))).ToArray();
        random.Shuffle(works);
        return Parallel.ForEachAsync(
            works, new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellation },
            async (work, _) => await work.Work(work.Chance));
    }

    private async Task ActAsync(OfficerTask task, Random chance, CancellationToken cancellation)
    {
        var insistence = new Insistence(caller, command.Round, chance, cancellation);
        var passing = task.Leaving ? UntilServed : UntilInCharge;
        var streams = chance.Next(3) == 0 ? $"department:{Organogram.Root}" : null;
        var plan = chance.Next(100);
        if (plan < 6)
        {
            await AnswerAsync("Acknowledged", "unopened", 1, passing);
            return;
        }

        if (plan < 10)
        {
            await OpenAsync("impostor", $"{task.Person}-x", UntilServed);
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
            await AnswerAsync("Acknowledged", "other", 2, []);
        if (plan is >= 24 and < 44)
            await AnswerAsync("Declined", "decline", 1, []);
        if (plan is < 34 or >= 50 && (await AnswerAsync("Acknowledged", "ack", 1, [])).Outcome is Outcome.Confirmed && plan > 95)
            await AnswerAsync("Declined", "ack", 1, []);

        Task<Answer> OpenAsync(string operation, string person, string[] passing, bool giveUp = true)
        {
            var act = new Act(Operation(operation, task.Post), "Opened", task.Post, order.Number, person, Via: streams);
            return insistence.SendAsync(
                act, MannerOf(chance, giveUp),
                (channel, options) => SubmitAsync(act, channel, options),
                Ask(act), passing);
        }

        Task<Answer> AnswerAsync(string fact, string operation, int version, string[] passing)
        {
            var act = new Act(Operation(operation, task.Post), fact, task.Post, order.Number, task.Person, version, fact == "Declined" ? "Not my charge" : "", streams);
            return insistence.SendAsync(
                act, MannerOf(chance, giveUp: true),
                (channel, options) => SubmitAsync(act, channel, options),
                Ask(act), passing);
        }
    }

    /// <summary>By the officer himself, or over the stream of the department's system.</summary>
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

    private Task<Answer> ComplyAsync(OfficeTask task, Random chance, CancellationToken cancellation)
    {
        var act = new Act(Operation("comply", task.Department), "ComplianceReported", task.Department, order.Number, task.Person, 1, "In force");
        return new Insistence(caller, command.Round, chance, cancellation).SendAsync(
            act, MannerOf(chance, giveUp: true),
            async (channel, options) => await new DepartmentService.DepartmentServiceClient(channel).ComplyAsync(
                new ComplyRequest { OperationId = act.Operation, Department = act.Key, Directive = act.Directive, Statement = act.Text, EvidenceText = "Circulated" }, options),
            async (channel, options) => await new DepartmentService.DepartmentServiceClient(channel).GetOutcomeAsync(
                new GetDepartmentOutcomeRequest { Department = act.Key, Directive = act.Directive, OperationId = act.Operation }, options),
            UntilInCharge);
    }

    /// <summary>One to five copies, a deadline that may be too short, and now and then a client that gives up.</summary>
    private Manner MannerOf(Random chance, bool giveUp)
    {
        var copies = command.Storm ? chance.Next(1, 6) : chance.Next(8) == 0 ? chance.Next(2, 6) : 1;
        var late = chance.Next(100) < (command.Storm ? 25 : 6);
        return new Manner(
            copies, giveUp && chance.Next(12) == 0,
            late ? TimeSpan.FromMilliseconds(chance.Next(1, 20)) : Caller.UsualDeadline);
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

    private string Operation(string what, string key) =>
        string.Create(CultureInfo.InvariantCulture, $"{command.Round}-{what}-{client}-{key}");
}
