using Directives.Grains;
using Directives.Tests.Rules;
using Directives.Tests.Support;
using static Directives.Tests.Relay.Acts;

namespace Directives.Tests.Relay;

/// <summary>Exemptions expire by the clock, once each, whether the silo is up at the time or not.</summary>
public sealed class ExemptionExpiryTests
{
    private static readonly TestOrganogram Province = TestOrganogram.Province();
    private static readonly string Number = Given.Draft().Number;
    private static readonly DateOnly Until = new(2020, 2, 29);
    private static readonly DateTimeOffset End = new(2020, 2, 29, 19, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Providers => TestDatabase.Providers;

    [Theory, MemberData(nameof(Providers))]
    public async Task Exemption_WhenItsTimeComes_ExpiresOnce(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var time = new FakeTimeProvider(Given.Now);
        await using var silo = await TestSilo.StartAsync(database, time);
        var before = await ExemptAsync(silo, "law/lo-1", "p-8");
        var exempted = await CountAsync(silo, database, "exempted");
        Assert.Equal((before.Outstanding - 1, 1), (exempted.Outstanding, exempted.Exempted));

        time.SetUtcNow(End.AddMicroseconds(-1));
        await OpenAsync(silo, "sgad/so-1", "p-3", Number);
        await silo.RestAsync();
        Assert.DoesNotContain(await silo.FactsAsync(Number), entry => entry.Fact is ExemptionExpired);

        time.SetUtcNow(End.AddHours(2));
        await AcknowledgeAsync(silo, "sgad/so-1", "p-3", Number);
        var expired = await silo.WaitForAsync(entry => entry.Fact is ExemptionExpired, "expired exemption");
        var listed = await Correspondence(silo).ListExemptions(new(null, false, 0, 10));

        Assert.Equal(("correspondence", Number), (expired.GrainType, expired.GrainKey));
        Assert.Equal(new ExemptionExpired(1, 2, "law/lo-1", End) { Directive = Number, At = expired.Fact.At }, expired.Fact);
        Assert.Equal(ExemptionStatus.Expired, Assert.Single(listed.Exemptions).Status);
        await Correspondence(silo).PassDue("exemption/1", End);
        await Correspondence(silo).PassDue("exemption/9", End);
        Assert.Single(await silo.FactsAsync(Number), entry => entry.Fact is ExemptionExpired);
        var after = await CountAsync(silo, database, "expired");
        Assert.Equal((before.Outstanding - 1, 0), (after.Outstanding, after.Exempted));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Exemption_OfAnOffice_IsCountedUpToTheRoot(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var time = new FakeTimeProvider(Given.Now);
        await using var silo = await TestSilo.StartAsync(database, time);
        var before = await ExemptAsync(silo, "kasur-district", "p-18");

        var exempted = await CountAsync(silo, database, "exempted");
        Assert.Equal((before.OfficesOwing, 1, before.Outstanding), (exempted.OfficesOwing, exempted.OfficesExempted, exempted.Outstanding));
        await silo.Department("sgad").Comply(
            new ComplyCommand("op-part", Number, "p-5", "In part", "Circulated", null) { Partial = new(40, "The rest in May", new(2020, 5, 31)) }, CancellationToken.None);
        await ComplyAsync(silo, "law", Number);
        var reported = await CountAsync(silo, database, "reported");
        Assert.Equal((1, 2, 140), (reported.OfficesComplied, reported.OfficesReported, reported.PercentReported));

        time.SetUtcNow(End.AddDays(1));
        await ComplyAsync(silo, "sgad", Number);
        await silo.WaitForAsync(entry => entry.Fact is ExemptionExpired, "expired exemption");
        var after = await CountAsync(silo, database, "expired");
        Assert.Equal((0, 2, 200), (after.OfficesExempted, after.OfficesComplied, after.PercentReported));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Exemption_WhileStopped_ExpiresOnceAfterTheRestart(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var time = new FakeTimeProvider(Given.Now);
        await using (var silo = await TestSilo.StartAsync(database, time))
            await ExemptAsync(silo, "law/lo-1", "p-8");

        time.SetUtcNow(End.AddDays(30));
        await using (var restarted = await TestSilo.StartAsync(database, time))
            await restarted.WaitForAsync(entry => entry.Fact is ExemptionExpired, "expired exemption");
        await using var again = await TestSilo.StartAsync(database, time);
        await OpenAsync(again, "sgad/so-1", "p-3", Number);
        await again.RestAsync();
        Assert.Single(await again.FactsAsync(Number), entry => entry.Fact is ExemptionExpired);
    }

    private static ICorrespondenceGrain Correspondence(TestSilo silo) => silo.Grains.GetGrain<ICorrespondenceGrain>(Number);

    /// <summary>The tally of the whole, when it agrees with a recount.</summary>
    private static async Task<Tally> CountAsync(TestSilo silo, TestDatabase database, string phase)
    {
        await silo.RestAsync();
        var tally = await TallyAsync(silo, Number);
        await Recount.AssertAgreeAsync(database, Number, tally, phase);
        return tally;
    }

    /// <returns>The tally before.</returns>
    private static async Task<Tally> ExemptAsync(TestSilo silo, string asker, string person)
    {
        await silo.EstablishAsync(Province);
        await silo.IssueAsync(Given.Draft() with { Deadlines = new DeadlineDays(60, 90) });
        await silo.RestAsync();
        var before = await TallyAsync(silo, Number);
        var requested = await Correspondence(silo).RequestExemption(new("op-request", asker, person, "Moving", Until), CancellationToken.None);
        var granted = await Correspondence(silo).DecideExemption(new("op-grant", "p-2", requested.Number, Until, null), CancellationToken.None);
        Assert.Equal((ExemptionStatus.Granted, (DateTimeOffset?)End), (granted.Status, granted.ExpiresAt));
        await silo.RestAsync();
        return before;
    }
}
