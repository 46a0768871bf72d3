using Directives.Grains;
using Directives.Tests.Rules;
using Directives.Tests.Support;
using static Directives.Tests.Relay.Acts;

namespace Directives.Tests.Relay;

/// <summary>A directive goes down: every office in its reach receives it once and serves its roster.</summary>
public sealed class IssueTests
{
    private static readonly TestOrganogram Province = TestOrganogram.Province();

    public static TheoryData<string> Providers => TestDatabase.Providers;

    [Theory, MemberData(nameof(Providers))]
    public async Task Issue_OrderOf31January_ReachesEveryOfficeOnce(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using var silo = await TestSilo.StartAsync(database);
        await silo.EstablishAsync(Province);

        var issued = await silo.IssueAsync(Given.Draft());
        await silo.RestAsync();

        var number = issued.Draft.Number;
        var tally = await TallyAsync(silo, number);
        Assert.Equal(
            new Tally
            {
                Offices = 13, OfficesReceived = 13, OfficesOwing = 7, ServedForAction = 12, ServedForInformation = 7, Vacant = 3, Outstanding = 12,
            },
            tally);
        var count = await Recount.AssertAgreeAsync(database, number, tally, "at rest");
        Assert.Equal(Province.Ids.Order(StringComparer.Ordinal), count.Offices);
        Assert.Equal(
            Province.Places().SelectMany(place => Audience.Serve(issued.Draft.Audience, place), (place, post) => $"{place.Id}/{post.Seat}").Order(StringComparer.Ordinal),
            count.Posts);

        var facts = await silo.FactsAsync(number);
        Assert.IsType<Issued>(facts[0].Fact);
        Assert.Equal(1 + 13 + 10, facts.Count);
        foreach (var place in Province.Places())
        {
            var entry = (await silo.Department(place.Id).GetDiaryEntry(number))!;
            Assert.Equal(place.Parent, entry.From);
            Assert.Equal($"1/{entry.ReceivedAt.ToOffset(DepartmentRules.PakistanOffset).Year}", entry.DiaryNumber);
        }

        var line = Assert.Single(await silo.Grains.GetGrain<IDirectiveListGrain>(IDirectiveListGrain.Key).List());
        Assert.Equal(new DirectiveLine(number, issued.Draft.Title, Precedence.Immediate, issued.IssuedAt, "punjab"), line);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Issue_NamedPosts_GoesTowardsThemAndNowhereElse(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using var silo = await TestSilo.StartAsync(database);
        await silo.EstablishAsync(Province);
        var draft = Given.Draft() with { Audience = Given.Rule(Given.Action(Given.Posts("lahore-city-tehsil/ac", "sgad-procurement/md"))) };

        await silo.IssueAsync(draft);
        await silo.RestAsync();

        var count = await Recount.AssertAgreeAsync(database, draft.Number, await TallyAsync(silo, draft.Number), "at rest");
        Assert.Equal(["lahore-city-tehsil", "lahore-district", "lahore-division", "punjab", "sgad", "sgad-procurement"], count.Offices);
        Assert.Equal(["lahore-city-tehsil/ac", "sgad-procurement/md"], count.Posts);
        Assert.Null(await silo.Department("law").GetDiaryEntry(draft.Number));
        Assert.Null(await silo.Department("law").GetTally(draft.Number));
        Assert.Null(await silo.Department("law").GetCompliance(draft.Number));
        await RefusedAsync(() => silo.Officer("law/lo-1").GetRecord(draft.Number), Refusal.NotAllowedNow, "NOT_SERVED");
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Issue_JurisdictionBelowTheRoot_StaysInIt(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using var silo = await TestSilo.StartAsync(database);
        await silo.EstablishAsync(Province);
        var draft = Given.Draft() with { Jurisdiction = "lahore-division", Audience = Given.Rule(Given.Action(Given.Everyone)) };

        await silo.IssueAsync(draft);
        await silo.RestAsync();

        Assert.Null(await silo.Department("punjab").GetDiaryEntry(draft.Number));
        Assert.Null((await silo.Department("lahore-division").GetDiaryEntry(draft.Number))!.From);
        var tally = await TallyAsync(silo, draft.Number, "lahore-division");
        var count = await Recount.AssertAgreeAsync(database, draft.Number, tally, "at rest");
        Assert.Equal(["kasur-district", "lahore-cantt-tehsil", "lahore-city-tehsil", "lahore-district", "lahore-division"], count.Offices);
        Assert.Equal((10, 10, 2), (tally.ServedForAction, tally.Outstanding, tally.Vacant));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Issue_SeveralAtOnce_NumbersEachDiaryConsecutively(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using var silo = await TestSilo.StartAsync(database, relay: options => options.BatchSize = 7);
        await silo.EstablishAsync(Province);
        var drafts = Enumerable.Range(1, 6).Select(number => Given.Draft($"{number}/2020")).ToList();

        await Task.WhenAll(drafts.Select(draft => silo.IssueAsync(draft)));
        await silo.RestAsync();

        foreach (var id in Province.Ids)
        {
            var diary = await silo.Department(id).ListDiary(0, 100);
            Assert.Equal([6, 5, 4, 3, 2, 1], diary.Select(line => line.Entry.Serial));
            Assert.Equal(drafts.Select(draft => draft.Number).Order(), diary.Select(line => line.Entry.Directive).Order());
        }

        foreach (var draft in drafts)
            await Recount.AssertAgreeAsync(database, draft.Number, await TallyAsync(silo, draft.Number), "at rest");
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Issue_Repeated_IsIssuedOnceAlsoAfterARestart(string provider)
    {
        using var database = TestDatabase.Create(provider);
        IssuedDirective issued;
        await using (var silo = await TestSilo.StartAsync(database))
        {
            await silo.EstablishAsync(Province);
            issued = await silo.IssueAsync(Given.Draft());
            Same(issued, await silo.IssueAsync(Given.Draft()));
            await silo.RestAsync();
        }

        await using var restarted = await TestSilo.StartAsync(database);
        var head = restarted.Ledger.Head;
        Same(issued, await restarted.IssueAsync(Given.Draft()));
        Same(issued, (await restarted.Directive(issued.Draft.Number).Get())!);
        Assert.Equal(
            new OperationOutcome("op-issue", "Issued", issued.IssuedAt), await restarted.Directive(issued.Draft.Number).GetOutcome("op-issue"));
        Assert.Null(await restarted.Directive(issued.Draft.Number).GetOutcome("op-other"));
        await RefusedAsync(() => restarted.IssueAsync(Given.Draft() with { Title = Given.Text("Other") }), Refusal.OperationIdReused, "OPERATION_ID_REUSED");
        await RefusedAsync(() => restarted.IssueAsync(Given.Draft(), "op-other"), Refusal.AlreadyExists, "NUMBER_TAKEN");
        await restarted.RestAsync();
        Assert.Equal(head, restarted.Ledger.Head);

        static void Same(IssuedDirective expected, IssuedDirective found) => Assert.Equal(
            (expected.Draft.Number, expected.Version, expected.IssuedAt, expected.IssuedBy, expected.AcknowledgeBy, expected.ComplyBy, expected.TextDigest),
            (found.Draft.Number, found.Version, found.IssuedAt, found.IssuedBy, found.AcknowledgeBy, found.ComplyBy, found.TextDigest));
    }

    /// <summary>What is not stated is not stored, and a grain that begins anew reads what is.</summary>
    [Theory, MemberData(nameof(Providers))]
    public async Task Issue_LeavingOutAllThatCanBe_GoesOnAfterARestart(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var draft = (DirectiveDraft)StoredSamples.Sparse["draft"];
        await using (var silo = await TestSilo.StartAsync(database))
        {
            await silo.EstablishAsync(Province);
            await silo.IssueAsync(draft);
        }

        await using var restarted = await TestSilo.StartAsync(database);
        await restarted.RestAsync();
        await OpenAndAcknowledgeAsync(restarted, "sgad/so-1", "p-3", draft.Number);
        await restarted.RestAsync();

        Assert.Null((await restarted.Directive(draft.Number).Get())!.Draft.Consequence);
        var tally = await TallyAsync(restarted, draft.Number);
        Assert.Equal((13, 24, 1), (tally.OfficesReceived, tally.Served, tally.Acknowledged));
        await Recount.AssertAgreeAsync(database, draft.Number, tally, "after the restart");
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Issue_DryRun_ChecksAndChangesNothing(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using var silo = await TestSilo.StartAsync(database);
        await silo.EstablishAsync(Province);
        var head = silo.Ledger.Head;

        var would = await silo.Directive("1/2020").Issue(new IssueCommand("op-1", Given.Draft("1/2020"), "p-2", true), CancellationToken.None);

        Assert.Equal("1/2020", would.Draft.Number);
        Assert.Null(await silo.Directive("1/2020").Get());
        Assert.Null(await silo.Directive("1/2020").GetOrder());
        await silo.RestAsync();
        Assert.Equal(head, silo.Ledger.Head);
        Assert.Empty(await silo.Grains.GetGrain<IDirectiveListGrain>(IDirectiveListGrain.Key).List());
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Issue_NamesThatAreNotThere_AreRefusedEachWithItsField(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using var silo = await TestSilo.StartAsync(database);
        await RefusedAsync(() => silo.IssueAsync(Given.Draft()), Refusal.NotAllowedNow, "NO_ORGANOGRAM");
        await silo.EstablishAsync(Province);
        var draft = Given.Draft() with
        {
            Issuer = "nobody",
            Jurisdiction = "sgad",
            Audience = Given.Rule(
                Given.Action(Given.Within("sgad", "nowhere")), Given.Information(Given.Departments("law", "nowhere")),
                Given.Action(Given.Posts("sgad/so-1", "sgad/so-9", "nowhere/so-1", "law/lo-1"))).Except(Given.Within("nowhere"), Given.Posts("law/lo-9")),
        };

        var refused = await RefusedAsync(() => silo.IssueAsync(draft), Refusal.InvalidArgument, "INVALID_FIELDS");

        Assert.Equal(
            [
                "draft.issuer",
                "draft.audience.clauses[0].filter.within[1]",
                "draft.audience.clauses[1].filter.departments[0]",
                "draft.audience.clauses[1].filter.departments[1]",
                "draft.audience.clauses[2].filter.posts[1]",
                "draft.audience.clauses[2].filter.posts[2]",
                "draft.audience.clauses[2].filter.posts[3]",
                "draft.audience.exclusions[0].within[0]",
                "draft.audience.exclusions[1].posts[0]",
            ],
            refused.Violations.Select(violation => violation.Field));
        Assert.Null(await silo.Directive(draft.Number).Get());
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task GetCompliance_OfASubtree_AddsUpItsOwnAndItsChildren(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using var silo = await TestSilo.StartAsync(database);
        await silo.EstablishAsync(Province);
        await silo.IssueAsync(Given.Draft());
        await silo.RestAsync();

        foreach (var id in Province.Ids)
        {
            var compliance = (await silo.Department(id).GetCompliance(Given.Draft().Number))!;
            Assert.Equal(compliance.Total, compliance.Children.Aggregate(compliance.Own, (sum, child) => sum + child.Tally));
            Assert.Equal(compliance.Total, await TallyAsync(silo, Given.Draft().Number, id));
            Assert.Equal(Province.Place(id).Children.Select(child => child.Id), compliance.Children.Select(child => child.Child.Id));
            Assert.All(compliance.Children, child => Assert.True(child.Received, child.Child.Id));
            Assert.Equal(Province.Place(id).Departments, compliance.Total.Offices);
        }
    }
}
