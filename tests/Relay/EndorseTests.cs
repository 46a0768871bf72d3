using Directives.Grains;
using Directives.Tests.Rules;
using Directives.Tests.Support;
using static Directives.Tests.Relay.Acts;
using static Directives.Tests.Relay.ChasedOrder;
using static Directives.Tests.Relay.TimeLapse;

namespace Directives.Tests.Relay;

/// <summary>A department endorses an order downward: how that reaches the offices below it, and by when they owe from then on.</summary>
public sealed class EndorseTests
{
    public static TheoryData<string> Providers => TestDatabase.Providers;

    [Theory, MemberData(nameof(Providers))]
    public async Task Endorse_TighterDeadlines_HoldForEveryOfficeBelowAndForNoOther(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var time = new FakeTimeProvider(Monday);
        await using var silo = await TestSilo.StartAsync(database, time);
        await IssueAsync(silo, database, time);

        var given = await EndorseAsync(silo, "sgad", Day(21), Day(29));
        await silo.RestAsync();
        await EndorseAsync(silo, "sgad-estates", Day(20), null);
        await SettleAsync(silo, database, time);

        foreach (var (office, acknowledge, comply, path) in new[]
        {
            ("sgad", End(5, 21), End(5, 29), "sgad"),
            ("sgad-estates", End(5, 20), End(5, 29), "sgad sgad-estates"),
            ("sgad-procurement", End(5, 21), End(5, 29), "sgad"),
            ("law", AcknowledgeBy, ComplyBy, ""),
            ("punjab", AcknowledgeBy, ComplyBy, ""),
        })
        {
            var entry = (await silo.Department(office).GetDiaryEntry(Number))!;
            Assert.Equal((acknowledge, comply, path), (entry.AcknowledgeBy, entry.ComplyBy, string.Join(' ', entry.Endorsed.Select(one => one.Department))));
            Assert.Equal((AcknowledgeBy, ComplyBy), (entry.OrderDeadlineOf(DeadlineKind.Acknowledge), entry.OrderDeadlineOf(DeadlineKind.Comply)));
        }

        var record = await OpenAsync(silo, "sgad-estates/eo-1", "p-4", Number);
        Assert.Equal((End(5, 20), AcknowledgeBy, 2), (record.AcknowledgeBy!.Value, record.OrderAcknowledgeBy!.Value, record.Endorsed!.Value.Length));
        Assert.Equal([given], await silo.Department("sgad").ListEndorsements(Number));

        // Deadlines pass where they are tighter, and are chased there.
        await MoveAsync(silo, database, time, At(5, 22));
        var facts = await silo.FactsAsync(Number);
        Assert.Equal(
            [("sgad", End(5, 21)), ("sgad-estates", End(5, 20)), ("sgad-procurement", End(5, 21))],
            facts.Where(entry => entry.Fact is DeadlinePassed).Select(entry => (entry.GrainKey, ((DeadlinePassed)entry.Fact).Due)).Order());
        Assert.Contains(facts, entry => entry is { GrainKey: "sgad-estates", Fact: Escalated { Level: StepKind.Head } });
        Assert.DoesNotContain(facts, entry => entry is { GrainKey: "law", Fact: DeadlinePassed or Escalated });
        await silo.RestAsync();
        Assert.Equal(6, (await TallyAsync(silo, Number)).Overdue);
        await Recount.AssertAgreeAsync(database, Number, await TallyAsync(silo, Number), "after the tighter deadlines");

        // The order's own deadline passes for the others; for those it has passed.
        await MoveAsync(silo, database, time, End(5, 28));
        Assert.Equal(7, (await silo.FactsAsync(Number)).Count(entry => entry is { GrainType: "department", Fact: DeadlinePassed { Deadline: DeadlineKind.Acknowledge } }));
        await Recount.AssertAgreeAsync(database, Number, await TallyAsync(silo, Number), "after the order's deadline");
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Endorse_Repeated_GivesTheSameAnswer(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var time = new FakeTimeProvider(Monday);
        await using var silo = await TestSilo.StartAsync(database, time);
        await IssueAsync(silo, database, time);
        var given = await EndorseAsync(silo, "sgad", Day(21), null);
        await silo.RestAsync();
        var head = silo.Ledger.Head;
        await ComplyAsync(silo, "sgad", Number, "op-comply");

        Assert.Equal(given, await EndorseAsync(silo, "sgad", Day(21), null));
        await RefusedAsync(() => EndorseAsync(silo, "sgad", Day(20), null), Refusal.OperationIdReused, "OPERATION_ID_REUSED");
        await RefusedAsync(() => EndorseAsync(silo, "sgad", Day(20), null, "op-comply"), Refusal.OperationIdReused, "OPERATION_ID_REUSED");
        await RefusedAsync(() => ComplyAsync(silo, "sgad", Number, "endorse sgad"), Refusal.OperationIdReused, "OPERATION_ID_REUSED");
        Assert.Equal("Endorsed", (await silo.Department("sgad").GetOutcome(Number, "endorse sgad"))!.Fact);
        Assert.Equal("ComplianceReported", (await silo.Department("sgad").GetOutcome(Number, "op-comply"))!.Fact);

        // Every fact delivered once more leads to nothing new.
        await silo.RestAsync();
        var facts = (await silo.FactsAsync(Number)).Count;
        await silo.Delivery.DeliverAsync(await silo.FactsAsync(Number), CancellationToken.None);
        await silo.RestAsync();
        Assert.Equal(facts, (await silo.FactsAsync(Number)).Count);
        Assert.Equal(head.Number + 1, silo.Ledger.Head.Number);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Endorse_OfficesMovedAndNew_AreUnderWhatTheirNewParentHasEndorsed(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var time = new FakeTimeProvider(Monday);
        await using var silo = await TestSilo.StartAsync(database, time);
        await IssueAsync(silo, database, time);
        await EndorseAsync(silo, "sgad", Day(20), null);
        await EndorseAsync(silo, "law", null, Day(29));
        await MoveAsync(silo, database, time, At(5, 21));
        Assert.Equal([DeadlineKind.Acknowledge], (await silo.Department("sgad-estates").GetDiaryEntry(Number))!.Chase!.Passed.AsEnumerable());

        await silo.EstablishAsync(Reorganised(), "op-second");
        await SettleAsync(silo, database, time);

        var moved = (await silo.Department("sgad-estates").GetDiaryEntry(Number))!;
        Assert.Equal(("law", AcknowledgeBy, End(5, 29)), (moved.From, moved.AcknowledgeBy, moved.ComplyBy));
        Assert.Equal(["law"], moved.Endorsed.Select(one => one.Department));
        Assert.Empty(moved.Chase!.Passed);
        var made = (await silo.Department("sgad-it").GetDiaryEntry(Number))!;
        Assert.Equal(["sgad"], made.Endorsed.Select(one => one.Department));
        Assert.Equal(End(5, 20), made.AcknowledgeBy);
        await silo.RestAsync();
        await Recount.AssertAgreeAsync(database, Number, await TallyAsync(silo, Number), "after the move");
        Assert.Equal(0, (await silo.Department("sgad-estates").GetTally(Number))!.Tally.Overdue);

        // By the order's own deadline it passes after all, once more.
        await MoveAsync(silo, database, time, End(5, 28));
        Assert.Equal(2, (await silo.FactsAsync(Number)).Count(entry => entry is { GrainKey: "sgad-estates", Fact: DeadlinePassed { Deadline: DeadlineKind.Acknowledge } }));
        await Recount.AssertAgreeAsync(database, Number, await TallyAsync(silo, Number), "after the order's deadline");
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Endorse_NewVersion_GoesDownWithoutItUntilItIsEndorsedAnew(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var time = new FakeTimeProvider(Monday);
        await using var silo = await TestSilo.StartAsync(database, time);
        await IssueAsync(silo, database, time);
        await EndorseAsync(silo, "sgad", Day(20), null);
        await silo.RestAsync();

        var issued = (await silo.Directive(Number).Get())!;
        await silo.Directive(Number).Amend(
            new AmendCommand("op-amend", issued.Draft with { Title = Given.Text("No official documents over any messenger") }, "Wider", "p-2", false), CancellationToken.None);
        await SettleAsync(silo, database, time);

        var second = (await silo.Department("sgad-estates").GetDiaryEntry(Number))!;
        Assert.Equal((2, AcknowledgeBy, 0), (second.Version, second.AcknowledgeBy!.Value, second.Endorsed.Length));
        await RefusedAsync(() => EndorseAsync(silo, "sgad", Day(20), null, "op-again"), Refusal.NotAllowedNow, "OTHER_VERSION");
        await EndorseAsync(silo, "sgad", Day(21), null, "op-anew", version: 2);
        await SettleAsync(silo, database, time);

        Assert.Equal(End(5, 21), (await silo.Department("sgad-estates").GetDiaryEntry(Number))!.AcknowledgeBy);
        Assert.Equal([(1, 1), (2, 2)], (await silo.Department("sgad").ListEndorsements(Number)).Select(one => (one.Endorsement.Number, one.Endorsement.Version)));
    }

    private static TestOrganogram Reorganised()
    {
        var before = TestOrganogram.Province();
        var after = new TestOrganogram();
        foreach (var place in before.Places())
        {
            if (place.Id == "sgad-estates")
                continue;
            after.Add(place.Parent, place.Id, [.. place.Roster]);
            if (place.Id == "law")
                after.Add("law", "sgad-estates", [.. before.Place("sgad-estates").Roster]);
        }

        return after.Add("sgad", "sgad-it", TestOrganogram.Post("so-1", 17, "section-officer", "pms", "p-44"));
    }

    private static Task<GivenEndorsement> EndorseAsync(
        TestSilo silo, string department, DateOnly? acknowledge, DateOnly? comply, string? operation = null, int version = 1) =>
        silo.Department(department).Endorse(
            new EndorseCommand(operation ?? $"endorse {department}", Number, version, "p-2", Given.Text("Through this office"), acknowledge, comply),
            CancellationToken.None);

    private static DateOnly Day(int day) => new(2020, 5, day);
}
