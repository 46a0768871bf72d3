using System.Collections.Immutable;
using Directives.Grains;
using Directives.Tests.Support;
using static Directives.Tests.Rules.Given;

namespace Directives.Tests.Rules;

/// <summary>How a department endorses a directive downward, and how those below take it.</summary>
public sealed class DepartmentEndorseTests
{
    private static readonly TestOrganogram Province = TestOrganogram.Province();
    private static readonly DepartmentPlace Sgad = Province.Place("sgad"), Estates = Province.Place("sgad-estates");
    private static readonly DirectiveOrder First = Order(Province, Draft().Audience);
    private static readonly DateOnly Today = PakistanDay.Of(Now);
    private static readonly Endorsement OfSgad = new("sgad", 1, 1, Now, End(3), End(5)), OfPunjab = new("punjab", 1, 1, Now, null, End(4));

    [Fact]
    public void Endorse_WithTighterDeadlines_IsWrittenWithTheEntryAndPassedDown()
    {
        var next = Endorse(new Office(Sgad), Command(acknowledge: 3));

        var given = Assert.IsType<EndorsementState>(next.Rows[0].State).Given.Single();
        Assert.Equal(("endorsement/1/2020", null), (next.Rows[0].Name, next.Rows[0].ETag));
        Assert.Equal(new GivenEndorsement(new("sgad", 1, 1, Now, End(3), null), Text("To this office first"), "p-2", "op-endorse"), given);
        var entry = EntryOf(next);
        Assert.Equal(("entry/1/2020", "1"), (next.Rows[1].Name, next.Rows[1].ETag));
        Assert.Equal((End(3), Now.AddDays(14), Now.AddDays(7), 1), (entry.AcknowledgeBy, entry.ComplyBy, entry.OrderDeadlineOf(DeadlineKind.Acknowledge), entry.Changes));
        Assert.Equal([given.Endorsement], entry.Endorsed.AsEnumerable());
        var fact = Assert.IsType<Endorsed>(Assert.Single(next.Facts));
        Assert.Equal(("1/2020", Now, 1, 1, "p-2"), (fact.Directive, fact.At, fact.Number, fact.Version, fact.By));
        Assert.Equal(["sgad-estates", "sgad-procurement"], fact.PassedTo.AsEnumerable());
        Assert.Equal(new DueEntry(Now.AddMicroseconds(-1), "step/1/2020"), Assert.Single(next.Due));
        Assert.Equal(1, next.Changes);
    }

    [Fact]
    public void Endorse_Repeated_ChangesNothingAndAnotherBodyIsRefused()
    {
        var office = new Office(Sgad);
        office.Take(Endorse(office, Command(acknowledge: 3)));

        Assert.Same(office.Diary, Endorse(office, Command(acknowledge: 3), Now.AddDays(100)));
        Refused(() => Endorse(office, Command(acknowledge: 2)), Refusal.OperationIdReused, "OPERATION_ID_REUSED");
        Refused(() => Endorse(office, Command() with { Version = 2 }), Refusal.OperationIdReused, "OPERATION_ID_REUSED");
    }

    [Fact]
    public void Endorse_WhereItCannotBe_IsRefused()
    {
        var office = new Office(Sgad);
        void Is(string reason, EndorseCommand command) => Refused(() => Endorse(office, command), Refusal.NotAllowedNow, reason);

        Refused(() => DepartmentRules.Endorse(office.Diary, Sgad, null, null, new(), null, Command(), Now), Refusal.NotAllowedNow, "NOT_RECEIVED");
        Is("OTHER_VERSION", Command() with { Version = 2 });
        var looser = Refused(() => Endorse(office, Command(acknowledge: 8, comply: 15)), Refusal.NotAllowedNow, "LOOSER");
        Assert.Contains("acknowledge_by: 2020-02-22 is after 2020-02-21; comply_by: 2020-02-29 is after 2020-02-28", looser.Message, StringComparison.Ordinal);
        office.Entry = office.Entry! with { Served = [], PassedTo = [] };
        Is("NOTHING_BELOW", Command());
        office.Entry = office.Entry with { Closed = DirectiveStatus.Rescinded };
        Is(DepartmentRules.NotInForce, Command());
    }

    [Theory]
    [InlineData(-1, null, "acknowledge_by")]
    [InlineData(null, -1, "comply_by")]
    [InlineData(6, 5, "comply_by")]
    [InlineData(null, 2, "comply_by")]
    public void Endorse_ImpossibleDeadlines_NamesTheField(int? acknowledge, int? comply, string field)
    {
        var refused = Refused(() => Endorse(new Office(Sgad), Command(acknowledge: acknowledge, comply: comply)), Refusal.InvalidArgument, "INVALID_FIELDS");

        Assert.Contains(field, refused.Violations.Select(violation => violation.Field));
    }

    [Fact]
    public void Endorse_TextsMissingOrTooLong_NamesTheField()
    {
        void Is(string field, LocalText text) => Assert.Equal(
            field, Refused(() => Endorse(new Office(Sgad), Command() with { Instructions = text }), Refusal.InvalidArgument, "INVALID_FIELDS").Violations.Single().Field);

        Is("instructions", new(" ", ""));
        Is("instructions.en", new(new string('x', 4_001), ""));
        Is("instructions.ur", new("", new string('ا', 4_001)));
        Assert.NotNull(Endorse(new Office(Sgad), Command() with { Instructions = new("", "پہلے اس دفتر کو") }));
    }

    [Fact]
    public void Endorse_TwentyTimes_IsTheMostOfAVersion()
    {
        var office = new Office(Sgad);
        for (var i = 0; i < DepartmentRules.MaxEndorsements; i++)
            office.Take(Endorse(office, Command() with { OperationId = $"op-{i}" }));

        Assert.Equal(20, office.Entry!.Endorsed.Length);
        Refused(() => Endorse(office, Command()), Refusal.NotAllowedNow, "TOO_MANY");
        office.Follow(First with { Version = 2, Revision = 2 });
        office.Take(Endorse(office, Command() with { Version = 2 }));
        Assert.Equal(21, Assert.Single(office.Entry!.Endorsed).Number);
    }

    [Fact]
    public void Endorse_AgainTighter_CountsTheEarliest()
    {
        var office = new Office(Sgad);
        office.Take(Endorse(office, Command(acknowledge: 5, comply: 9)));
        office.Take(Endorse(office, Command(acknowledge: 2) with { OperationId = "op-2" }));

        Assert.Equal((End(2), End(9)), (office.Entry!.AcknowledgeBy, office.Entry.ComplyBy));
        Refused(() => Endorse(office, Command(comply: 10) with { OperationId = "op-3" }), Refusal.NotAllowedNow, "LOOSER");
    }

    [Fact]
    public void Endorse_OrderWithoutDeadlines_GivesOne()
    {
        var office = new Office(Sgad, First with { AcknowledgeBy = null, ComplyBy = null });
        office.Take(Endorse(office, Command(acknowledge: 5)));

        Assert.Equal((End(5), null, null), (office.Entry!.AcknowledgeBy, office.Entry.ComplyBy, office.Entry.OrderDeadlineOf(DeadlineKind.Acknowledge)));
    }

    [Fact]
    public void Follow_ToldOfEndorsements_TakesTheTighterDeadlinesAndTellsThoseBelow()
    {
        var office = new Office(Sgad);

        var next = office.Follow(First with { Endorsements = new("punjab", 1, [OfPunjab]) });

        Assert.Equal((Now.AddDays(7), End(4)), (office.Entry!.AcknowledgeBy, office.Entry.ComplyBy));
        Assert.Equal([OfPunjab], office.Entry.Endorsed.AsEnumerable());
        var fact = Assert.IsType<EndorsementReceived>(Assert.Single(next.Facts));
        Assert.Equal(["sgad-estates", "sgad-procurement"], fact.PassedTo.AsEnumerable());
        Assert.Equal([OfPunjab], fact.Endorsements.AsEnumerable());
        Assert.Null(fact.Reopened);
        Assert.Same(office.Diary, office.Follow(First with { Endorsements = new("punjab", 1, [OfPunjab]) }));
    }

    [Fact]
    public void Follow_NotTold_KeepsWhatWasTold()
    {
        var office = new Office(Sgad);
        office.Follow(First with { Endorsements = new("punjab", 1, [OfPunjab]) });

        Assert.Same(office.Diary, office.Follow(First));
        Assert.Equal([OfPunjab], office.Entry!.Endorsed.AsEnumerable());
    }

    [Fact]
    public void Follow_ToldOfNone_DropsWhatWasToldAndKeepsItsOwn()
    {
        var office = new Office(Sgad);
        office.Follow(First with { Endorsements = new("punjab", 1, [OfPunjab]) });
        office.Take(Endorse(office, Command(acknowledge: 3)));

        office.Follow(First with { Endorsements = new("punjab", 2, []) });

        Assert.Equal(["sgad"], office.Entry!.Endorsed.Select(endorsement => endorsement.Department));
        Assert.Equal((End(3), Now.AddDays(14)), (office.Entry.AcknowledgeBy, office.Entry.ComplyBy));
    }

    [Fact]
    public void Follow_OlderList_ChangesNothing()
    {
        var office = new Office(Sgad);
        office.Follow(First with { Endorsements = new("punjab", 2, []) });
        Assert.Empty(office.Entry!.Endorsed);

        Assert.Same(office.Diary, office.Follow(First with { Endorsements = new("punjab", 1, [OfPunjab]) }));
    }

    [Fact]
    public void Follow_ListOfADepartmentThatIsNotItsParent_IsPassedOver()
    {
        var office = new Office(Sgad);

        Assert.Same(office.Diary, office.Follow(First with { Endorsements = new("law", 1, [OfPunjab]) }));
        Assert.Null(office.Entry!.Endorsements);
    }

    [Fact]
    public void Follow_AnotherParentThatTellsNothing_DropsWhatTheFormerTold()
    {
        var office = new Office(Estates);
        office.Follow(First with { Endorsements = new("sgad", 4, [OfPunjab, OfSgad]) });
        office.Place = Estates with { Path = ["punjab", "law", "sgad-estates"] };

        var next = office.Follow(First);

        Assert.Equal("law", office.Entry!.From);
        Assert.Empty(office.Entry.Endorsed);
        Assert.Equal((Now.AddDays(7), Now.AddDays(14)), (office.Entry.AcknowledgeBy, office.Entry.ComplyBy));
        Assert.IsType<EndorsementReceived>(next.Facts[^1]);
        office.Follow(First with { Endorsements = new("law", 1, [OfPunjab]) });
        Assert.Equal([OfPunjab], office.Entry.Endorsed.AsEnumerable());
    }

    [Fact]
    public void Follow_DeadlineThatPassedAndIsLaterAgain_HasNotPassed()
    {
        var office = new Office(Estates);
        office.Follow(First with { Endorsements = new("sgad", 1, [OfSgad]) });
        office.Entry = office.Entry! with { Chase = new Chase(Now.AddDays(4), true, [DeadlineKind.Acknowledge], []) };
        office.Place = Estates with { Path = ["punjab", "law", "sgad-estates"] };

        var next = office.Follow(First, Now.AddDays(4));

        Assert.Empty(office.Entry.Chase!.Passed);
        Assert.Equal([DeadlineKind.Acknowledge], Assert.IsType<EndorsementReceived>(next.Facts[^1]).Reopened!.Value.AsEnumerable());
        Assert.Equal(0, DepartmentRules.Own(office.Entry, new RegisterState()).Overdue);
    }

    /// <summary>The clock was ahead when the deadline passed, and was set right: an endorsement is no reason to open it again.</summary>
    [Fact]
    public void Follow_EndorsedWhereTheClockIsBehindAgain_KeepsWhatHasPassed()
    {
        var office = new Office(Estates);
        office.Follow(First);
        office.Entry = office.Entry! with { Chase = new Chase(Now.AddDays(8), true, [DeadlineKind.Acknowledge], []) };

        var next = office.Follow(First with { Endorsements = new("sgad", 1, [OfPunjab]) }, Now.AddDays(1));

        Assert.Equal([DeadlineKind.Acknowledge], office.Entry.Chase!.Passed.AsEnumerable());
        Assert.Null(Assert.IsType<EndorsementReceived>(next.Facts[^1]).Reopened);
    }

    [Fact]
    public void Follow_NewVersion_GoesWithoutWhatWasEndorsedOfTheOlder()
    {
        var office = new Office(Sgad);
        office.Follow(First with { Endorsements = new("punjab", 1, [OfPunjab]) });
        office.Take(Endorse(office, Command(acknowledge: 3)));

        var next = office.Follow(First with { Version = 2, Revision = 2, AcknowledgeBy = Now.AddDays(20), ComplyBy = Now.AddDays(30) }, Now.AddDays(1));

        Assert.Empty(office.Entry!.Endorsed);
        Assert.Equal((Now.AddDays(20), Now.AddDays(30)), (office.Entry.AcknowledgeBy, office.Entry.ComplyBy));
        Assert.Equal((Now.AddDays(20), 3), (office.Entry.OrderDeadlineOf(DeadlineKind.Acknowledge), office.Entry.Endorsements!.Number));
        Assert.True(Assert.IsType<Received>(next.Facts[0]).Endorsed);
        Assert.DoesNotContain(next.Facts, fact => fact is EndorsementReceived);
    }

    /// <summary>An order is read before the list that goes with it: the list may be of a version that comes only after it.</summary>
    [Fact]
    public void Follow_EndorsementOfAVersionToCome_AppliesFromThatVersionOn()
    {
        var office = new Office(Sgad);
        var coming = OfPunjab with { Version = 2 };
        office.Follow(First with { Endorsements = new("punjab", 1, [coming]) });
        Assert.Equal((0, Now.AddDays(14)), (office.Entry!.Endorsed.Length, office.Entry.ComplyBy));

        var next = office.Follow(First with { Version = 2, Revision = 2 });

        Assert.Equal(End(4), office.Entry.ComplyBy);
        Assert.Equal([coming], Assert.IsType<EndorsementReceived>(next.Facts[^1]).Endorsements.AsEnumerable());
    }

    [Fact]
    public void Follow_OlderOrderWithANewerList_TakesTheListOnly()
    {
        var office = new Office(Sgad);
        office.Follow(First with { Version = 2, Revision = 2 });

        office.Follow(First with { Endorsements = new("punjab", 1, [OfPunjab with { Version = 2 }]) });

        Assert.Equal((2, End(4)), (office.Entry!.Version, office.Entry.ComplyBy));
    }

    [Fact]
    public void Receive_WithEndorsements_IsUnderThemFromTheStart()
    {
        var next = DepartmentRules.Receive(new DiaryState(), Sgad, First with { Endorsements = new("punjab", 3, [OfPunjab]) }, Now);

        Assert.Equal((Now.AddDays(7), End(4)), (EntryOf(next).AcknowledgeBy, EntryOf(next).ComplyBy));
        Assert.True(Assert.IsType<Received>(next.Facts[0]).Endorsed);
        Assert.IsType<RosterServed>(next.Facts[1]);
        Assert.Empty(Assert.IsType<EndorsementReceived>(next.Facts[2]).PassedTo);
        Assert.All(next.Facts, fact => Assert.Equal(("1/2020", Now), (fact.Directive, fact.At)));
    }

    [Fact]
    public void Receive_WithoutEndorsements_IsAsItWas()
    {
        var untold = DepartmentRules.Receive(new DiaryState(), Sgad, First, Now);
        var none = DepartmentRules.Receive(new DiaryState(), Sgad, First with { Endorsements = new("punjab", 0, []) }, Now);

        foreach (var next in new[] { untold, none })
        {
            Assert.Null(EntryOf(next).Endorsements);
            Assert.Equal(2, next.Facts.Length);
            Assert.Null(Assert.IsType<Received>(next.Facts[0]).Endorsed);
        }
    }

    /// <summary>Endorsed on Friday 14 February for Monday 17: the reminder of a day that is over by then is not made up for.</summary>
    [Fact]
    public void Pass_TighterDeadline_RemindsByItFromItsEndorsementOn()
    {
        var terms = OrderTerms.Of(
            Draft() with { Precedence = Precedence.Routine, Deadlines = new DeadlineDays(0, 0) { AcknowledgeBy = new(new DateOnly(2020, 3, 6), 0) } },
            Now.AddDays(-7), WorkingCalendar.Usual);
        var order = First with { Terms = terms };
        var office = new Office(Sgad, order, Now.AddDays(-7));
        var endorsed = Endorse(office, Command(acknowledge: 3));
        office.Take(endorsed);
        var (state, told) = (new EntryState { Entry = office.Entry }, new List<string>());

        for (var due = endorsed.Due.Single(); due is not null; due = state.Due.SingleOrDefault())
        {
            state = Chasing.Pass(state, Sgad, new RegisterState(), order, due.At);
            told.AddRange(state.Facts.Select(fact => fact switch
            {
                Reminded reminded => $"Remind {PakistanDay.Of(reminded.Due):MM-dd}",
                DeadlinePassed passed => $"Pass {PakistanDay.Of(passed.Due):MM-dd}",
                Escalated escalated => $"{escalated.Level} {PakistanDay.Of(escalated.Due):MM-dd}",
                _ => "",
            }));
        }

        Assert.Equal(["Remind 02-17", "Pass 02-17", "Head 02-18", "Department 02-20"], told);
        Assert.Equal(2, DepartmentRules.Own(state.Entry!, new RegisterState()).Overdue);
    }

    private static DateTimeOffset End(int days) => PakistanDay.EndOf(Today.AddDays(days));

    private static EndorseCommand Command(int? acknowledge = null, int? comply = null) => new(
        "op-endorse", "1/2020", 1, "p-2", Text("To this office first"),
        acknowledge is { } one ? Today.AddDays(one) : null, comply is { } other ? Today.AddDays(other) : null);

    private static DiaryState Endorse(Office office, EndorseCommand command, DateTimeOffset? at = null) =>
        DepartmentRules.Endorse(office.Diary, office.Place, office.Entry, "1", office.Given, null, command, at ?? Now);

    private static DiaryEntry EntryOf(DiaryState diary) => ((EntryState)diary.Rows[^1].State).Entry!;

    private sealed class Office
    {
        public Office(DepartmentPlace place, DirectiveOrder? order = null, DateTimeOffset? at = null)
        {
            Place = place;
            Take(DepartmentRules.Receive(new DiaryState(), place, order ?? First, at ?? Now));
        }

        public DepartmentPlace Place { get; set; }

        public DiaryState Diary { get; private set; } = new();

        public DiaryEntry? Entry { get; set; }

        public EndorsementState Given { get; private set; } = new();

        public DiaryState Follow(DirectiveOrder order, DateTimeOffset? at = null)
        {
            var next = DepartmentRules.Follow(Diary, Place, Entry!, "1", order, at ?? Now);
            if (!ReferenceEquals(next, Diary))
                Take(next);
            return next;
        }

        public void Take(DiaryState next)
        {
            Diary = (DiaryState)next.Written();
            Entry = EntryOf(next);
            Given = next.Rows.Select(row => row.State).OfType<EndorsementState>().SingleOrDefault() ?? Given;
        }
    }
}
