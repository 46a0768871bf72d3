using Directives.Grains;
using Directives.Tests.Rules;
using Directives.Tests.Support;
using static Directives.Tests.Relay.Acts;

namespace Directives.Tests.Relay;

/// <summary>A diary that has grown past its page: old directives are found, and inboxes read backwards.</summary>
public sealed class DiaryTests
{
    private const int Directives = 2 * DiaryState.PageSize + 3;

    private static readonly TestOrganogram Office = new TestOrganogram()
        .Add(null, "punjab", TestOrganogram.Post("cs", 22, "secretary", "pas", "p-1"), TestOrganogram.Post("so-1", 17, "section-officer", "pms", "p-2"));

    public static TheoryData<string> Providers => TestDatabase.Providers;

    [Theory, MemberData(nameof(Providers))]
    public async Task Diary_PastItsPages_FindsEveryDirectiveAlsoAfterARestart(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using (var silo = await TestSilo.StartAsync(database))
        {
            await silo.EstablishAsync(Office);
            for (var number = 1; number <= Directives; number++)
            {
                await silo.IssueAsync(DraftOf(number));
                await silo.RestAsync();
            }

            await AssertAllFoundAsync(silo);
        }

        await using var restarted = await TestSilo.StartAsync(database);
        await AssertAllFoundAsync(restarted);
        Assert.Equal(["diary", "diary/0", "diary/1"], database.Column<string>("SELECT state_name FROM grain_state WHERE state_name LIKE 'diary%' ORDER BY 1"));

        // An act on the oldest one, and its order once more.
        await OpenAndAcknowledgeAsync(restarted, "punjab/cs", "p-1", "1/2020");
        await restarted.Department("punjab").Receive((await restarted.Directive("1/2020").GetOrder())!, CancellationToken.None);
        await restarted.RestAsync();
        Assert.Equal(1, (await TallyAsync(restarted, "1/2020")).Acknowledged);
        for (var number = 1; number <= Directives; number++)
            await Recount.AssertAgreeAsync(database, $"{number}/2020", await TallyAsync(restarted, $"{number}/2020"), "after the restart");
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Inbox_PageByPage_GivesEachDirectiveOnceTheNewestFirst(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using var silo = await TestSilo.StartAsync(database);
        await silo.EstablishAsync(Office);
        for (var number = 1; number <= Directives; number++)
        {
            await silo.IssueAsync(DraftOf(number));
            await silo.RestAsync();
        }

        var newestFirst = Enumerable.Range(1, Directives).Reverse().Select(number => $"{number}/2020").ToList();
        foreach (var size in new[] { 1, 4, 16, 17, 100 })
        {
            Assert.Equal(newestFirst, await ReadDiaryAsync(silo, size));
            Assert.Equal(newestFirst, await ReadInboxAsync(silo, "punjab/cs", size));
            Assert.Equal(newestFirst.Where(IsOdd), await ReadInboxAsync(silo, "punjab/so-1", size));
        }

        Assert.Empty((await silo.Officer("punjab/cs").ListRecords(1, 10)).Records);
        Assert.Equal(["1/2020"], (await silo.Officer("punjab/cs").ListRecords(2, 10)).Records.Select(record => record.Directive));
        Assert.Equal(newestFirst[..2], (await silo.Officer("punjab/cs").ListRecords(int.MaxValue, 2)).Records.Select(record => record.Directive));
    }

    /// <summary>
    /// Calls that only read go on beside one another, and the next that writes begins when the first of them has ended: so one that
    /// has begun reads on while a page is put away that is not stored yet.
    /// </summary>
    [Theory, MemberData(nameof(Providers))]
    public async Task Diary_ReadWhileAPageIsPutAway_HasEveryDirectiveThenAndLater(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using (var silo = await TestSilo.StartAsync(database))
        {
            await silo.EstablishAsync(Office);
            for (var number = 1; number <= DiaryState.PageSize; number++)
            {
                await silo.IssueAsync(DraftOf(number));
                await silo.RestAsync();
            }
        }

        var (oldest, newest, written) = (new Barrier(), new Barrier(), new Barrier());
        var faults = new Faults
        {
            Hold = (grain, row, write) => (row, write) switch
            {
                ("entry/1/2020", false) => oldest.PassAsync(),
                ("entry/16/2020", false) => newest.PassAsync(),
                ("diary", true) => written.PassAsync(),
                _ => null,
            },
        };
        await using var restarted = await TestSilo.StartAsync(database, configure: builder => FaultyStorage.Wrap(builder, faults));
        var office = restarted.Department("punjab");
        var order = (await restarted.Directive("1/2020").GetOrder())! with { Number = "17/2020" };

        var one = office.GetDiaryEntry("1/2020");
        await oldest.Reached.InTime("the first reader");
        var all = office.ListDiary(0, DiaryState.PageSize);
        await newest.Reached.InTime("the second reader");
        oldest.Open();
        await one.InTime("the first reader's answer");
        var received = office.Receive(order, CancellationToken.None);
        await written.Reached.InTime("the write");
        newest.Open();
        Assert.Equal(DiaryState.PageSize, (await all.InTime("the second reader's answer")).Length);
        written.Open();
        await received.InTime("the receipt");

        Assert.Equal(DiaryState.PageSize + 1, (await office.ListDiary(0, 100)).Length);
    }

    private static async Task AssertAllFoundAsync(TestSilo silo)
    {
        for (var number = 1; number <= Directives; number++)
        {
            var entry = await silo.Department("punjab").GetDiaryEntry($"{number}/2020");
            Assert.True(entry?.Serial == number, $"{number}/2020 has the serial {entry?.Serial}");
            Assert.Equal(Standing.Served, (await silo.Officer("punjab/cs").GetRecord($"{number}/2020")).Standing);
        }
    }

    private static async Task<List<string>> ReadDiaryAsync(TestSilo silo, int size)
    {
        var found = new List<string>();
        for (var before = 0; ;)
        {
            var lines = await silo.Department("punjab").ListDiary(before, size);
            found.AddRange(lines.Select(line => line.Entry.Directive));
            if (lines.Length < size || lines[^1].Index == 1)
                return found;
            before = lines[^1].Index;
        }
    }

    private static async Task<List<string>> ReadInboxAsync(TestSilo silo, string post, int size)
    {
        var found = new List<string>();
        for (var before = 0; ;)
        {
            var page = await silo.Officer(post).ListRecords(before, size);
            Assert.True(page.Records.Length <= size, $"{page.Records.Length} of at most {size}");
            found.AddRange(page.Records.Select(record => record.Directive));
            if (page.Next == 0)
                return found;
            before = page.Next;
        }
    }

    /// <summary>Each goes to the head, every other one to the section officer too.</summary>
    private static DirectiveDraft DraftOf(int number) => Given.Draft($"{number}/2020") with
    {
        Issuer = "punjab",
        Audience = number % 2 == 1 ? Given.Rule(Given.Action(Given.Everyone)) : Given.Rule(Given.Action(Given.Posts("punjab/cs"))),
    };

    private static bool IsOdd(string number) => (number[^6] - '0') % 2 == 1;

    /// <summary>Holds up whoever comes to it until it is opened.</summary>
    private sealed class Barrier
    {
        private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => reached.Task;

        public Task PassAsync()
        {
            reached.TrySetResult();
            return opened.Task;
        }

        public void Open() => opened.TrySetResult();
    }
}
