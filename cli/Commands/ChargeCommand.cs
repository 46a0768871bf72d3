using System.CommandLine;
using Directives.Cli.Drafts;
using Directives.Cli.Views;
using Directives.V1;

namespace Directives.Cli.Commands;

/// <summary><c>directives charge</c>: who holds which post.</summary>
internal static class ChargeCommand
{
    private const int LargestPage = 100;

    public static Command Create(Runner run) =>
        new CliCommand("charge", "Who holds a post: assume, relinquish, transfer, delegate, and what goes with the charge")
        {
            CreateAssume(run), CreateRelinquish(run), CreateTransfer(run), CreateDelegate(run), CreateEndDelegation(run), CreateReport(run),
        };

    private static CliCommand CreateAssume(Runner run)
    {
        var (post, person, operation) = (Post(), Person("Who takes charge"), Inputs.OperationId());
        var (name, urdu) = Names();
        var kind = new Option<string>("--kind") { Description = $"{Words<ChargeKind>.All}; regular unless given", HelpName = "KIND", DefaultValueFactory = _ => Words<ChargeKind>.Of(ChargeKind.Regular) };
        kind.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var word }] && !Words<ChargeKind>.TryRead(word, out _))
                result.AddError($"--kind: {word} is none of {Words<ChargeKind>.All}.");
        });
        var on = Day("--on", "The first day; today unless given");
        var until = Day("--until", "The last day, where the charge is given for a time");
        var command = new CliCommand(
            "assume", "A person takes charge of a vacant post and is served whatever is in force on it",
            "directives charge assume law/section-officer-1 --person p-901 --name \"Ayesha Khan\" --urdu-name \"عائشہ خان\" --role admin")
        {
            post, person, name, urdu, kind, on, until, operation,
        };
        return command.Does(run, async (parse, session, cancellation) =>
        {
            _ = Words<ChargeKind>.TryRead(parse.GetRequiredValue(kind), out var charge);
            var request = new AssumeChargeRequest
            {
                Post = parse.GetRequiredValue(post),
                Person = parse.GetRequiredValue(person),
                Name = new LocalText { En = parse.GetRequiredValue(name), Ur = parse.GetRequiredValue(urdu) },
                Charge = charge,
                On = parse.GetValue(on) ?? "",
                Until = parse.GetValue(until) ?? "",
                OperationId = session.Operate(parse.GetValue(operation)),
            };
            var assumed = await session.Connection.Charge.AssumeAsync(request, session.Connection.Within(cancellation));
            session.Answer(assumed, answer => session.Terminal.Output.WriteLine(Plain.Line(DescribeAssumed(answer))));
        });
    }

    private static CliCommand CreateRelinquish(Runner run)
    {
        var (post, person, operation) = (Post(), Person("Who gives up charge"), Inputs.OperationId());
        var on = Day("--on", "The last day; today unless given");
        var command = new CliCommand(
            "relinquish", "A person gives up charge of a post, which is vacant from then on; his answers stand",
            "directives charge relinquish law/section-officer-1 --person p-112 --role admin")
        {
            post, person, on, operation,
        };
        return command.Does(run, async (parse, session, cancellation) =>
        {
            var request = new RelinquishChargeRequest
            {
                Post = parse.GetRequiredValue(post),
                Person = parse.GetRequiredValue(person),
                On = parse.GetValue(on) ?? "",
                OperationId = session.Operate(parse.GetValue(operation)),
            };
            var ended = await session.Connection.Charge.RelinquishAsync(request, session.Connection.Within(cancellation));
            session.Answer(ended, answer => session.Terminal.Output.WriteLine(Plain.Line(
                $"{answer.Incumbent.Person} has relinquished charge of {answer.Post} on {answer.To}.")));
        });
    }

    private static CliCommand CreateTransfer(Runner run)
    {
        var (post, person, operation) = (Post(), Person("Who is transferred"), Inputs.OperationId());
        var to = new Option<string>("--to") { Description = "The vacant post that he takes charge of", HelpName = "POST", Required = true };
        var on = Day("--on", "The day; today unless given");
        var command = new CliCommand(
            "transfer", "A person gives up charge of one post and takes charge of another",
            "directives charge transfer law/section-officer-1 --to sgad/section-officer-4 --person p-112 --role admin")
        {
            post, to, person, on, operation,
        };
        return command.Does(run, async (parse, session, cancellation) =>
        {
            var request = new TransferChargeRequest
            {
                FromPost = parse.GetRequiredValue(post),
                ToPost = parse.GetRequiredValue(to),
                Person = parse.GetRequiredValue(person),
                On = parse.GetValue(on) ?? "",
                OperationId = session.Operate(parse.GetValue(operation)),
            };
            var moved = await session.Connection.Charge.TransferAsync(request, session.Connection.Within(cancellation));
            session.Answer(moved, answer => session.Terminal.Output.WriteLine(Plain.Line(
                $"{answer.Relinquished.Incumbent.Person} has relinquished {answer.Relinquished.Post}. {DescribeAssumed(answer.Assumed)}")));
        });
    }

    private static CliCommand CreateDelegate(Runner run)
    {
        var (post, person, operation) = (Post(), Person("Who acts for the holder"), Inputs.OperationId());
        var (name, urdu) = Names();
        var until = Day("--until", "The last day, within a year");
        until.Required = true;
        var command = new CliCommand(
            "delegate", "Another person acts for the holder of a post for a time; both are named in what he does",
            "directives charge delegate law/secretary --person p-901 --name \"Ayesha Khan\" --urdu-name \"عائشہ خان\" --until 2020-03-31 --as post:law/secretary")
        {
            post, person, name, urdu, until, operation,
        };
        return command.Does(run, async (parse, session, cancellation) =>
        {
            var request = new DelegateActsRequest
            {
                Post = parse.GetRequiredValue(post),
                Person = parse.GetRequiredValue(person),
                Name = new LocalText { En = parse.GetRequiredValue(name), Ur = parse.GetRequiredValue(urdu) },
                Until = parse.GetValue(until)!,
                OperationId = session.Operate(parse.GetValue(operation)),
            };
            var delegation = await session.Connection.Charge.DelegateAsync(request, session.Connection.Within(cancellation));
            session.Answer(delegation, answer => session.Terminal.Output.WriteLine(Plain.Line(
                $"{answer.Person} acts for the holder of {answer.Post} until {Moment.Of(answer.Until)}.")));
        });
    }

    private static CliCommand CreateEndDelegation(Runner run)
    {
        var (post, operation) = (Post(), Inputs.OperationId());
        var command = new CliCommand(
            "end-delegation", "Nobody acts for the holder of a post any more", "directives charge end-delegation law/secretary --as post:law/secretary")
        {
            post, operation,
        };
        return command.Does(run, async (parse, session, cancellation) =>
        {
            var request = new EndDelegationRequest { Post = parse.GetRequiredValue(post), OperationId = session.Operate(parse.GetValue(operation)) };
            var ended = await session.Connection.Charge.EndDelegationAsync(request, session.Connection.Within(cancellation));
            session.Answer(ended, _ => session.Terminal.Output.WriteLine(Plain.Line($"Nobody acts for the holder of {request.Post}.")));
        });
    }

    private static CliCommand CreateReport(Runner run)
    {
        var (post, limit) = (Post(), Inputs.Limit());
        var command = new CliCommand(
            "report", "What goes with the charge of a post: who has held it, and everything in force on it",
            "directives charge report law/section-officer-1 --as post:law/section-officer-1")
        {
            post, limit,
        };
        return command.Does(run, async (parse, session, cancellation) =>
        {
            var desk = parse.GetRequiredValue(post);
            var report = await Pages.GatherAsync(
                parse.GetValue(limit), LargestPage,
                async (size, token) => await session.Connection.Charge.GetChargeReportAsync(
                    new GetChargeReportRequest { Post = desk, PageSize = size, PageToken = token }, session.Connection.Within(cancellation)),
                page => page.InForce, page => page.NextPageToken);
            session.Answer(report, answer => Draw(session, answer));
        });
    }

    private static void Draw(CommandSession session, ChargeReport report)
    {
        var output = session.Terminal.Output;
        output.WriteLine(Plain.Line($"{report.Post}: {session.Say(report.Designation)}"));
        if (report.Delegation is { } delegation)
            output.WriteLine(Plain.Line($"{session.Say(delegation.Name)} ({delegation.Person}) acts for the holder until {Moment.Of(delegation.Until)}."));
        var holders = new Grid("Person", "Name", "Charge", "From", "To");
        foreach (var held in report.Incumbencies)
            holders.Add(held.Incumbent.Person, session.Say(held.Incumbent.Name), Words<ChargeKind>.Of(held.Incumbent.Charge), held.From, held.To);
        session.Draw(holders);
        var inForce = new Grid("In force", ">Version", "For", "Diary", "Served", "Standing", "Acknowledge by", "Done before, by others");
        foreach (var record in report.InForce)
        {
            var others = record.Acts.Where(act => !act.Counts).Select(act => $"{act.Fact} v{act.Version} by {act.Person}");
            inForce.Add(
                record.Directive, record.Version, Words<AddresseeKind>.Of(record.Addressee), record.DiaryNumber, Moment.Of(record.ServedAt),
                Words<Standing>.Of(record.Standing), Moment.Of(record.AcknowledgeBy), string.Join(", ", others));
        }

        session.Draw(inForce);
        session.SayMore(report.NextPageToken);
    }

    private static string DescribeAssumed(Incumbency answer)
    {
        var until = answer.Until.Length > 0 ? $" until {answer.Until}" : "";
        return $"{answer.Incumbent.Person} has charge of {answer.Post} from {answer.From}{until} "
            + $"({Words<ChargeKind>.Of(answer.Incumbent.Charge)}); served anew: {(answer.ServedAnew.Count == 0 ? "nothing in force" : string.Join(", ", answer.ServedAnew))}.";
    }

    private static Argument<string> Post() => new("POST") { Description = "The post, law/section-officer-1" };

    private static Option<string> Person(string description) => new("--person") { Description = description, HelpName = "PERSON", Required = true };

    private static Option<string?> Day(string name, string description) => new(name) { Description = description, HelpName = "YYYY-MM-DD" };

    private static (Option<string> English, Option<string> Urdu) Names() => (
        new("--name") { Description = "His name in English", HelpName = "NAME", Required = true },
        new("--urdu-name") { Description = "His name in Urdu", HelpName = "NAME", Required = true });
}
