namespace Directives.Grains;

/// <summary>Before issue: one person drafts, another approves, and what was approved is issued.</summary>
internal sealed partial class DirectiveGrain
{
    public async Task<DraftRecord> Draft(DraftCommand command, CancellationToken cancellation)
    {
        Operation.Check(command.OperationId);
        if (DraftingRules.Find(draft.State, command.OperationId) is null)
        {
            if (command.Reason is null)
                RefuseTaken();
            var violations = DraftRules.Check(command.Draft);
            if (violations.Count > 0)
                throw new RefusedException(violations);
            if (command.Reason is { } reason)
                LifeRules.CheckAmend(directive.State, new AmendCommand(command.OperationId, command.Draft, reason, command.By, true));
        }

        cancellation.ThrowIfCancellationRequested();
        await WriteDraftAsync(DraftingRules.Draft(draft.State, command, IssuedVersion, time.GetLedgerTime()));
        return Kept;
    }

    public async Task<DraftCheck> Check(DirectiveDraft? given)
    {
        var checking = given ?? draft.State.Draft ?? throw RefusedException.NotFound($"draft {Number}");
        var digest = DraftingRules.DigestOf(checking);
        IReadOnlyList<FieldViolation> wrong = DraftRules.Check(checking);
        if (wrong.Count == 0)
        {
            try
            {
                var (issued, audience, fitness) = await JudgeAsync(checking);
                return new DraftCheck(
                    digest, [.. fitness.Violations, .. await FindWrongLinksAsync(checking)], [.. fitness.Warnings], audience, issued);
            }
            catch (RefusedException refused) when (refused.Refusal is Refusal.InvalidArgument)
            {
                wrong = refused.Violations;
            }
        }

        return new DraftCheck(digest, [.. wrong], [], null, null);
    }

    public Task<DraftRecord?> GetDraft() => Task.FromResult(draft.State.Draft is null ? null : Kept);

    public async Task<DraftRecord> Approve(ApproveCommand command, CancellationToken cancellation)
    {
        Operation.Check(command.OperationId);
        if (!DraftingRules.MayApprove(draft.State, command, Number))
            return Kept;
        RefuseIssued();
        await RequireFitAsync(draft.State.Draft!);
        cancellation.ThrowIfCancellationRequested();
        await WriteDraftAsync(DraftingRules.Approve(draft.State, command, time.GetLedgerTime()));
        return Kept;
    }

    public async Task<IssuedDirective> IssueDraft(IssueDraftCommand command, CancellationToken cancellation)
    {
        Operation.Check(command.OperationId);
        if (DraftingRules.Find(draft.State, command.OperationId) is not null)
            throw Operation.Reused(command.OperationId);
        var digest = DirectiveRules.Digest(command);
        if (directive.State.Issued is { } issued && LifeRules.IsRepeat(directive.State, command.OperationId, digest))
            return directive.State.Operation == command.OperationId ? (await GetVersion(1))! : issued;
        RefuseIssued();
        var approved = DraftingRules.ToIssue(draft.State, Number);
        if (draft.State.Amends > 0)
        {
            var amendment = new AmendCommand(command.OperationId, approved, draft.State.Reason!, command.By, false);
            LifeRules.CheckAmend(directive.State, amendment);
            return await AmendAsync(amendment, digest, await RequireFitAsync(approved), cancellation);
        }

        var reach = await RequireFitAsync(approved);
        var calendar = await CalendarAsync(time.GetLedgerTime());
        return await IssueAsync(new IssueCommand(command.OperationId, approved, command.By, false), digest, reach, calendar, cancellation);
    }

    private DraftRecord Kept => new(
        draft.State.Draft!, draft.State.Digest!, draft.State.Edition, draft.State.DraftedBy!, draft.State.DraftedAt!.Value,
        draft.State.ApprovedBy, draft.State.ApprovedAt, IsOpen ? null : directive.State.Issued?.IssuedAt)
    {
        Amends = draft.State.Amends,
        Reason = draft.State.Reason,
    };

    private int IssuedVersion => directive.State.Issued?.Version ?? 0;

    /// <summary>There is a draft that has not been issued.</summary>
    private bool IsOpen => DraftingRules.IsOpen(draft.State, IssuedVersion);

    private void RefuseTaken()
    {
        if (directive.State.Issued is not null)
            throw new RefusedException(Refusal.AlreadyExists, "NUMBER_TAKEN", $"{Number} was issued already.");
    }

    /// <summary>Refuses what was drafted before the version that is in force.</summary>
    private void RefuseIssued()
    {
        if (draft.State.Draft is not null && !IsOpen)
            throw new RefusedException(Refusal.AlreadyExists, "NUMBER_TAKEN", $"{Number} was issued already, in version {IssuedVersion}.");
    }

    /// <exception cref="RefusedException">InvalidArgument, with what keeps it from being issued.</exception>
    private async Task<ImmutableArray<ReachTarget>> RequireFitAsync(DirectiveDraft checking)
    {
        var reach = await new DraftPlaces(GrainFactory).Resolve(checking);
        var (_, _, fitness) = await JudgeAsync(checking, reach);
        IReadOnlyList<FieldViolation> wrong = [.. fitness.Violations, .. await FindWrongLinksAsync(checking)];
        return wrong.Count == 0 ? reach : throw new RefusedException(wrong);
    }

    private async Task<(IssuedDirective Issued, AudiencePreview Audience, Fitness Fitness)> JudgeAsync(DirectiveDraft checking) =>
        await JudgeAsync(checking, await new DraftPlaces(GrainFactory).Resolve(checking));

    private async Task<(IssuedDirective Issued, AudiencePreview Audience, Fitness Fitness)> JudgeAsync(
        DirectiveDraft checking, ImmutableArray<ReachTarget> reach)
    {
        var (audience, offices) = await new AudienceWalk(GrainFactory).CountAsync(checking, reach);
        var now = time.GetLedgerTime();
        var calendar = await CalendarAsync(now);
        var issued = DirectiveRules.Prepare(new IssueCommand("", checking, "", false), now, calendar);
        return (issued, audience, DraftFitness.Judge(issued, audience, offices, now, calendar, directive.State.Issued?.Draft));
    }

    private Task WriteDraftAsync(DraftState next) =>
        ReferenceEquals(next, draft.State) ? Task.CompletedTask : draft.WriteAsync(next, this);
}
