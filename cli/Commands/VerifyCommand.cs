using System.CommandLine;
using Directives.Cli.Drafts;
using Directives.Cli.Views;
using Directives.V1;

namespace Directives.Cli.Commands;

/// <summary><c>directives verify</c>: draw, assign, find, list, show.</summary>
internal static partial class VerifyCommand
{
    public static Command Create(Runner run) =>
        new CliCommand("verify", "Whether what departments have reported is so: a random sample, verifiers, findings")
        {
            CreateDraw(run), CreateAssign(run), CreateFind(run), CreateList(run), CreateShow(run),
        };

    private static CliCommand CreateDraw(Runner run)
    {
        var directive = Inputs.Directive();
        var size = new Option<int>("--size") { Description = "How many departments, 1 to 1,000", HelpName = "N", Required = true };
        size.Validators.Add(result => Inputs.CheckRange(result, 1, 1_000));
        var seed = new Option<string?>("--seed")
        {
            Description = "What decides the draw; best something that nobody could choose. Without it, the server takes one by chance",
            HelpName = "SEED",
        };
        var operation = Inputs.OperationId();
        var command = new CliCommand(
            "draw", "Draw a random sample of the departments that have reported a directive in force",
            "directives verify draw SGAD/2020/14 --size 30 --seed 2020-03-23:PrizeBond:750 --role oversight")
        {
            directive, size, seed, operation,
        };
        return command.Does(run, async (parse, session, cancellation) =>
        {
            var request = new DrawRequest
            {
                Directive = parse.GetRequiredValue(directive),
                Size = parse.GetValue(size),
                Seed = parse.GetValue(seed) ?? "",
                OperationId = session.Operate(parse.GetValue(operation)),
            };
            var drawn = await session.Connection.Verification.DrawAsync(request, session.Connection.Within(cancellation));
            session.Answer(drawn, answer =>
            {
                session.Terminal.Output.WriteLine(Plain.Line(
                    $"Draw {answer.Number} under {answer.Directive}: {answer.Size:N0} of {answer.Population:N0} departments, seed {answer.Seed}."));
                session.Terminal.Output.WriteLine(
                    "They are the ones with the lowest SHA-256 of the seed and the department's id, one after the other.");
            });
        });
    }

    private static CliCommand CreateAssign(Runner run)
    {
        var directive = Inputs.Directive();
        var draw = Draw();
        var department = Inputs.Department("The department of the sample");
        department.Required = true;
        var verifier = new Option<string>("--to") { Description = "The verifier's post, outside the chain of the department", HelpName = "POST", Required = true };
        var operation = Inputs.OperationId();
        var command = new CliCommand(
            "assign", "Assign a department of a sample to a verifier",
            "directives verify assign SGAD/2020/14 --draw 1 --department ppra --to law/law-officer --role oversight")
        {
            directive, draw, department, verifier, operation,
        };
        return command.Does(run, async (parse, session, cancellation) =>
        {
            var request = new AssignRequest
            {
                Directive = parse.GetRequiredValue(directive),
                Draw = parse.GetValue(draw),
                Department = parse.GetRequiredValue(department)!,
                Verifier = parse.GetRequiredValue(verifier),
                OperationId = session.Operate(parse.GetValue(operation)),
            };
            var assigned = await session.Connection.Verification.AssignAsync(request, session.Connection.Within(cancellation));
            session.Answer(assigned, answer => session.Terminal.Output.WriteLine(Plain.Line($"{answer.Department} of draw {answer.Draw} is assigned to {answer.Verifier}.")));
        });
    }

    private static CliCommand CreateFind(Runner run)
    {
        var directive = Inputs.Directive();
        var draw = Draw();
        var department = Inputs.Department("The department of the sample");
        department.Required = true;
        var verifier = Inputs.Post();
        verifier.Description = "The verifier's post";
        var finding = new Option<string>("--finding")
        {
            Description = $"What was found: {Words<Finding>.All}", HelpName = "FINDING", Required = true,
        };
        finding.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var word }] && !Words<Finding>.TryRead(word, out _))
                result.AddError($"--finding: {word} is none of {Words<Finding>.All}.");
        });
        var note = new Option<string>("--note") { Description = "What was seen", HelpName = "TEXT", Required = true };
        var evidence = new Evidence();
        var operation = Inputs.OperationId();
        var command = new CliCommand(
            "find", "Record what was found at a department, as its verifier; the last finding counts",
            "directives verify find SGAD/2020/14 --draw 1 --department ppra --post law/law-officer --finding false-report --note \"All groups are in use.\" --as post:law/law-officer")
        {
            directive, draw, department, verifier, finding, note, operation,
        };
        evidence.AddTo(command);
        return command.Does(run, async (parse, session, cancellation) =>
        {
            Words<Finding>.TryRead(parse.GetRequiredValue(finding), out var found);
            var request = new FindRequest
            {
                Directive = parse.GetRequiredValue(directive),
                Draw = parse.GetValue(draw),
                Department = parse.GetRequiredValue(department)!,
                Verifier = parse.GetRequiredValue(verifier),
                Finding = found,
                Note = parse.GetRequiredValue(note),
                EvidenceText = evidence.TextOf(parse),
                EvidenceSha256 = await evidence.DigestOfAsync(parse, cancellation),
                Reference = evidence.ReferenceOf(parse),
                OperationId = session.Operate(parse.GetValue(operation)),
            };
            var item = await session.Connection.Verification.FindAsync(request, session.Connection.Within(cancellation));
            session.Answer(item, answer => session.Terminal.Output.WriteLine(Plain.Line(
                $"{answer.Department}: {Words<Finding>.Of(answer.Findings[^1].Finding)}, found by {answer.Findings[^1].By} at {Moment.Of(answer.Findings[^1].At)}.")));
        });
    }

    private static Option<int> Draw() => new("--draw") { Description = "The number of the draw", HelpName = "N", DefaultValueFactory = _ => 1 };
}
