namespace Directives.Grains;

[GrainType("directive")]
internal sealed class DirectiveGrain(
    [PersistentState("directive", LedgerStorage.Name)] IPersistentState<DirectiveState> directive,
    TimeProvider time) : Grain, IDirectiveGrain
{
    public async Task<IssuedDirective> Issue(IssueCommand command, CancellationToken cancellation)
    {
        Operation.Check(command.OperationId);
        if (directive.State.Issued is { } issued)
        {
            return DirectiveRules.IsRepeat(directive.State, command)
                ? issued
                : throw new RefusedException(Refusal.AlreadyExists, "NUMBER_TAKEN", $"{command.Draft.Number} was issued already.");
        }

        var violations = DraftRules.Check(command.Draft);
        if (violations.Count > 0)
            throw new RefusedException(violations);

        var reach = await new DraftPlaces(GrainFactory).Resolve(command.Draft);
        var now = time.GetLedgerTime();
        if (command.DryRun)
            return DirectiveRules.Prepare(command, now);

        cancellation.ThrowIfCancellationRequested();
        await directive.WriteAsync(DirectiveRules.Issue(command, reach, now), this);
        return directive.State.Issued!;
    }

    public Task<IssuedDirective?> Get() => Task.FromResult(directive.State.Issued);

    public Task<DirectiveOrder?> GetOrder() => Task.FromResult(directive.State.ToOrder());

    public Task<OperationOutcome?> GetOutcome(string operationId) => Task.FromResult(
        directive.State is { Issued: { } issued, Operation: var operation } && operation == operationId
            ? new OperationOutcome(operationId, nameof(Issued), issued.IssuedAt)
            : null);

    public async Task PassDeadline(DeadlineKind deadline, DateTimeOffset due)
    {
        var next = DirectiveRules.PassDeadline(directive.State, deadline, due, time.GetLedgerTime());
        if (!ReferenceEquals(next, directive.State))
            await directive.WriteAsync(next, this);
    }
}

[GrainType("directives")]
internal sealed class DirectiveListGrain(
    [PersistentState("directives", LedgerStorage.Name)] IPersistentState<DirectiveListState> list) : Grain, IDirectiveListGrain
{
    public Task Add(DirectiveLine line) =>
        list.State.Lines.Any(known => known.Number == line.Number)
            ? Task.CompletedTask
            : list.WriteAsync(new DirectiveListState { Lines = list.State.Lines.Add(line) }, this);

    public Task<ImmutableArray<DirectiveLine>> List() =>
        Task.FromResult(list.State.Lines.Reverse().ToImmutableArray());
}
