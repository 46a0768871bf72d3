using Directives.Grains;
using Directives.Silo.Relay;
using Directives.Silo.Storage;
using Directives.Tests.Rules;
using Directives.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using static Directives.Tests.Relay.Acts;

namespace Directives.Tests.Relay;

/// <summary>Departments count in memory and store it later; what is lost before that is counted again.</summary>
public sealed class RegisterStoreTests
{
    private const int Lost = 102;
    private static readonly TestOrganogram Province = TestOrganogram.Province();
    private static readonly string Number = Given.Draft().Number;

    public static TheoryData<string> Providers => TestDatabase.Providers;

    [Theory, MemberData(nameof(Providers))]
    public async Task Act_BeforeTheInterval_IsCountedAndNotStored(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var time = new FakeTimeProvider();
        await using var silo = await TestSilo.StartAsync(database, time);
        await IssueAsync(silo);
        await OpenAndAcknowledgeAsync(silo, "sgad/so-1", "p-3", Number);
        await silo.RestAsync();

        Assert.Equal(1, (await TallyAsync(silo, Number)).Acknowledged);
        Assert.Equal((0, 0), (Registers(database), Position(database)));

        time.Advance(new RelayOptions().StoreInterval);

        await Waits.UntilAsync(() => Position(database) > 0, () => "the relay's position was to be stored");
        Assert.Equal(silo.Ledger.Head.Number, Position(database));
        Assert.Contains("\"Acknowledged\"", Register(database, "sgad"), StringComparison.Ordinal);
        Assert.Contains("\"acknowledged\":1", Register(database, "punjab"), StringComparison.Ordinal);
    }

    /// <summary>One act in each of many offices: each has a register to store for it.</summary>
    [Theory, MemberData(nameof(Providers))]
    public async Task Acts_SpreadOverManyOffices_AreStoredAtTheLongestInterval(string provider)
    {
        const int offices = 1_100;
        var spread = TestOrganogram.Province();
        for (var i = 0; i < offices; i++)
            spread.Add("punjab", $"office-{i}", TestOrganogram.Post("so", 17, "section-officer", "pms", "p-3"));
        using var database = TestDatabase.Create(provider);
        var (time, options) = (new FakeTimeProvider(), new RelayOptions());
        await using var silo = await TestSilo.StartAsync(database, time, relay: options => options.MaxPause = TimeSpan.Zero);
        await silo.EstablishAsync(spread);
        await silo.IssueAsync(Given.Draft());
        await silo.RestAsync();
        time.Advance(options.StoreInterval);
        await Waits.UntilAsync(() => Position(database) == silo.Ledger.Head.Number, () => "what was served was to be stored after a short interval");
        var (served, registers) = (Position(database), Registers(database));

        await Task.WhenAll(Enumerable.Range(0, offices).Select(i => OpenAsync(silo, $"office-{i}/so", "p-3", Number)));
        await silo.RestAsync();
        Assert.Equal(offices, (await TallyAsync(silo, Number)).Opened);
        for (var waited = TimeSpan.Zero; waited < options.LongestStoreInterval; waited += options.StoreInterval)
        {
            Assert.Equal(served, Position(database));
            time.Advance(options.StoreInterval);
        }

        await Waits.UntilAsync(() => Position(database) == silo.Ledger.Head.Number, () => "everything was to be stored after the longest interval");
        Assert.Equal(registers + offices, Registers(database));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Stop_BeforeTheInterval_StoresEverything(string provider)
    {
        using var database = TestDatabase.Create(provider);
        long head;
        await using (var silo = await TestSilo.StartAsync(database, new FakeTimeProvider()))
        {
            await IssueAsync(silo);
            await OpenAndAcknowledgeAsync(silo, "sgad/so-1", "p-3", Number);
            await silo.RestAsync();
            head = silo.Ledger.Head.Number;
        }

        Assert.Equal(head, Position(database));
        Assert.Contains("\"acknowledged\":1", Register(database, "punjab"), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Start_AfterAStopThatStoredNothing_CountsAgain(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var faults = new Faults();
        Tally before;
        await using (var silo = await StartAsync(database, faults))
        {
            await IssueAsync(silo);
            await OpenAndAcknowledgeAsync(silo, "sgad/so-1", "p-3", Number);
            await ComplyAsync(silo, "sgad", Number);
            await silo.RestAsync();
            before = await TallyAsync(silo, Number);
            faults.BeforeWrite = (_, state) => ThrowWhere(state.StartsWith("register/", StringComparison.Ordinal), new IOException("as the test asked"));
        }

        Assert.Equal((1, 1), (before.Acknowledged, before.OfficesComplied));
        Assert.Equal((0, 0), (Registers(database), Position(database)));

        await using var again = await TestSilo.StartAsync(database, new FakeTimeProvider());
        await again.RestAsync();
        Assert.Equal(before, await TallyAsync(again, Number));
        await Recount.AssertAgreeAsync(database, Number, before, "after the start");
    }

    /// <summary>The clock stands: a relay that pauses between batches that are full would never come to the last.</summary>
    [Theory, MemberData(nameof(Providers))]
    public async Task Acts_MoreThanABatchTakes_AreDeliveredWithoutAPause(string provider)
    {
        const int posts = 150;
        var crowded = TestOrganogram.Province();
        crowded.Add("punjab", "crowd", [.. Enumerable.Range(0, posts).Select(i => TestOrganogram.Post($"so-{i}", 17, "section-officer", "pms", "p-3"))]);
        using var database = TestDatabase.Create(provider);
        var faults = new Faults();
        await using (var silo = await StartAsync(database, faults))
        {
            await silo.EstablishAsync(crowded);
            await silo.IssueAsync(Given.Draft());
            await silo.RestAsync();
            await Task.WhenAll(Enumerable.Range(0, posts).Select(i => OpenAsync(silo, $"crowd/so-{i}", "p-3", Number)));
            faults.BeforeWrite = (_, state) => ThrowWhere(state.StartsWith("register/", StringComparison.Ordinal), new IOException("as the test asked"));
        }

        Assert.Equal(0, Position(database));
        await using var again = await TestSilo.StartAsync(
            database, new FakeTimeProvider(), relay: options => options.BatchSize = 64,
            configure: builder => builder.Services.PostConfigure<RelayOptions>(options => options.MaxPause = new RelayOptions().MaxPause));
        await again.RestAsync();

        Assert.Equal(posts, (await TallyAsync(again, Number)).Opened);
    }

    /// <summary>Nobody knows what became of a department's write, so it ends, with acts in its register that are not stored.</summary>
    [Theory, MemberData(nameof(Providers))]
    public async Task Department_EndsBeforeItHasStored_IsCountedAgain(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var faults = new Faults();
        await using var silo = await StartAsync(database, faults);
        await IssueAsync(silo);
        await OpenAndAcknowledgeAsync(silo, "sgad/so-1", "p-3", Number);
        await OpenAsync(silo, "sgad/secretary", "p-2", Number);
        await silo.RestAsync();
        var before = await TallyAsync(silo, Number, "sgad");
        Assert.Equal((2, 1), (before.Opened, before.Acknowledged));

        faults.AfterWrite = (_, state) => ThrowWhere(state == $"report/{Number}", new LedgerUnavailableException(true, "as the test asked"));
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => ComplyAsync(silo, "sgad", Number));
        faults.AfterWrite = null;
        await silo.RestAsync();

        Assert.Equal(before with { OfficesComplied = 1, OfficesReported = 1, PercentReported = 100 }, await TallyAsync(silo, Number, "sgad"));
        Assert.Contains(silo.Logged, line => line.Contains($"[{Lost}]", StringComparison.Ordinal));
        await Recount.AssertAgreeAsync(database, Number, await TallyAsync(silo, Number), "after it was counted again");
    }

    /// <summary>While what was lost is counted again, nobody is told that everything up to the end has taken place.</summary>
    [Theory, MemberData(nameof(Providers))]
    public async Task Position_WhileSomethingIsCountedAgain_GoesBack(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var (faults, gate) = (new Faults(), new TaskCompletionSource());
        await using var silo = await TestSilo.StartAsync(database, new FakeTimeProvider(), configure: builder =>
        {
            FaultyStorage.Wrap(builder, faults);
            builder.Services.AddSingleton<ILedger>(services => new GatedLedger(services.GetRequiredService<Ledger>(), gate));
        });
        await IssueAsync(silo);
        await OpenAndAcknowledgeAsync(silo, "sgad/so-1", "p-3", Number);
        await silo.RestAsync();
        var before = silo.Relay.Position;

        ((GatedLedger)silo.Ledger).IsShut = true;
        faults.AfterWrite = (_, state) => ThrowWhere(state == $"report/{Number}", new LedgerUnavailableException(true, "as the test asked"));
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => ComplyAsync(silo, "sgad", Number));
        await ((GatedLedger)silo.Ledger).Reached.InTime("the relay to begin again at its stored position");

        Assert.Equal(before with { Number = 0 }, silo.Relay.Position);
        Assert.Equal(0, (await TallyAsync(silo, Number, "sgad")).Acknowledged);
        var again = silo.Relay.WaitAsync(before, CancellationToken.None);
        Assert.False(again.IsCompleted);
        gate.SetResult();
        await again.InTime("the relay to come back to where it was");
        Assert.Equal(1, (await TallyAsync(silo, Number)).Acknowledged);
    }

    /// <summary>While a register is being written, its department answers, and what is entered meanwhile is stored the next time.</summary>
    [Theory, MemberData(nameof(Providers))]
    public async Task Store_WhileTheDatabaseIsHeld_HoldsUpNobody(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using var silo = await TestSilo.StartAsync(database, new FakeTimeProvider());
        await IssueAsync(silo);
        await OpenAndAcknowledgeAsync(silo, "sgad/so-1", "p-3", Number);
        await silo.RestAsync();
        var sgad = silo.Department("sgad");
        var activation = (await sgad.Register(Number, [])).Activation;

        Task<bool> storing;
        using (database.Hold())
        {
            storing = sgad.StoreRegister(Number, activation);
            var entered = await sgad.Register(Number, [new RegisteredAct("secretary", 1, Standing.Opened, 1)]).InTime("an answer while the database is held");
            Assert.Equal(2, entered.Tally.Tally.Opened);
            Assert.Equal(2, (await sgad.GetTally(Number).InTime("an answer while the database is held"))?.Tally.Opened);
            Assert.False(storing.IsCompleted);
        }

        Assert.True(await storing);
        Assert.DoesNotContain("secretary", Register(database, "sgad"), StringComparison.Ordinal);
        Assert.True(await sgad.StoreRegister(Number, activation));
        Assert.Contains("secretary", Register(database, "sgad"), StringComparison.Ordinal);
        Assert.False(await sgad.StoreRegister(Number, Guid.NewGuid()));
    }

    private static Task<TestSilo> StartAsync(TestDatabase database, Faults faults) =>
        TestSilo.StartAsync(database, new FakeTimeProvider(), configure: builder => FaultyStorage.Wrap(builder, faults));

    private static async Task IssueAsync(TestSilo silo)
    {
        await silo.EstablishAsync(Province);
        await silo.IssueAsync(Given.Draft());
        await silo.RestAsync();
    }

    private static void ThrowWhere(bool asked, Exception exception)
    {
        if (asked)
            throw exception;
    }

    private static long Registers(TestDatabase database) =>
        database.Scalar<long>("SELECT count(*) FROM grain_state WHERE state_name LIKE 'register/%'");

    private static string Register(TestDatabase database, string department) =>
        database.Scalar<string>($"SELECT payload FROM grain_state WHERE grain_key = '{department}' AND state_name = 'register/{Number}'") ?? "";

    private static long Position(TestDatabase database) => database.Scalar<long>("SELECT coalesce(max(number), 0) FROM relay_position");

    /// <summary>Lets nobody read from the first entry on once it is shut, until its gate is opened.</summary>
    private sealed class GatedLedger(ILedger ledger, TaskCompletionSource gate) : ILedger
    {
        private readonly TaskCompletionSource reached = new();

        public bool IsShut { get; set; }

        public Task Reached => reached.Task;

        public LedgerPosition Head => ledger.Head;

        public async Task<IReadOnlyList<LedgerEntry>> ReadAsync(LedgerPosition after, int count, string? directive, CancellationToken cancellation)
        {
            if (IsShut && after.Number == 0)
            {
                reached.TrySetResult();
                await gate.Task;
            }

            return await ledger.ReadAsync(after, count, directive, cancellation);
        }

        public Task WaitAsync(LedgerPosition after, CancellationToken cancellation) => ledger.WaitAsync(after, cancellation);
    }
}
