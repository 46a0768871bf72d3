using System.Collections.Immutable;
using Directives.Grains;
using Directives.Tests.Support;
using static Directives.Tests.Rules.Given;

namespace Directives.Tests.Rules;

/// <summary>One of every type that is stored, with every member given.</summary>
internal static class StoredSamples
{
    private static readonly DateTimeOffset At = Now.AddMicroseconds(123_456);
    private static readonly ServedPost[] Served = [new("so-1", AddresseeKind.Action, false), new("so-2", AddresseeKind.Information, true, 4)];
    private static readonly DateOnly Day = new(2020, 3, 14);
    private static readonly PeriodOf Period = new("1/2020", "monitoring", "2020-03", new DateOnly(2020, 3, 1), new DateOnly(2020, 3, 31));

    public static ImmutableSortedDictionary<string, object> All { get; } = new Dictionary<string, object>
    {
        ["fact.RegistryImported"] = new RegistryImported(3, 2, 13, 24, "p-1", "9f86d081", "op-import"),
        ["fact.CalendarImported"] = new CalendarImported(2, [2020, 2026], 31, "p-1", "9f86d081", "op-calendar"),
        ["fact.Established"] = new Established(3, 24, 4),
        ["fact.Abolished"] = new Abolished(3),
        ["fact.Rerouted"] = new Rerouted(3),
        ["fact.Drafted"] = new Drafted(2, Text("Order"), "sgad", "p-1", "b5bb9d80", "op-draft"),
        ["fact.Approved"] = new Approved(2, "p-2", "b5bb9d80", "op-approve"),
        ["fact.Issued"] = new Issued(1, Text("Order"), "sgad", "punjab", "p-2", "2c26b46b", "op-issue") { Dispatch = "5/2020", ApprovedBy = "p-2", Period = Period },
        ["fact.PeriodOpened"] = new PeriodOpened("monitoring", "2020-03", new DateOnly(2020, 3, 1), new DateOnly(2020, 3, 31), At, 2),
        ["fact.Amended"] = new Amended(2, 3, Text("Order"), "p-2", "The date was wrong", "2c26b46b", "op-amend") { Changed = "title", Dispatch = "6/2020", ApprovedBy = "p-2" },
        ["fact.Superseded"] = new Superseded(4, "2/2020", "p-2", "op-supersede"),
        ["fact.Rescinded"] = new Rescinded(5, "No longer needed", "3/2020", "p-2", "op-rescind"),
        ["fact.ServedAnew"] = new ServedAnew(1, [.. Served], ["so-9"], ["sgad-estates"]) { Offices = [4], Attests = true, Endorsed = true },
        ["fact.ObligationsClosed"] = new ObligationsClosed(1, DirectiveStatus.Rescinded, ["sgad-estates"]),
        ["fact.ChargeAssumed"] = new ChargeAssumed(
            "so-1", 3, "p-9", Text("Officer"), ChargeKind.Acting, new DateOnly(2020, 2, 14), new DateOnly(2020, 3, 14), "p-2", "op-assume"),
        ["fact.ChargeRelinquished"] = new ChargeRelinquished("so-1", 2, "p-3", Text("Officer"), new DateOnly(2020, 2, 13), "p-2", "op-relinquish"),
        ["fact.ActsDelegated"] = new ActsDelegated("so-1", "p-3", "p-8", Text("Deputy"), At.AddDays(7), "p-3", "op-delegate"),
        ["fact.DelegationEnded"] = new DelegationEnded("so-1", "p-3", "p-8", "p-3", "op-end"),
        ["fact.Endorsed"] = new Endorsed(2, 1, "p-5", Text("Report to this office first"), At.AddDays(3), At.AddDays(9), ["sgad-estates"], "op-endorse"),
        ["fact.EndorsementReceived"] = new EndorsementReceived(1, [Given().Endorsement], ["sgad-estates"]) { Reopened = [DeadlineKind.Comply] },
        ["fact.DeadlinePassed"] = new DeadlinePassed(DeadlineKind.Comply, At),
        ["fact.Reminded"] = new Reminded(DeadlineKind.Acknowledge, At, ["so-1", "so-2"], "secretary"),
        ["fact.Escalated"] = new Escalated(StepKind.Head, DeadlineKind.Acknowledge, At, "sgad/secretary", 2, 1, ["so-1", "so-2"]),
        ["fact.Received"] = new Received(1, 7, 2020, ["sgad-estates", "sgad-procurement"]) { AlsoTold = ["law"], Offices = [1, 4], Attests = true, Endorsed = true },
        ["fact.RosterServed"] = new RosterServed(1, [.. Served]),
        ["fact.ComplianceReported"] = new ComplianceReported(2, 1, "p-5", "In force", "Circulated", "e3b0c442", "op-comply")
        {
            Reference = "SO-7/2020",
            Partial = new PartialCompliance(60, "The rest moves in May", Day),
        },
        ["fact.Opened"] = new Opened(1, 1, "p-3", Text("Officer"), "op-open") { Via = "law-system", For = "p-4", Incumbency = 2 },
        ["fact.Acknowledged"] = new Acknowledged(3, 1, "p-3", Text("Officer"), "op-acknowledge")
        {
            Via = "law-system", For = "p-4", Incumbency = 2, Paper = new PaperEntry(new DateOnly(2020, 2, 13), "File 7", "p-5"),
        },
        ["fact.Declined"] = new Declined(2, 1, "p-3", Text("Officer"), "Not my <charge> & \"more\"", "op-decline") { Via = "law-system", For = "p-4", Incumbency = 2 },
        ["state.calendar"] = Calendar(),
        ["fact.ClarificationAsked"] = new ClarificationAsked(4, 1, "sgad/so-1", "p-3", Text("Officer"), "Does it apply here?", "op-ask"),
        ["fact.ClarificationAnswered"] = new ClarificationAnswered(4, 2, "sgad/so-1", "p-2", "It does.", true, "op-answer"),
        ["fact.ExemptionRequested"] = new ExemptionRequested(2, "sgad/so-1", "p-3", Text("Officer"), "The portal moves", Day, "op-request"),
        ["fact.ExemptionGranted"] = new ExemptionGranted(2, 1, "sgad/so-1", "p-2", Day, At.AddDays(30), "Once only", "op-grant"),
        ["fact.ExemptionRefused"] = new ExemptionRefused(3, "law", "p-2", "No ground", "op-refuse"),
        ["fact.ExemptionExpired"] = new ExemptionExpired(2, 2, "sgad/so-1", At.AddDays(30)),
        ["fact.SampleDrawn"] = new SampleDrawn(1, "PrizeBond-750", 40, "2c26b46b", ["law", "sgad"], "p-9", "op-draw"),
        ["fact.VerifierAssigned"] = new VerifierAssigned(1, "law", "sgad/so-1", "p-9", "op-assign"),
        ["fact.Verified"] = new Verified(
            1, "law", 2, Finding.FalseReport, "sgad/so-1", "p-3", Text("Officer"), "All groups are in use", "Seen", "e3b0c442", "SO-7/2020", "op-find"),
        ["state.operation"] = new OperationState { Operation = new("op-ask", "a665a459", "ClarificationAsked", At, "sgad/so-1", 4) },
        ["state.correspondence"] = new CorrespondenceState { Questions = 4, Exemptions = 3, Open = [3, 4], Pending = [3], Shared = [1] },
        ["state.asker"] = new AskerState { Questions = [1, 4], Open = [4], Exemptions = [2, 3], Pending = 3, InForce = 2, Sequence = 5 },
        ["state.question"] = new QuestionState
        {
            Thread = new Clarification("1/2020", 4, "sgad/so-1", true, true, [new(true, At, "p-3", Text("Officer"), "It does.")]),
        },
        ["state.exemption"] = new ExemptionState { Exemption = Exempted() },
        ["state.verification"] = new VerificationState { Draws = [Drawn() with { Assigned = 4, Verified = 1, NotVerified = 2, FalseReports = 3 }] },
        ["state.population"] = new PopulationState { Departments = ["law", "sgad"] },
        ["state.sample"] = new SampleState { Departments = ["sgad", "law"] },
        ["state.case"] = new CaseState
        {
            Case = new VerificationCase(
                1, "law", "sgad/so-1", At, [new(Finding.FalseReport, At, "sgad/so-1", "p-3", Text("Officer"), "In use", "Seen", "e3b0c442", "SO-7/2020")]),
        },
        ["state.verifier"] = new VerifierState { Cases = ["1/law"] },
        ["state.registry"] = Registry(),
        ["state.registry.part"] = new RegistryPart { Places = [Place()] },
        ["state.directive"] = Directive(),
        ["fact.Reiterated"] = new Reiterated(2, "2/2020", "Still needed", "p-2", "op-reiterate"),
        ["fact.DecisionRecorded"] = new DecisionRecorded(Text("Cabinet"), Text("Meeting"), new DateOnly(2020, 1, 31), "7", "p-2", "2c26b46b", "op-record"),
        ["decision"] = Cabinet(),
        ["state.decision"] = new DecisionState { Recorded = new(Cabinet(), "p-2", At, "2c26b46b"), Operation = "op-record", Digest = "fcde2b2e" },
        ["state.links"] = new LinksState { Links = [new(LinkKind.Supersedes, "2/2020", 1, "p-2", "op-issue", "Replaced", At)], More = true },
        ["state.version"] = new VersionState { Issued = Directive().Issued },
        ["state.draft"] = new DraftState
        {
            Draft = FullDraft(), Amends = 1, Reason = "Wider", Edition = 2, Digest = "b5bb9d80", DraftedBy = "p-1", DraftedAt = At, ApprovedBy = "p-2", ApprovedAt = At.AddHours(1),
            Operations = [new("op-draft", "fcde2b2e", "Drafted", At)],
        },
        ["state.duties"] = new DutiesState
        {
            Duties = [new("monitoring", Day)],
            Periods = [new("monitoring", "2020-03", Day, Day.AddDays(17), At, At.AddDays(20), 1) { Closed = DirectiveStatus.Rescinded, ClosedIn = 2 }],
        },
        ["state.dispatch"] = new DispatchState { Serial = 5, Year = 2020 },
        ["state.given"] = new GivenState { Number = "5/2020", At = At },
        ["state.drafts"] = new DraftListState { Lines = [new("2/2020", Text("Order"), "sgad", "p-1", At, 2, 1)] },
        ["state.directives"] = new DirectiveListState { Pages = 2, Lines = [new("1/2020", Text("Order"), Precedence.Immediate, At, "punjab")] },
        ["state.place"] = new PlaceState { Place = Place(), Changes = 5, ChangedIn = 3, Charges = 2 },
        ["state.incumbency"] = new IncumbencyState { Held = [new(Held(), "op-assume", "a665a459", "op-relinquish", "fcde2b2e")] },
        ["state.diary"] = new DiaryState { Pages = 2, Serial = 7, Year = 2020, Changes = 3, Directives = ["1/2020", "7/2020"] },
        ["state.entry"] = new EntryState { Entry = Entry() },
        ["state.register"] = Register(),
        ["state.report"] = new ReportState { Reports = [Report()] },
        ["state.endorsement"] = new EndorsementState { Given = [Given()] },
        ["state.officer.directive"] = new OfficerDirectiveState
        {
            Acts = [new(Standing.Declined, At, "p-3", Text("Officer"), 1, "Not my charge", "op-decline")
            {
                Via = "law-system", For = "p-4", Incumbency = 2, Paper = new PaperEntry(new DateOnly(2020, 2, 13), "File 7", "p-5"),
            }],
        },
        ["draft"] = FullDraft(),
        ["register.act"] = Register().Acts[0],
        ["register.tally"] = Register().Children[0],
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>The same types with everything left out that can be.</summary>
    public static ImmutableSortedDictionary<string, object> Sparse { get; } = new Dictionary<string, object>
    {
        ["fact.ComplianceReported"] = new ComplianceReported(1, 1, "p-5", "In force", null, null, "op-comply"),
        ["fact.Received"] = new Received(1, 1, 2020, []),
        ["fact.Established"] = new Established(1, 0, 0),
        ["state.calendar"] = new CalendarState(),
        ["state.registry"] = new RegistryState(),
        ["state.registry.part"] = new RegistryPart(),
        ["state.directive"] = new DirectiveState(),
        ["state.directive issued"] = new DirectiveState
        {
            Issued = new IssuedDirective(SparseDraft(), 1, At, "p-2", null, null, "2c26b46b"),
            Operation = "op-issue",
            Digest = "fcde2b2e",
        },
        ["state.decision"] = new DecisionState(),
        ["state.links"] = new LinksState(),
        ["state.version"] = new VersionState(),
        ["state.draft"] = new DraftState(),
        ["state.duties"] = new DutiesState { Duties = [new("monitoring", Day)], Periods = [new("monitoring", "2020-03", Day, Day, At, At, 1)] },
        ["state.dispatch"] = new DispatchState(),
        ["state.given"] = new GivenState(),
        ["state.drafts"] = new DraftListState(),
        ["state.directives"] = new DirectiveListState(),
        ["state.place"] = new PlaceState(),
        ["state.place vacant"] = new PlaceState
        {
            Place = new DepartmentPlace(
                "punjab", Text("Punjab"), DepartmentKind.Government, ["punjab"], null, [],
                [TestOrganogram.Post("so-1", 1, "", "", null)], 1, 1, 1),
        },
        ["state.diary"] = new DiaryState(),
        ["state.entry"] = new EntryState(),
        ["state.entry bare"] = new EntryState { Entry = new("1/2020", 1, Text("Order"), 1, 2020, At, null, [], [], null, null) },
        ["state.incumbency"] = new IncumbencyState(),
        ["state.register"] = new RegisterState(),
        ["state.register zero"] = new RegisterState
        {
            Children = [new("law", null, 0, 0, false, new Tally())],
        },
        ["state.endorsement"] = new EndorsementState(),
        ["state.endorsement bare"] = new EndorsementState { Given = [Given() with { Endorsement = new("sgad", 1, 1, At, null, null) }] },
        ["fact.Endorsed"] = new Endorsed(1, 1, "p-5", Text("Report to this office first"), null, null, [], "op-endorse"),
        ["state.report"] = new ReportState { Reports = [new("1/2020", 1, At, "p-5", "In force", null, null, "op-comply")] },
        ["state.officer.directive"] = new OfficerDirectiveState
        {
            Acts = [new(Standing.Opened, At, "p-3", Text("Officer"), 1, null, "op-open")],
        },
        ["fact.ExemptionGranted"] = new ExemptionGranted(2, 1, "sgad", "p-2", Day, At, null, "op-grant"),
        ["fact.Verified"] = new Verified(1, "law", 1, Finding.Verified, "sgad/so-1", "p-3", Text("Officer"), "Seen", null, null, null, "op-find"),
        ["state.operation"] = new OperationState(),
        ["state.operation of the issuer"] = new OperationState { Operation = new("op-answer", "a665a459", "ClarificationAnswered", At, null, 4) },
        ["state.correspondence"] = new CorrespondenceState(),
        ["state.asker"] = new AskerState(),
        ["state.question"] = new QuestionState { Thread = new Clarification("1/2020", 1, "law", false, false, [new(false, At, "p-3", null, "?")]) },
        ["state.exemption"] = new ExemptionState { Exemption = new("1/2020", 1, "law", ExemptionStatus.Requested, At, "p-3", "Reason", Day) },
        ["state.verification"] = new VerificationState { Draws = [Drawn()] },
        ["state.population"] = new PopulationState(),
        ["state.sample"] = new SampleState(),
        ["state.case"] = new CaseState { Case = new VerificationCase(1, "law", null, null, []) },
        ["state.verifier"] = new VerifierState(),
        ["draft"] = SparseDraft(),
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    private static ComplianceReport Report() => new("1/2020", 1, At, "p-5", "In force", "Circulated", "e3b0c442", "op-comply")
    {
        Reference = "SO-7/2020",
        Partial = new PartialCompliance(60, "The rest moves in May", Day),
    };

    private static GivenEndorsement Given() => new(
        new Endorsement("sgad", 2, 1, At, At.AddDays(3), At.AddDays(9)), Text("Report to this office first"), "p-5", "op-endorse");

    private static Exemption Exempted() => new("1/2020", 2, "sgad/so-1", ExemptionStatus.Replaced, At, "p-3", "The portal moves", Day)
    {
        DecidedAt = At.AddDays(1),
        DecidedBy = "p-2",
        Until = Day.AddDays(1),
        ExpiresAt = At.AddDays(30),
        DecisionReason = "Once only",
        EndedAt = At.AddDays(20),
    };

    private static DrawnSample Drawn() => new("1/2020", 1, "PrizeBond-750", At, "p-9", 40, "2c26b46b", 10);

    private static DirectiveDraft SparseDraft() => Draft() with
    {
        Provenance = new Provenance(Text("Cabinet"), new DateOnly(2020, 1, 31), null),
        LegalBasis = [],
        Consequence = null,
        Audience = Rule(Action(Everyone)),
        Deadlines = new DeadlineDays(0, 0),
    };

    private static CalendarState Calendar() => new()
    {
        Version = 2,
        Years = [new(2020, [DayOfWeek.Saturday, DayOfWeek.Sunday], [new(new DateOnly(2020, 5, 25), Text("Eid"), true)])],
        Imports = [new("op-calendar", "9f86d081", new CalendarOutcome(2, [2020], 1, true))],
    };

    private static RegistryState Registry()
    {
        var inForce = new RegistryStatus(3, "punjab", "9f86d081", 13, 24, 4, 1, 2, 1);
        return new RegistryState
        {
            InForce = inForce,
            Establishing = new ImportCommit("op-import", "9f86d081", 4, 2, "punjab", 13, 24, 4, 1, "p-1"),
            EstablishedParts = 1,
            LastVersion = 4,
            Outcomes = [new ImportOutcome("op-import", "9f86d081", inForce)],
        };
    }

    private static DirectiveState Directive() => new()
    {
        Issued = new IssuedDirective(FullDraft(), 1, At, "p-2", At.AddDays(7), At.AddDays(14), "2c26b46b")
        {
            Dispatch = "5/2020",
            DraftedBy = "p-1",
            ApprovedBy = "p-2",
            ReceiveBy = At.AddDays(2),
            Period = Period,
        },
        Closing = new Closing(DirectiveStatus.Superseded, "2/2020", "Replaced", "p-2", At),
        Reiterations = 2,
        ReiteratedAt = At.AddDays(1),
        Operations = [new("op-amend", "fcde2b2e", "Amended", At)],
        Reach = [new ReachTarget(["punjab", "sgad"], true)],
        Operation = "op-issue",
        Digest = "fcde2b2e",
        Passed = [DeadlineKind.Acknowledge],
        Changes = 2,
        Closed = DirectiveStatus.Superseded,
        Calendar = new WorkingCalendar([new(2020, [DayOfWeek.Saturday, DayOfWeek.Sunday], [new DateOnly(2020, 5, 25)])]),
        Told = [DeadlineKind.Acknowledge],
    };

    private static DirectiveDraft FullDraft() => Draft() with
    {
        Audience = new AudienceRule(
            [Action(new PostFilter(["punjab"], ["sgad"], ["section-officer"], ["pms"], 17, 18, ["sgad/so-1"]))],
            [new PostFilter(["law"], ["archives"], ["clerk"], ["ministerial"], 1, 16, ["law/clerk"])]),
        Waiver = new LanguageWaiver("ur", "For English-medium boards only."),
        Lineage = new Lineage([new(LinkKind.Adopts, "CAB/2020/31-01", "2/2020", "Item 7")]),
        Deadlines = new DeadlineDays(7, 14)
        {
            ReceiveBy = new Deadline(new DateOnly(2020, 2, 17), 1),
            AcknowledgeBy = new Deadline(new DateOnly(2020, 2, 21), 5),
            ComplyBy = new Deadline(new DateOnly(2020, 2, 28), 10),
        },
        Reminders = new ReminderPolicy([3, 1], 1, 3, 5),
        Duties = [new("monitoring", Text("Look through the pages"), DutyFrequency.Monthly, Day, Day.AddYears(1), 7, 5)],
    };

    private static Decision Cabinet() => new("CAB/2020/31-01", Text("Cabinet"), Text("Meeting"), new DateOnly(2020, 1, 31), "7", Text("No WhatsApp."));

    private static DepartmentPlace Place() => new TestOrganogram()
        .Add(null, "punjab")
        .Add("punjab", "sgad", TestOrganogram.Post("so-1", 17, "section-officer", "pms", "p-3") with
        {
            Incumbency = 2,
            Delegation = new Delegation("p-8", Text("Deputy"), At.AddDays(7)),
        })
        .Add("sgad", "sgad-estates", TestOrganogram.Post("eo-1", 18, "estate-officer", "pms", null))
        .Place("sgad", 3) with { Abolished = true };

    private static Incumbency Held() => new(
        "sgad/so-1", 2, new Incumbent("p-3", Text("Officer"), ChargeKind.Acting), new DateOnly(2020, 1, 1), new DateOnly(2020, 3, 1),
        new DateOnly(2020, 2, 13), ["1/2020"]);

    private static DiaryEntry Entry() => new(
        "1/2020", 1, Text("Order"), 7, 2020, At, "punjab", [.. Served], [new PassedOn("sgad-estates", 1)], At.AddDays(7), At.AddDays(14))
    {
        Revision = 3,
        FormerlyTo = ["sgad-procurement"],
        Closed = DirectiveStatus.Rescinded,
        ClosedAt = At.AddDays(20),
        Changes = 2,
        Attests = true,
        Exemptions = [new SeatExemption("so-1", 2, true)],
        Endorsements = new EntryEndorsements([Given().Endorsement], 3, "punjab", 2, At.AddDays(7), At.AddDays(14)),
        Chase = new Chase(
            At.AddDays(8), true, [DeadlineKind.Acknowledge],
            [new Notice(StepKind.Head, DeadlineKind.Acknowledge, At.AddDays(8), At.AddDays(9), "sgad/secretary", ["so-1"], 1, 1)]),
    };

    private static RegisterState Register()
    {
        var tally = new Tally
        {
            Offices = 1, OfficesReceived = 2, OfficesOwing = 3, OfficesComplied = 4, ServedForAction = 5, ServedForInformation = 6,
            Vacant = 7, Opened = 8, Acknowledged = 9, Declined = 10, Outstanding = 11, Overdue = 12, OfficesOverdue = 13, Exempted = 14,
            OfficesExempted = 15, Closed = 16, OfficesClosed = 17, OfficesReported = 18, PercentReported = 19,
        };
        return new RegisterState
        {
            Acts = [new("so-1", 2, Standing.Acknowledged, 2, 3, 60)],
            Children = [new("sgad-estates", "sgad", 2, 4, true, tally)],
        };
    }
}
