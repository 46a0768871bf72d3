using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Directives.Grains;

[GrainType("verification")]
internal sealed class VerificationGrain : Grain, IVerificationGrain
{
    private const string CaseKind = "case";
    private const string VerifierKind = "verifier";

    private readonly IPersistentState<VerificationState> index;
    private readonly StateRows<PopulationState> populations;
    private readonly StateRows<SampleState> samples;
    private readonly StateRows<CaseState> cases;
    private readonly StateRows<VerifierState> verifiers;
    private readonly StateRows<OperationState> operations;
    private readonly ProductClock time;

    public VerificationGrain(
        [PersistentState("verification", LedgerStorage.Name)] IPersistentState<VerificationState> index,
        [FromKeyedServices(LedgerStorage.Name)] IGrainStorage storage,
        IGrainContext context,
        ProductClock time)
    {
        (this.index, this.time) = (index, time);
        populations = new(storage, context, "population");
        samples = new(storage, context, "sample");
        cases = new(storage, context, CaseKind);
        verifiers = new(storage, context, VerifierKind);
        operations = new(storage, context, OperationState.Kind);
    }

    private string Directive => this.GetPrimaryKeyString();

    public async Task<DrawnSample> Draw(DrawCommand command, CancellationToken cancellation)
    {
        VerificationRules.Check(command);
        var digest = VerificationRules.DigestOf(command);
        if (await FindOperationAsync(command.OperationId) is { } repeated)
            return index.State.Draws[repeated.Repeat(digest) - 1];
        if (index.State.Draws.Length >= VerificationRules.MaxDraws)
            throw RefusedException.NotAllowedNow("TOO_MANY_DRAWS", $"{VerificationRules.MaxDraws} samples were drawn under {Directive} already.");

        var population = await new ReportedDepartments(GrainFactory).FindAsync(Directive, cancellation);
        cancellation.ThrowIfCancellationRequested();
        var next = VerificationRules.Draw(Directive, index.State, command, population, time.GetLedgerTime());
        var number = next.Draws.Length;
        await WriteAsync(next with { Rows = next.Rows.Add(OperationState.Row(command.OperationId, digest, null, number, next.Facts[0])) });
        return index.State.Draws[number - 1];
    }

    public async Task<VerificationCase> Assign(AssignCommand command, CancellationToken cancellation)
    {
        Operation.Check(command.OperationId);
        var digest = VerificationRules.DigestOf(command);
        if (await FindOperationAsync(command.OperationId) is { } repeated)
        {
            repeated.Repeat(digest);
            return await FindCaseAsync(command.Draw, command.Department);
        }

        var found = await FindCaseAsync(command.Draw, command.Department);
        var post = await FindVerifierAsync(command.Verifier);
        if (post.Incumbent is not { } incumbent)
            throw RefusedException.NotAllowedNow("VERIFIER_VACANT", $"Nobody holds {command.Verifier}.");
        await CheckOutOfChainAsync(command.Department, command.Verifier, incumbent.Person);
        var name = VerificationRules.CaseName(found.Draw, found.Department);
        var assigned = (await verifiers.GetAsync(command.Verifier)).State;
        if (assigned.Cases.Length >= VerificationRules.MaxAssigned && !assigned.Cases.Contains(name))
            throw RefusedException.NotAllowedNow("TOO_MANY_ASSIGNED", $"{VerificationRules.MaxAssigned} departments are assigned to {command.Verifier} already.");

        cancellation.ThrowIfCancellationRequested();
        var change = VerificationRules.Assign(index.State, found, command, time.GetLedgerTime());
        var rows = await MoveAsync(name, found.Verifier, command.Verifier);
        await WriteAsync(change, name, [.. rows, OperationState.Row(command.OperationId, digest, null, command.Draw, change.Fact)]);
        return change.Case.Case!;
    }

    public async Task<VerificationCase> Find(FindCommand command, CancellationToken cancellation)
    {
        VerificationRules.Check(command);
        var digest = VerificationRules.DigestOf(command);
        if (await FindOperationAsync(command.OperationId) is { } repeated)
        {
            repeated.Repeat(digest);
            return await FindCaseAsync(command.Draw, command.Department);
        }

        var found = await FindCaseAsync(command.Draw, command.Department);
        var post = await FindVerifierAsync(command.Verifier);
        if (post.Incumbent?.Person != command.By)
            throw new RefusedException(Refusal.PermissionDenied, "NOT_INCUMBENT", $"{command.By} does not hold charge of {command.Verifier}.");
        await CheckOutOfChainAsync(command.Department, command.Verifier, command.By);
        cancellation.ThrowIfCancellationRequested();
        var change = VerificationRules.Find(index.State, found, command, post.Incumbent.Name, time.GetLedgerTime());
        await WriteAsync(
            change, VerificationRules.CaseName(found.Draw, found.Department),
            [OperationState.Row(command.OperationId, digest, command.Verifier, command.Draw, change.Fact)]);
        return change.Case.Case!;
    }

    public Task<ImmutableArray<DrawnSample>> ListDraws() => Task.FromResult(index.State.Draws);

    public async Task<ImmutableArray<VerificationCase>> ListCases(int draw, int after, int count)
    {
        var sample = await FindSampleAsync(draw);
        return [.. await Task.WhenAll(sample.Departments.Skip(after).Take(count).Select(department => ReadCaseAsync(draw, department)))];
    }

    public async Task<ImmutableArray<VerificationCase>> ListAssigned(string verifier, int after, int count)
    {
        var assigned = (await verifiers.GetAsync(verifier)).State.Cases;
        var found = await Task.WhenAll(assigned.Skip(after).Take(count).Select(async name => (await cases.GetAsync(name)).State.Case!));
        return [.. found];
    }

    public async Task<ImmutableArray<string>> ListPopulation(int draw, int after, int count)
    {
        await FindSampleAsync(draw);
        var population = index.State.Draws[draw - 1].Population;
        var found = ImmutableArray.CreateBuilder<string>();
        while (found.Count < count && after < population)
        {
            var page = await populations.GetAsync(VerificationRules.PopulationName(draw, after / PopulationState.PageSize));
            found.AddRange(page.State.Departments.Skip(after % PopulationState.PageSize).Take(count - found.Count));
            after = (after / PopulationState.PageSize + 1) * PopulationState.PageSize;
        }

        return found.ToImmutable();
    }

    public async Task<OperationOutcome?> GetOutcome(string? verifier, string operationId) =>
        await FindOperationAsync(operationId) is { } operation && operation.Id == operationId && operation.Owner == verifier
            ? operation.ToOutcome()
            : null;

    private async Task<StoredOperation?> FindOperationAsync(string operationId) =>
        (await operations.GetAsync(OperationState.NameOf(operationId))).State.Operation;

    private async Task<SampleState> FindSampleAsync(int draw) => draw >= 1 && draw <= index.State.Draws.Length
        ? (await samples.GetAsync(draw.ToString(CultureInfo.InvariantCulture))).State
        : throw RefusedException.NotFound($"draw {draw} under {Directive}");

    private async Task<VerificationCase> FindCaseAsync(int draw, string department) =>
        (await FindSampleAsync(draw)).Departments.Contains(department)
            ? await ReadCaseAsync(draw, department)
            : throw RefusedException.NotFound($"department {department} in the sample of draw {draw}");

    private async Task<VerificationCase> ReadCaseAsync(int draw, string department) =>
        (await cases.GetAsync(VerificationRules.CaseName(draw, department))).State.Case ?? new VerificationCase(draw, department, null, null, []);

    private Task<RosterPost> FindVerifierAsync(string verifier) => GrainFactory.GetGrain<IOfficerGrain>(verifier).GetPost();

    /// <summary>The verifier's department is neither the one that reported nor above nor below it, and he holds no post in it or above it.</summary>
    private async Task CheckOutOfChainAsync(string department, string verifier, string person)
    {
        if (!PostId.TryParse(verifier, out var verifiers, out _))
            throw RefusedException.NotFound($"post {verifier}");
        var office = await PlaceOfAsync(department);
        VerificationRules.CheckOutOfChain(office, await PlaceOfAsync(verifiers), verifier);
        var above = await Task.WhenAll(office.Path.Where(id => id != department).Select(PlaceOfAsync));
        VerificationRules.CheckHoldsNoPostIn([office, .. above], department, person);
    }

    private async Task<DepartmentPlace> PlaceOfAsync(string department) =>
        await GrainFactory.GetGrain<IDepartmentGrain>(department).GetPlace() ?? throw RefusedException.NotFound($"department {department}");

    /// <summary>The rows of the verifiers that a case goes from and to.</summary>
    private async Task<List<WrittenRow>> MoveAsync(string name, string? from, string to)
    {
        var rows = new List<WrittenRow>();
        if (from is not null && from != to)
        {
            var former = await verifiers.GetAsync(from);
            rows.Add(new($"{VerifierKind}/{from}", new VerifierState { Cases = former.State.Cases.Remove(name) }, former.ETag));
        }

        var next = await verifiers.GetAsync(to);
        if (!next.State.Cases.Contains(name))
            rows.Add(new($"{VerifierKind}/{to}", new VerifierState { Cases = next.State.Cases.Add(name) }, next.ETag));
        return rows;
    }

    private async Task WriteAsync(CaseChange change, string name, ImmutableArray<WrittenRow> rows)
    {
        var row = new WrittenRow($"{CaseKind}/{name}", change.Case, (await cases.GetAsync(name)).ETag);
        await WriteAsync(change.Index with { Rows = rows.Add(row) });
    }

    /// <summary>Everything that belongs to a change, or nothing. The rows that go with the index are read again when they are asked for.</summary>
    private async Task WriteAsync(VerificationState next)
    {
        try
        {
            await index.WriteAsync(next, this);
        }
        finally
        {
            foreach (var row in next.Rows)
            {
                var name = row.Name[(row.Name.IndexOf('/', StringComparison.Ordinal) + 1)..];
                samples.Forget(name);
                populations.Forget(name);
                cases.Forget(name);
                verifiers.Forget(name);
                operations.Forget(name);
            }
        }
    }
}
