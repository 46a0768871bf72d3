using Directives.Grains;
using Directives.Tests.Rules;
using Directives.Tests.Support;
using static Directives.Tests.Relay.Acts;

namespace Directives.Tests.Relay;

/// <summary>Officers and departments act, and every tally above them follows.</summary>
public sealed class ActTests
{
    private static readonly TestOrganogram Province = TestOrganogram.Province();
    private static readonly string Number = Given.Draft().Number;

    public static TheoryData<string> Providers => TestDatabase.Providers;

    [Theory, MemberData(nameof(Providers))]
    public async Task Acts_OfOfficersAndDepartments_RaiseEveryTallyAboveThem(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using var silo = await IssuedAsync(database);

        await OpenAsync(silo, "lahore-district/so-1", "p-14", Number);
        await silo.RestAsync();
        foreach (var above in new[] { "lahore-district", "lahore-division", "punjab" })
            Assert.Equal((1, 0, 0), Progress(await TallyAsync(silo, Number, above)));
        Assert.Equal((0, 0, 0), Progress(await TallyAsync(silo, Number, "sgad")));

        await AcknowledgeAsync(silo, "lahore-district/so-1", "p-14", Number);
        await OpenAsync(silo, "law/lo-1", "p-8", Number);
        await DeclineAsync(silo, "law/lo-1", "p-8", Number);
        await ComplyAsync(silo, "lahore-district", Number);
        await silo.RestAsync();
        Assert.Equal((2, 1, 1), Progress(await TallyAsync(silo, Number)));
        Assert.Equal((10, 1), ((await TallyAsync(silo, Number)).Outstanding, (await TallyAsync(silo, Number)).OfficesComplied));
        var district = (await silo.Department("lahore-division").GetCompliance(Number))!.Children.Single(child => child.Child.Id == "lahore-district");
        Assert.True(district is { Complied: true, Received: true, Tally: { Acknowledged: 1, OfficesComplied: 1 } }, district.ToString());

        await AcknowledgeAsync(silo, "law/lo-1", "p-8", Number);
        await silo.RestAsync();
        Assert.Equal((2, 2, 0), Progress(await TallyAsync(silo, Number)));
        await Recount.AssertAgreeAsync(database, Number, await TallyAsync(silo, Number), "after the acts");
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Acts_OfEveryPostAtOnce_AreEachCountedOnce(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using var silo = await IssuedAsync(database);
        var served = (await Recount.FromLedgerAsync(database, Number)).Posts.ToHashSet();
        var posts = Filled(Province).Where(post => served.Contains(post.Post)).ToList();

        await Task.WhenAll(posts.Select(post => OpenAndAcknowledgeAsync(silo, post.Post, post.Person, Number)));
        await Task.WhenAll(Province.Ids.Select(async id =>
        {
            if (DepartmentRules.Owes((await silo.Department(id).GetDiaryEntry(Number))!))
                await ComplyAsync(silo, id, Number);
        }));
        await silo.RestAsync();

        var tally = await TallyAsync(silo, Number);
        Assert.Equal((16, 16, 0), Progress(tally));
        Assert.Equal((3, 3, 7, 7), (tally.Vacant, tally.Outstanding, tally.OfficesOwing, tally.OfficesComplied));
        await Recount.AssertAgreeAsync(database, Number, tally, "after everyone has acted");
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Record_OfAPost_TellsWhatWasServedAndDone(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using var silo = await IssuedAsync(database);
        var officer = silo.Officer("sgad/so-1");

        var served = await officer.GetRecord(Number);
        await OpenAsync(silo, "sgad/so-1", "p-3", Number);
        await DeclineAsync(silo, "sgad/so-1", "p-3", Number);
        var declined = await officer.GetRecord(Number);

        Assert.Equal((Standing.Served, AddresseeKind.Action, 1), (served.Standing, served.Addressee, served.Version));
        Assert.Empty(served.Acts);
        Assert.Equal((Standing.Declined, served.DiaryNumber, served.ServedAt), (declined.Standing, declined.DiaryNumber, declined.ServedAt));
        Assert.Equal(
            [("Opened", "p-3", (string?)null), ("Declined", "p-3", "Not my charge")], declined.Acts.Select(act => (act.Fact, act.By, act.Reason)));
        Assert.All(declined.Acts, act => Assert.Equal(TestOrganogram.Text("Name of p-3"), act.Name));
        var standings = await silo.Department("sgad").ListStandings(Number);
        Assert.Equal(["secretary", "so-1", "so-2"], standings.Select(standing => standing.Post.Seat));
        await silo.RestAsync();
        standings = await silo.Department("sgad").ListStandings(Number);
        Assert.Equal([Standing.Served, Standing.Declined, Standing.Served], standings.Select(standing => standing.Standing));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Acts_ThatAreNotAllowed_ChangeNothing(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using var silo = await IssuedAsync(database);
        var head = silo.Ledger.Head;

        await RefusedAsync(() => AcknowledgeAsync(silo, "sgad/so-1", "p-3", Number), Refusal.NotAllowedNow, "NOT_OPENED");
        await RefusedAsync(() => OpenAsync(silo, "sgad/so-1", "p-2", Number), Refusal.PermissionDenied, "NOT_INCUMBENT");
        await RefusedAsync(() => OpenAsync(silo, "sgad/so-2", "p-2", Number), Refusal.PermissionDenied, "NOT_INCUMBENT");
        await RefusedAsync(() => OpenAsync(silo, "lahore-city-tehsil/clerk", "p-16", Number), Refusal.NotAllowedNow, "NOT_SERVED");
        await RefusedAsync(() => OpenAsync(silo, "sgad/so-1", "p-3", "9/2020"), Refusal.NotAllowedNow, "NOT_SERVED");
        await RefusedAsync(() => OpenAsync(silo, "sgad/so-9", "p-3", Number), Refusal.NotFound, "NOT_FOUND");
        await RefusedAsync(() => OpenAsync(silo, "nowhere/so-1", "p-3", Number), Refusal.NotFound, "NOT_FOUND");
        await RefusedAsync(() => OpenAsync(silo, "no-post-id", "p-3", Number), Refusal.NotFound, "NOT_FOUND");
        await RefusedAsync(() => ComplyAsync(silo, "archives", Number), Refusal.NotAllowedNow, "NOTHING_OWED");
        await RefusedAsync(() => ComplyAsync(silo, "sgad", "9/2020"), Refusal.NotAllowedNow, "NOT_RECEIVED");
        await RefusedAsync(() => ComplyAsync(silo, "nowhere", Number), Refusal.NotFound, "NOT_FOUND");
        await silo.RestAsync();

        Assert.Equal(head, silo.Ledger.Head);
        Assert.Equal((0, 0, 0), Progress(await TallyAsync(silo, Number)));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Acts_Repeated_GetTheSameAnswerAlsoAfterARestart(string provider)
    {
        using var database = TestDatabase.Create(provider);
        OfficerRecord opened, acknowledged;
        ComplianceReport report;
        await using (var silo = await IssuedAsync(database))
        {
            opened = await OpenAsync(silo, "sgad/so-1", "p-3", Number);
            acknowledged = await AcknowledgeAsync(silo, "sgad/so-1", "p-3", Number);
            report = await ComplyAsync(silo, "sgad", Number);
            await silo.RestAsync();
        }

        await using var restarted = await TestSilo.StartAsync(database);
        var head = restarted.Ledger.Head;
        var repeated = await AcknowledgeAsync(restarted, "sgad/so-1", "p-3", Number);
        Assert.Equal(acknowledged.Acts.AsEnumerable(), repeated.Acts);
        Assert.Equal(acknowledged.Acts.AsEnumerable(), (await OpenAsync(restarted, "sgad/so-1", "p-3", Number)).Acts);
        Assert.Equal(opened.Acts.AsEnumerable(), repeated.Acts[..1]);
        Assert.Equal(report, await ComplyAsync(restarted, "sgad", Number));
        Assert.Equal(
            new OperationOutcome("acknowledge sgad/so-1", "Acknowledged", acknowledged.Acts[1].At),
            await restarted.Officer("sgad/so-1").GetOutcome(Number, "acknowledge sgad/so-1"));
        Assert.Equal(new OperationOutcome("comply sgad", "ComplianceReported", report.At), await restarted.Department("sgad").GetOutcome(Number, "comply sgad"));
        Assert.Null(await restarted.Officer("sgad/so-1").GetOutcome(Number, "decline sgad/so-1"));
        Assert.Null(await restarted.Department("sgad").GetOutcome(Number, "acknowledge sgad/so-1"));
        await RefusedAsync(
            () => DeclineAsync(restarted, "sgad/so-1", "p-3", Number, "acknowledge sgad/so-1"), Refusal.OperationIdReused, "OPERATION_ID_REUSED");
        await restarted.RestAsync();

        Assert.Equal(head, restarted.Ledger.Head);
        await Recount.AssertAgreeAsync(database, Number, await TallyAsync(restarted, Number), "after the restart");
    }

    /// <summary>More directives than an officer's grain remembers: what was done with the first is read again.</summary>
    [Theory, MemberData(nameof(Providers))]
    public async Task Acts_OnMoreDirectivesThanAreRemembered_AreAllFoundAgain(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using var silo = await IssuedAsync(database);
        string[] numbers = [Number, .. Enumerable.Range(1, 6).Select(i => $"{i}/2020")];
        foreach (var number in numbers[1..])
            await silo.IssueAsync(Given.Draft() with { Number = number }, $"issue {number}");
        await silo.RestAsync();

        foreach (var number in numbers)
            await OpenAndAcknowledgeAsync(silo, "sgad/so-1", "p-3", number);
        await silo.RestAsync();
        var head = silo.Ledger.Head;
        foreach (var number in numbers)
        {
            Assert.Equal(["Opened", "Acknowledged"], (await AcknowledgeAsync(silo, "sgad/so-1", "p-3", number)).Acts.Select(act => act.Fact));
            await RefusedAsync(() => DeclineAsync(silo, "sgad/so-1", "p-3", number), Refusal.NotAllowedNow, "ALREADY_ACKNOWLEDGED");
        }

        var listed = await silo.Officer("sgad/so-1").ListRecords(0, 10);
        Assert.Equal(numbers.Reverse(), listed.Records.Select(record => record.Directive));
        Assert.All(listed.Records, record => Assert.Equal(Standing.Acknowledged, record.Standing));
        var first = await silo.Officer("sgad/so-1").ListRecords(0, 3);
        var rest = await silo.Officer("sgad/so-1").ListRecords(first.Next, 10);
        Assert.Equal(listed.Records.AsEnumerable(), first.Records.Concat(rest.Records), (one, other) => one.Directive == other.Directive);
        await silo.RestAsync();
        Assert.Equal(head, silo.Ledger.Head);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Acts_SentTwiceAtOnce_TakePlaceOnce(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using var silo = await IssuedAsync(database);

        var opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => OpenAsync(silo, "sgad/so-1", "p-3", Number)));
        var acknowledged = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AcknowledgeAsync(silo, "sgad/so-1", "p-3", Number)));
        var reports = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ComplyAsync(silo, "sgad", Number)));
        await silo.RestAsync();

        Assert.All(opened, record => Assert.Single(record.Acts));
        Assert.All(acknowledged, record => Assert.Equal(2, record.Acts.Length));
        Assert.Single(reports.Distinct());
        Assert.Equal(2, (await silo.FactsAsync(Number)).Count(entry => entry.GrainKey == "sgad/so-1"));
        await Recount.AssertAgreeAsync(database, Number, await TallyAsync(silo, Number), "after the acts");
    }

    private static async Task<TestSilo> IssuedAsync(TestDatabase database)
    {
        var silo = await TestSilo.StartAsync(database);
        await silo.EstablishAsync(Province);
        await silo.IssueAsync(Given.Draft());
        await silo.RestAsync();
        return silo;
    }

    private static (int Opened, int Acknowledged, int Declined) Progress(Tally tally) => (tally.Opened, tally.Acknowledged, tally.Declined);
}
