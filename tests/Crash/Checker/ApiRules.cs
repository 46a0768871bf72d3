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
            var late = compliance.AcknowledgeBy is { } by && compliance.AsOf.ToDateTime() > by.ToDateTime();
            var overdue = compliance.ComplyBy is { } due && compliance.AsOf.ToDateTime() > due.ToDateTime();
            Compare($"{files.Directive} in {department}", compliance.Total.Tally, totals[department], late, overdue, findings);
            Compare($"{files.Directive} in {department} by itself", compliance.Own, Own(recount, department), late, overdue, findings);
            foreach (var child in compliance.Children)
                Compare($"{files.Directive} in {child.Department}, as {department} has it", child.Tally, totals[child.Department], late, overdue, findings);
        }
    }

    public static async Task CheckOutcomesAsync(
        Api api, IReadOnlyList<Command> commands, RoundFiles files, IReadOnlyList<Fact> facts, Findings findings)
    {
        var stored = facts.Where(fact => fact.Operation.Length > 0).GroupBy(fact => (fact.Operation, fact.Kind)).ToDictionary(same => same.Key, same => same.First());
        var operations = stored.Keys.Select(key => key.Operation).ToHashSet(StringComparer.Ordinal);
        var holders = files.Posts.ToDictionary(post => $"{post.Department}/{post.Seat}", post => post.Person, StringComparer.Ordinal);
        var heads = files.Departments.ToDictionary(department => department.Id, department => department.Head, StringComparer.Ordinal);
        using var gate = new SemaphoreSlim(Api.AtATime);
        var asked = await Task.WhenAll(commands.Select(async command =>
        {
            var bearer = command.Fact switch
            {
                "Issued" => "role:issuer",
                "ComplianceReported" => holders[heads[command.Key]],
                _ => holders.GetValueOrDefault(command.Key, ""),
            };

            // Nobody may ask for a vacant post; and under an operation id that was used twice the first outcome is told.
            if (command.Fact == "RegistryImported" || bearer.Length == 0)
                return (Command: command, Asked: false, Outcome: null);
            await gate.WaitAsync();
            try
            {
                return (Command: command, Asked: true, Outcome: await api.GetOutcomeAsync(command, bearer));
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

    private static void Compare(string what, Tally tally, Count count, bool late, bool overdue, Findings findings)
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
            ("closed", tally.Closed, count.Closed),
            ("offices closed", tally.OfficesClosed, count.OfficesClosed),
            ("overdue", tally.Overdue, late ? count.Outstanding : 0),
            ("offices overdue", tally.OfficesOverdue, overdue ? count.Owing - count.Complied - count.OfficesClosed : 0),
        ];
        var wrong = columns.Where(column => column.Told != column.Counted).Select(column => $"{column.Name} {column.Told} and counted {column.Counted}").ToList();
        findings.Require(wrong.Count == 0, Broken.Miscounted, $"{what}: {string.Join(", ", wrong)}");
    }

    private static Count Own(Recount recount, string department) =>
        recount.Offices.TryGetValue(department, out var office) ? office.Own() : new OfficeCount().Own();

    private static long Micros(OperationOutcome outcome) => outcome.At.Seconds * 1_000_000 + outcome.At.Nanos / 1_000;
}
