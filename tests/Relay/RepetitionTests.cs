using System.Collections.Immutable;
using Directives.Grains;
using Directives.Silo.Relay;
using Directives.Tests.Rules;
using Directives.Tests.Support;
using Microsoft.Extensions.Hosting;
using static Directives.Tests.Relay.Acts;

namespace Directives.Tests.Relay;

/// <summary>Every message may come twice, late, or before another that was sent earlier.</summary>
public sealed class RepetitionTests
{
    private static readonly TestOrganogram Province = TestOrganogram.Province();
    private static readonly string Number = Given.Draft().Number;

    public static TheoryData<string> Providers => TestDatabase.Providers;

    [Theory, MemberData(nameof(Providers))]
    public async Task Deliver_EverythingAgainInAnyOrder_ChangesNothing(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using var silo = await TestSilo.StartAsync(database);
        await silo.EstablishAsync(Province);
        await silo.IssueAsync(Given.Draft());
        await silo.RestAsync();
        await ActAsync(silo);
        await ExemptAsync(silo);
        await silo.RestAsync();
        await Waits.UntilAsync(
            () => TimeLapse.CountDue(database, TimeProvider.System.GetUtcNow()) == 0, () => "an office that was exempted has not been looked at");
        await silo.RestAsync();
        await Waits.UntilAsync(
            () => database.Scalar<long>("SELECT coalesce(max(number), 0) FROM relay_position") >= silo.Ledger.Head.Number, () => "what was counted was to be stored");
        var (facts, tally) = (await silo.FactsAsync(), await TallyAsync(silo, Number));
        var versions = Versions(database);
        Assert.Equal((1, 1, 140), (tally.Exempted, tally.OfficesExempted, tally.PercentReported));

        await silo.Delivery.DeliverAsync(facts, CancellationToken.None);
        var random = new Random(31);
        for (var round = 0; round < 10; round++)
        {
            var shuffled = facts.Concat(facts).ToArray();
            random.Shuffle(shuffled);
            foreach (var batch in shuffled.Chunk(random.Next(1, shuffled.Length)))
                await silo.Delivery.DeliverAsync(batch, CancellationToken.None);
        }

        await silo.RestAsync();
        Assert.Equal(facts.Count, (await silo.FactsAsync()).Count);
        Assert.Equal(tally, await TallyAsync(silo, Number));
        Assert.Equal(versions, Versions(database));
        await Recount.AssertAgreeAsync(database, Number, tally, "after all was delivered again");
    }

    /// <summary>
    /// Without the relay: facts are delivered by hand as they come up, each at a random time, some twice, so that older
    /// ones arrive after newer ones and acts before the orders of sister offices.
    /// </summary>
    [Theory, MemberData(nameof(Providers))]
    public async Task Deliver_InAnyOrderWithRepeats_ComesToTheSameTallies(string provider)
    {
        using var database = TestDatabase.Create(provider);
        foreach (var seed in new[] { 1, 2, 3 })
        {
            await using var silo = await TestSilo.StartAsync(database, configure: WithoutRelay);
            var directive = $"{seed}/2020";
            if (seed == 1)
                await EstablishByHandAsync(silo);
            await silo.IssueAsync(Given.Draft(directive));
            var random = new Random(seed);
            var acted = new HashSet<string>();

            var waiting = (await silo.FactsAsync(directive)).ToList();
            for (var (seen, last) = (waiting.Count, default(LedgerEntry[])); waiting.Count > 0 || acted.Count < 16;)
            {
                var batch = waiting.OrderBy(_ => random.Next()).Take(random.Next(1, 5)).ToArray();
                await silo.Delivery.DeliverAsync([.. batch, .. random.Next(3) == 0 ? last ?? [] : []], CancellationToken.None);
                waiting.RemoveAll(batch.Contains);
                last = batch;
                await ActWhereServedAsync(silo, directive, acted, random);
                var facts = await silo.FactsAsync(directive);
                waiting.AddRange(facts.Skip(seen));
                seen = facts.Count;
            }

            var count = await Recount.AssertAgreeAsync(database, directive, await TallyAsync(silo, directive), $"seed {seed}");
            Assert.Equal(Province.Ids.Order(StringComparer.Ordinal), count.Offices);
            Assert.Equal(acted.Order(StringComparer.Ordinal), count.Standings.Keys.Order(StringComparer.Ordinal));
        }
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Receive_AheadOfTheRelay_IsCountedWhenTheOrderComesDown(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using var silo = await TestSilo.StartAsync(database, configure: WithoutRelay);
        await EstablishByHandAsync(silo);
        await silo.IssueAsync(Given.Draft());
        var order = (await silo.Directive(Number).GetOrder())!;

        // A district takes delivery, and one of its officers acts, before anything has come down.
        var receipt = await silo.Department("lahore-district").Receive(order, CancellationToken.None);
        Assert.Equal("lahore-division", receipt.Entry.From);
        await OpenAndAcknowledgeAsync(silo, "lahore-district/so-1", "p-14", Number);
        await DeliverUntilRestAsync(silo, skip: entry => entry.Fact is Issued);
        Assert.Equal(1, (await TallyAsync(silo, Number, "lahore-district")).Acknowledged);
        Assert.Null(await silo.Department("lahore-division").GetTally(Number));

        await DeliverUntilRestAsync(silo);
        var again = await silo.Department("lahore-district").Receive(order, CancellationToken.None);

        Assert.Equal((receipt.Entry.DiaryNumber, receipt.Entry.ReceivedAt), (again.Entry.DiaryNumber, again.Entry.ReceivedAt));
        var tally = await TallyAsync(silo, Number);
        Assert.Equal((13, 13, 1), (tally.Offices, tally.OfficesReceived, tally.Acknowledged));
        await Recount.AssertAgreeAsync(database, Number, tally, "after the order came down");
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Receive_WhereItDoesNotGo_IsRefused(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using var silo = await TestSilo.StartAsync(database);
        await silo.EstablishAsync(Province);
        await silo.IssueAsync(Given.Draft() with { Audience = Given.Rule(Given.Action(Given.Departments("sgad"))) });
        await silo.RestAsync();
        var order = (await silo.Directive(Number).GetOrder())!;

        await RefusedAsync(() => silo.Department("law").Receive(order, CancellationToken.None), Refusal.NotAllowedNow, "NOT_ADDRESSED");
        await RefusedAsync(() => silo.Department("nowhere").Receive(order, CancellationToken.None), Refusal.NotFound, "NOT_FOUND");

        await Recount.AssertAgreeAsync(database, Number, await TallyAsync(silo, Number), "at rest");
        Assert.Null(await silo.Department("law").GetDiaryEntry(Number));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task RegisterAndGather_OldOnesLate_ChangeNothing(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using var silo = await TestSilo.StartAsync(database);
        await silo.EstablishAsync(Province);
        await silo.IssueAsync(Given.Draft());
        await silo.RestAsync();
        var older = (await silo.Department("sgad").GetTally(Number))!;
        await ActAsync(silo);
        await silo.RestAsync();
        var (newer, root) = ((await silo.Department("sgad").GetTally(Number))!, (await silo.Department("punjab").GetTally(Number))!);
        Assert.True(newer.Sequence > older.Sequence);

        var registered = await silo.Department("sgad").Register(Number, [new RegisteredAct("so-1", 1, Standing.Opened, 1)]);
        var gathered = await silo.Department("punjab").Gather(Number, [older, newer, older]);

        Assert.Equal(newer, registered.Tally);
        Assert.Equal(root, gathered?.Tally);
        await RefusedAsync(() => silo.Department("sgad").Register("9/2020", [new RegisteredAct("so-1", 1, Standing.Opened, 1)]), Refusal.NotAllowedNow, "NOT_RECEIVED");
        Assert.Null(await silo.Department("punjab").Gather("9/2020", [older]));
    }

    private static void WithoutRelay(IHostApplicationBuilder builder) =>
        builder.Services.Remove(builder.Services.Single(service => service.ImplementationType == typeof(RelayService)));

    private static async Task EstablishByHandAsync(TestSilo silo)
    {
        var ticket = await silo.StageAsync(Province, "op-import");
        await silo.Registry.Commit(TestSilo.CommitOf(Province, ticket.Version, "op-import"), CancellationToken.None);
        await silo.Delivery.DeliverAsync(await silo.FactsAsync(), CancellationToken.None);
    }

    /// <summary>Delivers what has come up, from the first fact on, until nothing new does.</summary>
    private static async Task DeliverUntilRestAsync(TestSilo silo, Func<LedgerEntry, bool>? skip = null)
    {
        for (var delivered = 0; ;)
        {
            var facts = (await silo.FactsAsync(Number)).Where(entry => skip?.Invoke(entry) != true).ToList();
            if (facts.Count == delivered)
                return;
            await silo.Delivery.DeliverAsync(facts, CancellationToken.None);
            delivered = facts.Count;
        }
    }

    private static async Task ActAsync(TestSilo silo)
    {
        await OpenAndAcknowledgeAsync(silo, "sgad/so-1", "p-3", Number);
        await OpenAsync(silo, "law/lo-1", "p-8", Number);
        await DeclineAsync(silo, "law/lo-1", "p-8", Number);
        await OpenAsync(silo, "kasur-district/so-1", "p-19", Number);
        await ComplyAsync(silo, "sgad", Number);
        await ComplyAsync(silo, "sgad", Number, "comply again");
    }

    /// <summary>A post and an office are exempted, and another office reports a part.</summary>
    private static async Task ExemptAsync(TestSilo silo)
    {
        var correspondence = silo.Grains.GetGrain<ICorrespondenceGrain>(Number);
        var until = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().AddDays(30).Date);
        foreach (var (asker, person) in new[] { ("kasur-district/so-1", "p-19"), ("kasur-district", "p-18") })
        {
            var requested = await correspondence.RequestExemption(new($"request {asker}", asker, person, "Moving", until), CancellationToken.None);
            await correspondence.DecideExemption(new($"grant {asker}", "p-2", requested.Number, until, null), CancellationToken.None);
        }

        await silo.Department("law").Comply(
            new ComplyCommand("part", Number, "p-7", "In part", "Circulated", null) { Partial = new(40, "The rest in May", until) }, CancellationToken.None);
    }

    /// <summary>Some posts of offices that have received it by now open and acknowledge.</summary>
    private static async Task ActWhereServedAsync(TestSilo silo, string directive, HashSet<string> acted, Random random)
    {
        foreach (var (post, person) in Filled(Province))
        {
            if (!PostId.TryParse(post, out var department, out var seat) || acted.Contains(post) || random.Next(3) == 0)
                continue;
            var entry = await silo.Department(department).GetDiaryEntry(directive);
            if (entry?.Served.Any(served => served.Seat == seat) != true)
                continue;
            await OpenAndAcknowledgeAsync(silo, post, person, directive);
            acted.Add(post);
        }
    }

    /// <summary>How often each state was written: a repeat writes none.</summary>
    private static ImmutableArray<string?> Versions(TestDatabase database) =>
        [.. database.Column<string>("SELECT grain_type || ' ' || grain_key || ' ' || state_name || ' ' || version FROM grain_state ORDER BY 1")];
}
