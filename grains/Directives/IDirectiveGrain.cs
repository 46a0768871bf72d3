namespace Directives.Grains;

/// <summary>One directive. Key: its number.</summary>
[Alias("IDirectiveGrain")]
public interface IDirectiveGrain : IGrainWithStringKey
{
    /// <summary>Checks the draft against its own rules and the organogram in force; issues it unless it is a dry run.</summary>
    /// <remarks>The same operation id with the same draft gets the same answer.</remarks>
    /// <exception cref="RefusedException">
    /// InvalidArgument with the fields; AlreadyExists; OperationIdReused; NotAllowedNow (NO_ORGANOGRAM,
    /// IMPORT_UNDER_WAY, DRAFT_PENDING where the number is being drafted).
    /// </exception>
    [Alias("Issue")]
    Task<IssuedDirective> Issue(IssueCommand command, CancellationToken cancellation);

    /// <summary>
    /// Writes the draft of a directive or of its next version, or writes it again, which drops its approval.
    /// </summary>
    /// <exception cref="RefusedException">
    /// InvalidArgument with the fields; AlreadyExists where the number was issued and no amendment is meant;
    /// PermissionDenied (NOT_THE_DRAFTER); NotAllowedNow (NOT_IN_FORCE, NOTHING_CHANGED); OperationIdReused.
    /// </exception>
    [Alias("Draft")]
    Task<DraftRecord> Draft(DraftCommand command, CancellationToken cancellation);

    /// <summary>Looks at a draft as <see cref="Approve"/> and <see cref="IssueDraft"/> would, and writes nothing.</summary>
    /// <param name="draft">Null for the draft that is kept here.</param>
    /// <exception cref="RefusedException">NotFound; NotAllowedNow (NO_ORGANOGRAM, IMPORT_UNDER_WAY).</exception>
    [Alias("Check"), ReadOnly]
    Task<DraftCheck> Check(DirectiveDraft? draft);

    /// <returns>Null where the number was not drafted.</returns>
    [Alias("GetDraft"), ReadOnly]
    Task<DraftRecord?> GetDraft();

    /// <summary>Approves exactly the draft whose digest is given.</summary>
    /// <exception cref="RefusedException">
    /// NotFound; PermissionDenied (SAME_PERSON: the drafter); NotAllowedNow (DRAFT_CHANGED, ALREADY_APPROVED);
    /// InvalidArgument with what keeps it from being issued; AlreadyExists; OperationIdReused.
    /// </exception>
    [Alias("Approve")]
    Task<DraftRecord> Approve(ApproveCommand command, CancellationToken cancellation);

    /// <summary>Issues the draft that was approved.</summary>
    /// <exception cref="RefusedException">
    /// NotFound; NotAllowedNow (NOT_APPROVED); InvalidArgument with what keeps it from being issued; AlreadyExists;
    /// OperationIdReused.
    /// </exception>
    [Alias("IssueDraft")]
    Task<IssuedDirective> IssueDraft(IssueDraftCommand command, CancellationToken cancellation);

    /// <returns>Null where no directive has this number.</returns>
    [Alias("Get"), ReadOnly]
    Task<IssuedDirective?> Get();

    /// <summary>How it stands, as it is stored; answered without waiting for what is under way.</summary>
    /// <returns>Null where no directive has this number.</returns>
    [Alias("GetStanding"), AlwaysInterleave]
    Task<DirectiveStanding?> GetStanding();

    /// <returns>Null where there is no such version.</returns>
    [Alias("GetVersion"), ReadOnly]
    Task<IssuedDirective?> GetVersion(int version);

    /// <summary>Makes the next version of the directive, which goes down the hierarchy and is served anew.</summary>
    /// <exception cref="RefusedException">
    /// InvalidArgument with the fields; NotFound; NotAllowedNow (NOT_IN_FORCE, NOTHING_CHANGED, DRAFT_PENDING,
    /// NO_ORGANOGRAM, IMPORT_UNDER_WAY); OperationIdReused.
    /// </exception>
    [Alias("Amend")]
    Task<IssuedDirective> Amend(AmendCommand command, CancellationToken cancellation);

    /// <summary>Cancels the directive: what is open under it is closed down the hierarchy.</summary>
    /// <exception cref="RefusedException">InvalidArgument; NotFound; NotAllowedNow (NOT_IN_FORCE); OperationIdReused.</exception>
    [Alias("Rescind")]
    Task<DirectiveStanding> Rescind(RescindCommand command, CancellationToken cancellation);

    /// <summary>Repeats the directive, which stays in force as it is.</summary>
    /// <exception cref="RefusedException">InvalidArgument; NotFound; NotAllowedNow (NOT_IN_FORCE); OperationIdReused.</exception>
    [Alias("Reiterate")]
    Task<DirectiveStanding> Reiterate(ReiterateCommand command, CancellationToken cancellation);

    /// <summary>
    /// Called by the relay for a directive that names this one: keeps the link, and is superseded, rescinded or reiterated
    /// by it. A link that is known changes nothing.
    /// </summary>
    [Alias("Follow")]
    Task Follow(LinkedBy link);

    /// <summary>The links of other directives to this one.</summary>
    [Alias("GetLinks"), ReadOnly]
    Task<KnownLinks> GetLinks();

    /// <summary>
    /// Called by the relay when an import of the organogram is being established: finds out anew where the directive has to go.
    /// </summary>
    /// <returns>What goes down from here on; null where it is not in force, or its jurisdiction is in the organogram no more.</returns>
    [Alias("Reroute")]
    Task<DirectiveOrder?> Reroute(long registryVersion);

    /// <summary>The periods of its duties, in the order in which they were opened.</summary>
    [Alias("ListPeriods"), ReadOnly]
    Task<ImmutableArray<PeriodLine>> ListPeriods();

    /// <summary>The numbers of the periods that can still be attested in time.</summary>
    [Alias("ListOpenPeriods"), ReadOnly]
    Task<ImmutableArray<string>> ListOpenPeriods();

    /// <summary>What goes out for a period. Null where it was not opened.</summary>
    [Alias("GetPeriod"), ReadOnly]
    Task<PeriodOrder?> GetPeriod(string duty, string period);

    /// <summary>The periods that a change of the directive took out of force.</summary>
    [Alias("ListPeriodClosings"), ReadOnly]
    Task<ImmutableArray<PeriodClosing>> ListPeriodClosings(int revision);

    /// <summary>Called by the relay, for the number of a period that its directive has opened: it is an order from here on. Once.</summary>
    [Alias("OpenPeriod")]
    Task OpenPeriod(PeriodOrder order);

    /// <summary>Called by the relay, for the number of a period: it goes out of force with its directive or its duty. Once.</summary>
    [Alias("ClosePeriod")]
    Task ClosePeriod(Closing closing);

    /// <summary>What goes down the hierarchy. Null where no directive has this number.</summary>
    [Alias("GetOrder"), ReadOnly]
    Task<DirectiveOrder?> GetOrder();

    [Alias("GetOutcome"), ReadOnly]
    Task<OperationOutcome?> GetOutcome(string operationId);

    /// <summary>Called by the relay when a deadline passes: the fact DeadlinePassed, once.</summary>
    /// <exception cref="RefusedException">NotAllowedNow (NOT_DUE) where the clock here is not there yet: call again.</exception>
    [Alias("PassDeadline")]
    Task PassDeadline(DeadlineKind deadline, DateTimeOffset due);

    /// <summary>
    /// Called by the relay when something of the directive falls due: a deadline, the time at which its issuer is told, or the
    /// first day of a period.
    /// </summary>
    /// <exception cref="RefusedException">NotAllowedNow (NOT_DUE) where the clock here is not there yet: call again.</exception>
    [Alias("PassDue")]
    Task PassDue(string what, DateTimeOffset due);
}

[GenerateSerializer, Alias("DeadlineKind")]
public enum DeadlineKind
{
    Acknowledge = 1,
    Comply = 2,

    /// <summary>By when every office has the directive in its diary.</summary>
    Receive = 3,
}

/// <param name="By">The person or role that issues it.</param>
[GenerateSerializer, Immutable, Alias("IssueCommand")]
public sealed record IssueCommand(
    [property: Id(0)] string OperationId,
    [property: Id(1)] DirectiveDraft Draft,
    [property: Id(2)] string By,
    [property: Id(3)] bool DryRun);
