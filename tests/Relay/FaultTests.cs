using System.Data.Common;
using Directives.Grains;
using Directives.Tests.Rules;
using Directives.Tests.Support;
using Microsoft.Extensions.Configuration;
using Orleans.Runtime;
using static Directives.Tests.Relay.Acts;

namespace Directives.Tests.Relay;

/// <summary>Writes that fail, writes of which nobody knows whether they took place, and a queue that is full.</summary>
public sealed class FaultTests
{
    private const int Retrying = 101;
    private static readonly TestOrganogram Province = TestOrganogram.Province();
    private static readonly string Number = Given.Draft().Number;

    public static TheoryData<string> Providers => TestDatabase.Providers;

    [Theory, MemberData(nameof(Providers))]
    public async Task Command_WriteFails_LeavesNothingHalfDone(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var faults = new Faults();
        await using var silo = await StartAsync(database, faults);
        await silo.EstablishAsync(Province);

        await FailsAsync(faults, "directive", () => silo.IssueAsync(Given.Draft()));
        Assert.Null(await silo.Directive(Number).Get());
        Assert.Null(await silo.Directive(Number).GetOutcome("op-issue"));
        await silo.IssueAsync(Given.Draft());
        await silo.RestAsync();

        var head = silo.Ledger.Head;
        await FailsAsync(faults, "officer", () => OpenAsync(silo, "sgad/so-1", "p-3", Number));
        await FailsAsync(faults, "department", () => ComplyAsync(silo, "sgad", Number));
        Assert.Equal(Standing.Served, (await silo.Officer("sgad/so-1").GetRecord(Number)).Standing);
        Assert.Null(await silo.Officer("sgad/so-1").GetOutcome(Number, "open sgad/so-1"));
        Assert.Null(await silo.Department("sgad").GetOutcome(Number, "comply sgad"));
        Assert.Equal(head, silo.Ledger.Head);
        await RefusedAsync(() => AcknowledgeAsync(silo, "sgad/so-1", "p-3", Number), Refusal.NotAllowedNow, "NOT_OPENED");

        Assert.Single((await OpenAsync(silo, "sgad/so-1", "p-3", Number)).Acts);
        await ComplyAsync(silo, "sgad", Number);
        await silo.RestAsync();
        var tally = await TallyAsync(silo, Number);
        Assert.Equal((1, 1), (tally.Opened, tally.OfficesComplied));
        await Recount.AssertAgreeAsync(database, Number, tally, "after the retries");
    }

    /// <summary>The write took place and the answer was lost: the grain knows of it when it is asked next.</summary>
    [Theory, MemberData(nameof(Providers))]
    public async Task Command_OutcomeUnknown_CanBeAskedForAndRepeated(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var faults = new Faults();
        await using var silo = await StartAsync(database, faults);
        await silo.EstablishAsync(Province);

        await LosesAnswerAsync(faults, "directive", () => silo.IssueAsync(Given.Draft()));
        Assert.Equal("Issued", (await silo.Directive(Number).GetOutcome("op-issue"))?.Fact);
        Assert.NotNull(await silo.Directive(Number).Get());
        await silo.IssueAsync(Given.Draft());
        await silo.RestAsync();

        await LosesAnswerAsync(faults, "officer", () => OpenAsync(silo, "sgad/so-1", "p-3", Number));
        await LosesAnswerAsync(faults, "department", () => ComplyAsync(silo, "sgad", Number));
        Assert.Equal("Opened", (await silo.Officer("sgad/so-1").GetOutcome(Number, "open sgad/so-1"))?.Fact);
        Assert.Equal(Standing.Opened, (await silo.Officer("sgad/so-1").GetRecord(Number)).Standing);
        Assert.Equal("ComplianceReported", (await silo.Department("sgad").GetOutcome(Number, "comply sgad"))?.Fact);
        Assert.Single((await OpenAsync(silo, "sgad/so-1", "p-3", Number)).Acts);
        Assert.Equal(2, (await AcknowledgeAsync(silo, "sgad/so-1", "p-3", Number)).Acts.Length);
        await ComplyAsync(silo, "sgad", Number);
        await silo.RestAsync();

        var facts = await silo.FactsAsync(Number);
        Assert.Equal(["Opened", "Acknowledged"], facts.Where(entry => entry.GrainKey == "sgad/so-1").Select(entry => entry.Fact.Kind));
        Assert.Single(facts, entry => entry.Fact is ComplianceReported);
        Assert.Single(facts, entry => entry.Fact is Issued);
        await Recount.AssertAgreeAsync(database, Number, await TallyAsync(silo, Number), "after the repeats");
    }

    /// <summary>Of the relay's writes a third fails and of a tenth the answer is lost, until everything has taken place.</summary>
    [Theory, MemberData(nameof(Providers))]
    public async Task Relay_WritesFailAtRandom_TriesUntilEverythingHasTakenPlace(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var (random, left, gate) = (new Random(14), 60, new Lock());
        var faults = new Faults();
        await using var silo = await StartAsync(database, faults);
        await silo.EstablishAsync(Province);
        faults.BeforeWrite = (grain, _) => ThrowOften(3, () => new IOException($"as the test asked: {grain}"));
        faults.AfterWrite = (grain, _) => ThrowOften(10, () => new LedgerUnavailableException(true, $"as the test asked: {grain}"));

        await InsistAsync(() => silo.IssueAsync(Given.Draft()));
        foreach (var (post, person) in Filled(Province).Where(post => post.Post.StartsWith("sgad", StringComparison.Ordinal)))
        {
            await InsistAsync(() => OpenAsync(silo, post, person, Number));
            await InsistAsync(() => AcknowledgeAsync(silo, post, person, Number));
        }

        await InsistAsync(() => ComplyAsync(silo, "sgad", Number));
        await silo.RestAsync();

        Assert.True(left < 60, "no write failed");
        var tally = await TallyAsync(silo, Number);
        Assert.Equal((13, 5, 1), (tally.OfficesReceived, tally.Acknowledged, tally.OfficesComplied));
        await Recount.AssertAgreeAsync(database, Number, tally, "after the faults");

        void ThrowOften(int oneIn, Func<Exception> make)
        {
            lock (gate)
            {
                if (left == 0 || random.Next(oneIn) != 0)
                    return;
                left--;
                throw make();
            }
        }
    }

    /// <summary>The database is held by another; what finds the queue full is refused at once and has changed nothing.</summary>
    /// <remarks>
    /// A transaction takes one write, so that one is on its way at most and four wait. The relay stores nothing and the lease
    /// is not renewed meanwhile: both would take places.
    /// </remarks>
    [Theory, MemberData(nameof(Providers))]
    public async Task Command_QueueFull_IsRefusedAndChangesNothing(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using var silo = (await TestSilo.StartAsync(
            database,
            relay: options => (options.RetryDelay, options.StoreInterval) = (TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1)),
            configure: builder =>
            {
                builder.Configuration["Storage:MaxQueue"] = "4";
                builder.Configuration["Storage:MaxBatch"] = "1";
                builder.Configuration["Storage:OutageWait"] = "00:01:00";
                builder.Configuration["Storage:Lease"] = "1.00:00:00";
            }))
            .Expecting(Retrying);
        await silo.EstablishAsync(Province);
        await silo.IssueAsync(Given.Draft());
        await silo.RestAsync();
        var served = (await Recount.FromLedgerAsync(database, Number)).Posts.ToHashSet();
        var posts = Filled(Province).Where(post => served.Contains(post.Post)).ToList();
        foreach (var (post, _) in posts)
            await silo.Officer(post).GetRecord(Number);

        List<Task<OfficerRecord>> opening;
        using (database.Hold())
        {
            opening = [.. posts.Select(post => OpenAsync(silo, post.Post, post.Person, Number))];
            await Waits.UntilAsync(
                () => opening.Count(open => open.IsCompleted) >= posts.Count - 5,
                () => $"all but five of {posts.Count} were to be refused, {opening.Count(open => open.IsCompleted)} are done");
        }

        await Task.WhenAll(opening).InTime("the others after the database was let go").ContinueWith(_ => { }, TaskScheduler.Default);
        await silo.RestAsync();
        var refused = opening.Where(open => open.IsFaulted).ToList();
        Assert.True(
            refused.Count == posts.Count - 5 || refused.Count == posts.Count - 4,
            $"{refused.Count} of {posts.Count} were refused:\n{string.Join("\n", refused.Select(open => open.Exception!.InnerException!.Message))}");
        Assert.All(refused, open => Assert.Equal(Refusal.Exhausted, Assert.IsType<RefusedException>(open.Exception!.InnerException).Refusal));
        foreach (var ((post, _), open) in posts.Zip(opening))
            Assert.Equal(open.IsFaulted ? Standing.Served : Standing.Opened, (await silo.Officer(post).GetRecord(Number)).Standing);
        Assert.Equal(posts.Count - refused.Count, (await TallyAsync(silo, Number)).Opened);

        foreach (var (post, person) in posts)
            await InsistAsync(async () => Assert.Single((await OpenAsync(silo, post, person, Number)).Acts));
        await silo.RestAsync();
        Assert.Equal(posts.Count, (await TallyAsync(silo, Number)).Opened);
        await Recount.AssertAgreeAsync(database, Number, await TallyAsync(silo, Number), "after the queue was full");
    }

    private static async Task<TestSilo> StartAsync(TestDatabase database, Faults faults) => (await TestSilo.StartAsync(
        database, relay: options => options.RetryDelay = TimeSpan.FromMilliseconds(1), configure: builder => FaultyStorage.Wrap(builder, faults)))
        .Expecting(Retrying);

    private static async Task FailsAsync(Faults faults, string grainType, Func<Task> command)
    {
        faults.BeforeWrite = (grain, _) => ThrowIf(grain, grainType, new IOException("as the test asked"));
        var thrown = await Assert.ThrowsAnyAsync<Exception>(command);
        Assert.IsType<IOException>(thrown.GetBaseException());
        faults.BeforeWrite = null;
    }

    private static async Task LosesAnswerAsync(Faults faults, string grainType, Func<Task> command)
    {
        faults.AfterWrite = (grain, _) => ThrowIf(grain, grainType, new LedgerUnavailableException(true, "as the test asked"));
        await Assert.ThrowsAsync<LedgerUnavailableException>(command);
        faults.AfterWrite = null;
    }

    private static void ThrowIf(GrainId grain, string type, Exception exception)
    {
        if (grain.Type.ToString() == type)
            throw exception;
    }

    /// <summary>Sends a command until it is answered, as a client does.</summary>
    private static async Task InsistAsync(Func<Task> command)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await command();
                return;
            }
            catch (Exception exception) when (tries < 10_000 && MayPass(exception))
            {
                // Sent again with the same operation id.
                await Task.Yield();
            }
        }
    }

    /// <summary>Until the order has come down, a post has nothing to open; and a full queue is not full for long.</summary>
    private static bool MayPass(Exception exception) => exception switch
    {
        RefusedException refused => refused.Reason is "NOT_SERVED" or "STORAGE_BUSY",
        _ => exception is not Xunit.Sdk.XunitException,
    };
}
