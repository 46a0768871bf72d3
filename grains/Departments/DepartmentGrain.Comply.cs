namespace Directives.Grains;

/// <summary>The office's own reports, the register of its posts' acts, and the tally of its subtree.</summary>
internal sealed partial class DepartmentGrain
{
    public async Task<ComplianceReport> Comply(ComplyCommand command, CancellationToken cancellation)
    {
        _ = Place;
        var row = await reports.GetAsync(command.Directive);
        var entry = await FindEntry(command.Directive);
        if (entry?.Endorsements is not null && (await endorsements.GetAsync(command.Directive)).State.Find(command.OperationId) is not null)
            throw Operation.Reused(command.OperationId);
        cancellation.ThrowIfCancellationRequested();
        var next = DepartmentRules.Comply(row.State, command, entry, time.GetLedgerTime());
        if (!ReferenceEquals(next, row.State))
            await row.WriteAsync(next);
        return row.State.Reports.First(report => report.OperationId == command.OperationId);
    }

    public async Task<OperationOutcome?> GetOutcome(string directive, string operationId)
    {
        var row = await reports.GetAsync(directive);
        if (row.State.Reports.FirstOrDefault(report => report.OperationId == operationId) is { } report)
            return new OperationOutcome(operationId, nameof(ComplianceReported), report.At);
        return (await endorsements.GetAsync(directive)).State.Find(operationId) is { } given
            ? new OperationOutcome(operationId, nameof(Endorsed), given.Endorsement.At)
            : null;
    }

    public async Task<Entered> Register(string directive, ImmutableArray<RegisteredAct> acts) =>
        await Enter(directive, state => DepartmentRules.Register(state, acts))
        ?? throw RefusedException.NotAllowedNow("NOT_RECEIVED", $"{Place.Id} has not received {directive}.");

    public Task<Entered?> Gather(string directive, ImmutableArray<TallyReport> children) =>
        Enter(directive, state => DepartmentRules.Gather(state, children));

    public async Task<TallyReport?> Exempt(string directive, ImmutableArray<SeatExemption> exemptions)
    {
        if (await FindEntry(directive) is not { } entry)
            return null;

        var next = DepartmentRules.Exempt(entry, exemptions);
        if (!ReferenceEquals(next, entry))
        {
            // What is owed again when an exemption ends is chased again.
            next = Chasing.Reopen(next, time.GetLedgerTime(), out var due);
            await (await entries.GetAsync(directive)).WriteAsync(new EntryState { Entry = next, Due = [due] });
        }

        return DepartmentRules.Report(Place, next, await RegisterOf(directive));
    }

    public async Task<bool> StoreRegister(string directive, Guid activation)
    {
        if (activation != this.activation)
            return false;

        // An earlier one of which the caller has had no answer in time: what was entered since then is not in it.
        while (storing.TryGetValue(directive, out var earlier))
            await earlier.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (!unstored.TryGetValue(directive, out var register))
            return true;

        storing[directive] = StoreAsync(directive, register);
        try
        {
            await storing[directive];
        }
        finally
        {
            storing.Remove(directive);
        }

        return true;
    }

    public async Task<TallyReport?> GetTally(string directive) =>
        await FindCounted(directive) is var (entry, register) ? DepartmentRules.Report(Place, entry, register) : null;

    public async Task<DepartmentCompliance?> GetCompliance(string directive)
    {
        if (await FindCounted(directive) is not var (entry, register))
            return null;

        var names = Place.Children.ToDictionary(child => child.Id, StringComparer.Ordinal);
        var children = entry.PassedTo.Where(passed => names.ContainsKey(passed.Department)).Select(passed =>
        {
            var report = register.Children.Find(passed.Department);
            var tally = DepartmentRules.OfChild(passed, register);
            return new ChildCompliance(names[passed.Department], report is not null, report is { Complied: true }, tally);
        });
        return new DepartmentCompliance(
            Place, entry, DepartmentRules.HasComplied(entry, register),
            DepartmentRules.Report(Place, entry, register).Tally, DepartmentRules.Own(entry, register), [.. children]);
    }

    public async Task<ImmutableArray<PostStanding>> ListStandings(string directive)
    {
        if (await FindCounted(directive) is not var (entry, register))
            return [];

        var roster = Place.Roster.ToDictionary(post => post.Seat, StringComparer.Ordinal);
        return [.. entry.Served
            .Where(served => roster.ContainsKey(served.Seat))
            .Select(served => new PostStanding(roster[served.Seat], served, DepartmentRules.StandingOf(entry, served, register), entry.IsExempted(served.Seat)))];
    }

    private async Task<Entered?> Enter(string directive, Func<RegisterState, RegisterState> rule)
    {
        if (await FindCounted(directive) is not var (entry, register))
            return null;

        var next = rule(register);
        if (!ReferenceEquals(next, register))
            unstored[directive] = next;
        return new Entered(DepartmentRules.Report(Place, entry, next), activation);
    }

    private async Task StoreAsync(string directive, RegisterState register)
    {
        var row = await registers.GetAsync(directive);
        await row.WriteAsync(register);
        if (ReferenceEquals(unstored[directive], register))
            unstored.Remove(directive);
    }

    private async ValueTask<RegisterState> RegisterOf(string directive) =>
        unstored.TryGetValue(directive, out var register) ? register : (await registers.GetAsync(directive)).State;
}
