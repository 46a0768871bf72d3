namespace Directives.Grains;

/// <summary>Before issue: one person drafts, another approves, and what was approved is issued.</summary>
internal sealed partial class DirectiveGrain
{
    public async Task<DraftRecord> Draft(DraftCommand command, CancellationToken cancellation)
    {
        Operation.Check(command.OperationId);
        if (DraftingRules.Find(draft.State, command.OperationId) is null)
        {
            RefuseTaken();
            var violations = DraftRules.Check(command.Draft);
            if (violations.Count > 0)
                throw new RefusedException(violations);
        }

        cancellation.ThrowIfCancellationRequested();
        await WriteDraftAsync(DraftingRules.Draft(draft.State, command, time.GetLedgerTime()));
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
        RefuseTaken();
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
        if (directive.State.Issued is { } issued && DirectiveRules.IsRepeat(directive.State, command.OperationId, digest))
            return issued;
        RefuseTaken();
        var approved = DraftingRules.ToIssue(draft.State, Number);
        var reach = await RequireFitAsync(approved);
        return await IssueAsync(new IssueCommand(command.OperationId, approved, command.By, false), digest, reach, cancellation);
    }

    private DraftRecord Kept => new(
        draft.State.Draft!, draft.State.Digest!, draft.State.Edition, draft.State.DraftedBy!, draft.State.DraftedAt!.Value,
        draft.State.ApprovedBy, draft.State.ApprovedAt, directive.State.Issued?.IssuedAt);

    private void RefuseTaken()
    {
        if (directive.State.Issued is not null)
            throw new RefusedException(Refusal.AlreadyExists, "NUMBER_TAKEN", $"{Number} was issued already.");
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
        var issued = DirectiveRules.Prepare(new IssueCommand("", checking, "", false), now);
        return (issued, audience, DraftFitness.Judge(issued, audience, offices, now));
    }

    private Task WriteDraftAsync(DraftState next) =>
        ReferenceEquals(next, draft.State) ? Task.CompletedTask : draft.WriteAsync(next, this);
}
