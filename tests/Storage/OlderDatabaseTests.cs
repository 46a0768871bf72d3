using Directives.Grains;
using Directives.Silo.Storage;
using Directives.Tests.Rules;
using Directives.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using static Directives.Tests.Relay.Acts;

namespace Directives.Tests.Storage;

/// <summary>A database of an earlier program opens, is brought up to date, and goes on where it was.</summary>
public sealed class OlderDatabaseTests
{
    private const int Entries = 126;
    private static readonly string Order = Given.Draft().Number;

    /// <summary>Tallies at the roots of the two directives that were acted on, counted by hand when they were issued.</summary>
    private static readonly Dictionary<string, (string Root, Tally Tally)> Counted = new()
    {
        [Order] = ("punjab", new Tally
        {
            Offices = 13, OfficesReceived = 13, OfficesOwing = 7, OfficesComplied = 1, ServedForAction = 12, ServedForInformation = 7, Vacant = 3,
            Opened = 4, Acknowledged = 2, Declined = 1, Outstanding = 9, OfficesReported = 1, PercentReported = 100,
        }),
        ["LHR 17/2020"] = ("lahore-division", new Tally
        {
            Offices = 5, OfficesReceived = 5, OfficesOwing = 5, OfficesComplied = 1, ServedForAction = 10, Vacant = 2,
            Opened = 1, Acknowledged = 1, Outstanding = 9, OfficesReported = 1, PercentReported = 100,
        }),
    };

    public static TheoryData<string, int> Databases => [.. OlderDatabase.Kept.Select(kept => new TheoryDataRow<string, int>(kept.Provider, kept.Schema))];

    [Fact]
    public void Kept_EverySchemaBeforeThatOfNow_IsThereForBothDatabases()
    {
        foreach (var provider in (string[])[TestDatabase.Sqlite, TestDatabase.Postgres])
        {
            var before = Math.Max(1, Migration.For(provider).Count - 1);
            Assert.Equal(
                Enumerable.Range(1, before), OlderDatabase.Kept.Where(kept => kept.Provider == provider).Select(kept => kept.Schema).Order().Where(schema => schema <= before));
        }
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Open_OlderDatabase_IsMigratedAndCountsWhatItHeld(string provider, int schema)
    {
        using var database = OlderDatabase.Restore(provider, schema);
        Assert.Equal(schema, database.Scalar<long>("SELECT max(version) FROM schema_version"));
        var before = database.Column<string>("SELECT payload FROM ledger_entry ORDER BY chain, number");

        await using var silo = await TestSilo.StartAsync(database, new FakeTimeProvider(Given.Now));
        await silo.RestAsync();

        Assert.Equal(
            Migration.For(provider).Select(step => (long)step.Version), database.Column<long>("SELECT version FROM schema_version ORDER BY version"));
        Assert.Equal(before, database.Column<string>("SELECT payload FROM ledger_entry ORDER BY chain, number"));
        await AssertVerifiesAsync(silo, Entries);
        await AssertCountsAsync(database, silo, "opened");
        Assert.Equal(Entries, (await silo.FactsAsync()).Count);
        Assert.Equal(18, (await silo.Grains.GetGrain<IDirectiveListGrain>(IDirectiveListGrain.Key).List()).Length);
        Assert.Equal(17, (await silo.Department("punjab").ListDiary(0, 100)).Length);
    }

    /// <summary>
    /// Every fact that an earlier program wrote is dealt with again by this one. Since an order was served there are another post
    /// and another office: an earlier program has left it at that.
    /// </summary>
    [Theory, MemberData(nameof(Databases))]
    public async Task Relay_OlderDatabaseFromItsFirstFact_ServesWhoCameSinceAndNothingElse(string provider, int schema)
    {
        using var database = OlderDatabase.Restore(provider, schema);
        database.Execute("UPDATE relay_position SET number = 0");

        await using var silo = await TestSilo.StartAsync(database, new FakeTimeProvider(Given.Now));
        await silo.RestAsync();

        var further = (await silo.FactsAsync()).Skip(Entries).ToList();
        Assert.Equal(["Received", "RosterServed", "ServedAnew", "ServedAnew"], further.Select(entry => entry.Fact.Kind).Order());
        foreach (var (directive, (root, _)) in Counted)
            await Recount.AssertAgreeAsync(database, directive, await TallyAsync(silo, directive, root), "relayed again");
    }

    [Theory, MemberData(nameof(Databases))]
    public async Task Act_OnAnOlderDatabase_GoesOnWhereItWas(string provider, int schema)
    {
        using var database = OlderDatabase.Restore(provider, schema);
        var time = new FakeTimeProvider(Given.Now.AddDays(1));
        await using (var silo = await TestSilo.StartAsync(database, time))
        {
            var repeated = await AcknowledgeAsync(silo, "sgad/so-1", "p-3", Order);
            Assert.Equal([Given.Now, Given.Now], repeated.Acts.Select(act => act.At));
            await RefusedAsync(() => DeclineAsync(silo, "sgad/so-1", "p-3", Order, "acknowledge sgad/so-1"), Refusal.OperationIdReused, "OPERATION_ID_REUSED");
            Assert.Equal(Given.Now, (await silo.IssueAsync(Given.Draft())).IssuedAt);
            await RefusedAsync(() => silo.IssueAsync(Given.Draft() with { Title = Given.Text("Other") }), Refusal.OperationIdReused, "OPERATION_ID_REUSED");
            Assert.Equal(Entries, silo.Ledger.Head.Number);

            await AcknowledgeAsync(silo, "law/lo-1", "p-8", Order);
            await silo.IssueAsync(Given.Draft("New 1/2020"), "op-new");
            await silo.RestAsync();
            await OpenAndAcknowledgeAsync(silo, "sgad-welfare/so-1", "p-3", "New 1/2020");
            await silo.RestAsync();
            var tally = await TallyAsync(silo, Order);
            Assert.Equal((3, 0, 9), (tally.Acknowledged, tally.Declined, tally.Outstanding));
            await Recount.AssertAgreeAsync(database, Order, tally, "after an act");
            await Recount.AssertAgreeAsync(database, "New 1/2020", await TallyAsync(silo, "New 1/2020"), "after an issue");
            Assert.Equal("18/2020", (await silo.Department("punjab").GetDiaryEntry("New 1/2020"))!.DiaryNumber);
        }

        // What fell due was written by the earlier program.
        time.SetUtcNow(Given.Now.AddDays(30));
        await using var later = await TestSilo.StartAsync(database, time);
        await later.WaitForAsync(entry => entry.Fact is DeadlinePassed { Deadline: DeadlineKind.Comply, Directive: var of } && of == Order, "deadline passed");
        await AssertVerifiesAsync(later, null);
    }

    private static async Task AssertCountsAsync(TestDatabase database, TestSilo silo, string phase)
    {
        foreach (var (directive, (root, counted)) in Counted)
        {
            var tally = await TallyAsync(silo, directive, root);
            Assert.Equal(counted, tally);
            await Recount.AssertAgreeAsync(database, directive, tally, phase);
        }

        for (var number = 1; number <= DiaryState.PageSize; number++)
            await Recount.AssertAgreeAsync(database, $"{number}/2020", await TallyAsync(silo, $"{number}/2020"), phase);
    }

    private static async Task AssertVerifiesAsync(TestSilo silo, long? entries)
    {
        var found = await silo.Services.GetRequiredService<LedgerVerifier>().VerifyAsync(1, null, CancellationToken.None);
        Assert.True(found.Mismatch is null, $"The chain was to be right after {found.Blocks} blocks, found: {found.Mismatch}");
        Assert.Equal(entries ?? found.Entries, found.Entries);
        Assert.True(found.Entries >= Entries, $"{found.Entries} entries of {Entries}");
    }
}
