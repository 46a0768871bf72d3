using Directives.Grains;
using Directives.Tests.Rules;
using Directives.Tests.Support;
using static Directives.Tests.Relay.Acts;

namespace Directives.Tests.Relay;

/// <summary>Deadlines pass by the clock, once each, whether the silo is up at the time or not.</summary>
public sealed class DeadlineTests
{
    private static readonly TestOrganogram Province = TestOrganogram.Province();
    private static readonly string Number = Given.Draft().Number;

    public static TheoryData<string> Providers => TestDatabase.Providers;

    [Theory, MemberData(nameof(Providers))]
    public async Task Deadline_WhenItsTimeComes_PassesOnce(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var time = new FakeTimeProvider(Given.Now);
        await using var silo = await TestSilo.StartAsync(database, time);
        var issued = await IssueAsync(silo);
        // Both deadlines, and for each the time at which the issuer is told.
        Assert.Equal(4, database.Scalar<long>("SELECT count(*) FROM due WHERE grain_type = 'directive'"));

        time.SetUtcNow(issued.AcknowledgeBy!.Value.AddMicroseconds(-1));
        await OpenAsync(silo, "sgad/so-1", "p-3", Number);
        await silo.RestAsync();
        Assert.Empty(await PassedAsync(silo));

        // The act after it is late, and wakes whoever waits for what falls due.
        time.SetUtcNow(issued.AcknowledgeBy.Value.AddHours(3));
        await AcknowledgeAsync(silo, "sgad/so-1", "p-3", Number);
        var passed = await silo.WaitForAsync(entry => entry is { GrainType: "directive", Fact: DeadlinePassed }, "deadline passed");

        Assert.Equal(("directive", Number), (passed.GrainType, passed.GrainKey));
        Assert.InRange(passed.Fact.At, issued.AcknowledgeBy.Value, time.GetUtcNow());
        Assert.Equal(
            new DeadlinePassed(DeadlineKind.Acknowledge, issued.AcknowledgeBy.Value) { Directive = Number, At = passed.Fact.At }, passed.Fact);
        await silo.Directive(Number).PassDeadline(DeadlineKind.Acknowledge, issued.AcknowledgeBy.Value);
        await silo.Directive(Number).PassDeadline(DeadlineKind.Comply, issued.AcknowledgeBy.Value);
        await RefusedAsync(() => silo.Directive(Number).PassDeadline(DeadlineKind.Comply, issued.ComplyBy!.Value), Refusal.NotAllowedNow, "NOT_DUE");
        await silo.RestAsync();
        Assert.Single(await PassedAsync(silo));

        time.SetUtcNow(issued.ComplyBy!.Value);
        await ComplyAsync(silo, "sgad", Number);
        await silo.WaitForAsync(entry => entry is { GrainType: "directive", Fact: DeadlinePassed { Deadline: DeadlineKind.Comply } }, "second deadline passed");
        Assert.Equal([DeadlineKind.Acknowledge, DeadlineKind.Comply], (await PassedAsync(silo)).Select(fact => fact.Deadline));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Deadline_WhileStopped_PassesOnceAfterTheRestart(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var time = new FakeTimeProvider(Given.Now);
        IssuedDirective issued;
        await using (var silo = await TestSilo.StartAsync(database, time))
            issued = await IssueAsync(silo);

        time.SetUtcNow(issued.ComplyBy!.Value.AddDays(30));
        await using (var restarted = await TestSilo.StartAsync(database, time))
        {
            await restarted.WaitForAsync(entry => entry is { GrainType: "directive", Fact: DeadlinePassed { Deadline: DeadlineKind.Comply } }, "deadline passed");
            Assert.Equal([DeadlineKind.Acknowledge, DeadlineKind.Comply], (await PassedAsync(restarted)).Select(fact => fact.Deadline));
            Assert.All(await PassedAsync(restarted), fact => Assert.Equal(time.GetUtcNow(), fact.At));
        }

        await using var again = await TestSilo.StartAsync(database, time);
        await OpenAsync(again, "sgad/so-1", "p-3", Number);
        await Waits.UntilAsync(() => database.Scalar<long>("SELECT count(*) FROM due") == 0, () => "rows are due that were due long ago");
        await again.RestAsync();
        Assert.Equal(2, (await PassedAsync(again)).Count);
        await Recount.AssertAgreeAsync(database, Number, await TallyAsync(again, Number), "after the deadlines");
    }

    /// <summary>Stopped between the fact and taking the row off the list: the row is delivered again and led to nothing new.</summary>
    [Theory, MemberData(nameof(Providers))]
    public async Task Deadline_DeliveredTwice_PassesOnce(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var time = new FakeTimeProvider(Given.Now);
        IssuedDirective issued;
        await using (var silo = await TestSilo.StartAsync(database, time))
        {
            issued = await IssueAsync(silo);
            time.SetUtcNow(issued.AcknowledgeBy!.Value);
            await OpenAsync(silo, "sgad/so-1", "p-3", Number);
            await silo.WaitForAsync(entry => entry is { GrainType: "directive", Fact: DeadlinePassed }, "deadline passed");
        }

        database.Execute("DELETE FROM due");
        var micros = (issued.AcknowledgeBy!.Value.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        database.Execute(FormattableString.Invariant(
            $"INSERT INTO due (grain_type, grain_key, what, at) VALUES ('directive', '{Number}', 'acknowledge', {micros}), ('directive', '9/2020', 'comply', {micros})"));

        await using (var restarted = await TestSilo.StartAsync(database, time))
        {
            await OpenAsync(restarted, "law/lo-1", "p-8", Number);
            await restarted.RestAsync();
            await Waits.UntilAsync(() => database.Scalar<long>("SELECT count(*) FROM due") == 0, () => "what is due was not taken off the list");
            Assert.Single(await PassedAsync(restarted));
        }
    }

    private static async Task<IssuedDirective> IssueAsync(TestSilo silo)
    {
        await silo.EstablishAsync(Province);
        var issued = await silo.IssueAsync(Given.Draft() with { Deadlines = new DeadlineDays(1, 2) });
        await silo.RestAsync();
        return issued;
    }

    private static async Task<List<DeadlinePassed>> PassedAsync(TestSilo silo) =>
        [.. (await silo.FactsAsync(Number)).Where(entry => entry.GrainType == "directive").Select(entry => entry.Fact).OfType<DeadlinePassed>()];
}
