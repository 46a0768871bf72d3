using Directives.V1;
using Grpc.Core;

namespace Directives.Crash.Checker;

/// <summary>What the API answers: the tallies of every department are the recount, and outcomes are what took place.</summary>
internal static class ApiRules
{
    public static async Task CheckTalliesAsync(Api api, RoundFiles files, Recount recount, Findings findings)
    {
        var reached = files.Reached;
        var totals = new Dictionary<string, Count>(StringComparer.Ordinal);
        foreach (var department in reached.Reverse())
        {
            totals[department] = Own(recount, department)
                + files.Departments.Where(child => child.Parent == department).Aggregate(default(Count), (sum, child) => sum + totals[child.Id]);
        }

        using var gate = new SemaphoreSlim(Api.AtATime);
        var answers = await Task.WhenAll(reached.Select(async department =>
        {
            await gate.WaitAsync();
            try
            {
                return (Department: department, Compliance: (Compliance?)await api.GetComplianceAsync(files.Directive, department), Refusal: (string?)null);
            }
            catch (RpcException refused) when (refused.StatusCode is StatusCode.NotFound or StatusCode.FailedPrecondition)
            {
                return (Department: department, Compliance: null, Refusal: (string?)refused.Status.Detail);
            }
            finally
            {
                gate.Release();
            }
        }));
        foreach (var (department, compliance, refusal) in answers)
        {
            findings.Require(compliance is not null, Broken.Lost, $"{files.Directive} in {department} cannot be counted: {refusal}");
            if (compliance is null)
                continue;
            // Where each office has its own deadlines, what is overdue is what was so when they passed; otherwise the time tells.
            var late = new Late(files.DeadlinesVary, HasPassed(compliance.AcknowledgeBy, compliance), HasPassed(compliance.ComplyBy, compliance));
            Compare($"{files.Directive} in {department}", compliance.Total.Tally, totals[department], late, findings);
            Compare($"{files.Directive} in {department} by itself", compliance.Own, Own(recount, department), late, findings);
            foreach (var child in compliance.Children)
                Compare($"{files.Directive} in {child.Department}, as {department} has it", child.Tally, totals[child.Department], late, findings);
        }
    }

    /// <summary>Everything that can be asked for: who holds which post is told by nobody's GetOutcome.</summary>
    public static async Task CheckOutcomesAsync(
        Api api, IReadOnlyList<Command> commands, IReadOnlyList<Fact> facts, Charges charges, Findings findings)
    {
        var stored = facts.Where(fact => fact.Operation.Length > 0).GroupBy(fact => (fact.Operation, fact.Kind)).ToDictionary(same => same.Key, same => same.First());
        var operations = stored.Keys.Select(key => key.Operation).ToHashSet(StringComparer.Ordinal);
        using var gate = new SemaphoreSlim(Api.AtATime);
        var asked = await Task.WhenAll(commands.Select(async command =>
        {
            // Under an operation id that was used twice the first outcome is told.
            var (bearer, owner) = AskerOf(command, stored.GetValueOrDefault((command.Operation, command.Fact)), charges);
            if (bearer.Length == 0)
                return (Command: command, Asked: false, Outcome: null);
            await gate.WaitAsync();
            try
            {
                return (Command: command, Asked: true, Outcome: await api.GetOutcomeAsync(command, bearer, owner));
            }
            finally
            {
                gate.Release();
            }
        }));
        foreach (var (command, _, outcome) in asked.Where(answer => answer.Asked))
        {
            if (!stored.TryGetValue((command.Operation, command.Fact), out var fact))
            {
                findings.Require(
                    outcome is null || operations.Contains(command.Operation), Broken.Unverified, $"{command} is not in the ledger, and its outcome is {outcome?.Fact}");
            }
            else
            {
                findings.Require(
                    outcome is not null && outcome.Fact == command.Fact && Micros(outcome) == fact.At, outcome is null ? Broken.Lost : Broken.Unverified,
                    $"{command} is entry {fact.Number}, and its outcome is {outcome?.Fact ?? "not known"}");
            }
        }
    }

    /// <summary>Who may ask for the outcome, and whose command it is; nobody may where it is of no service that tells outcomes.</summary>
    private static (string Bearer, string Owner) AskerOf(Command command, Fact? fact, Charges charges) => command.Fact switch
    {
        "Issued" or "Amended" or "Rescinded" or "Reiterated" or "Drafted" or "Approved" => ("role:issuer", ""),
        "ClarificationAnswered" or "ExemptionGranted" or "ExemptionRefused" => ("role:issuer", ""),
        "ClarificationAsked" or "ExemptionRequested" => (fact is null ? "" : "role:issuer", fact?.Members.Text("asker") ?? ""),
        "SampleDrawn" or "VerifierAssigned" => ("role:oversight", ""),
        "Verified" => (fact is null ? "" : "role:oversight", fact?.Members.Text("verifier") ?? ""),
        "ComplianceReported" => (charges.Holdings[$"{command.Key}/head"].Person, ""),
        "Opened" or "Acknowledged" or "Declined" => ("department:punjab", ""),
        _ => ("", ""),
    };

    private static void Compare(string what, Tally tally, Count count, Late late, Findings findings)
    {
        (string Name, int Told, int Counted)[] columns =
        [
            ("offices", tally.Offices, count.Offices),
            ("offices received", tally.OfficesReceived, count.Received),
            ("offices owing", tally.OfficesOwing, count.Owing),
            ("offices complied", tally.OfficesComplied, count.Complied),
            ("served", tally.Served, count.ForAction + count.ForInformation),
            ("served for action", tally.ServedForAction, count.ForAction),
            ("served for information", tally.ServedForInformation, count.ForInformation),
            ("vacant", tally.Vacant, count.Vacant),
            ("opened", tally.Opened, count.Opened),
            ("acknowledged", tally.Acknowledged, count.Acknowledged),
            ("declined", tally.Declined, count.Declined),
            ("outstanding", tally.Outstanding, count.Outstanding),
            ("exempted", tally.Exempted, count.Exempted),
            ("offices exempted", tally.OfficesExempted, count.OfficesExempted),
            ("closed", tally.Closed, count.Closed),
            ("offices closed", tally.OfficesClosed, count.OfficesClosed),
            ("offices reported", tally.OfficesReported, count.OfficesReported),
            ("per cent reported", tally.PercentReported, count.Percent),
            ("overdue", tally.Overdue, late is { Varies: false, ToAcknowledge: true } ? count.Outstanding : count.Overdue),
            ("offices overdue", tally.OfficesOverdue, late is { Varies: false, ToComply: true } ? count.Unreported : count.OfficesOverdue),
        ];
        var wrong = columns.Where(column => column.Told != column.Counted).Select(column => $"{column.Name} {column.Told} and counted {column.Counted}").ToList();
        findings.Require(wrong.Count == 0, Broken.Miscounted, $"{what}: {string.Join(", ", wrong)}");
    }

    private static bool HasPassed(Google.Protobuf.WellKnownTypes.Timestamp? by, Compliance compliance) =>
        by is not null && compliance.AsOf.ToDateTime() > by.ToDateTime();

    private static Count Own(Recount recount, string department) =>
        recount.Offices.TryGetValue(department, out var office) ? office.Own() : new OfficeCount().Own();

    private static long Micros(OperationOutcome outcome) => outcome.At.Seconds * 1_000_000 + outcome.At.Nanos / 1_000;

    /// <summary>
    /// Whether deadlines have passed for everybody. Before that, and where each office has its own, what counts is what is on
    /// record: an endorsement may have made it tighter, or a clock that was ahead have come to it.
    /// </summary>
    private readonly record struct Late(bool Varies, bool ToAcknowledge, bool ToComply);
}
