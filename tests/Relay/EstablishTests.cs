using Directives.Grains;
using Directives.Tests.Rules;
using Directives.Tests.Support;
using static Directives.Tests.Relay.Acts;

namespace Directives.Tests.Relay;

/// <summary>The organogram: staged, committed by one write, and then every department takes its place.</summary>
public sealed class EstablishTests
{
    public static TheoryData<string> Providers => TestDatabase.Providers;

    [Theory, MemberData(nameof(Providers))]
    public async Task Import_Committed_EstablishesEveryDepartmentOnce(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using var silo = await TestSilo.StartAsync(database);
        var province = TestOrganogram.Province();

        var status = await silo.EstablishAsync(province, partSize: 4);

        Assert.Equal((1L, "punjab", 13, 24, 4, 0, 0), (status.Version, status.Root!, status.Departments, status.Posts, status.Vacant, status.EstablishingParts, status.EstablishedParts));
        foreach (var expected in province.Places())
        {
            var place = (await silo.Department(expected.Id).GetPlace())!;
            Assert.Equal((expected.Name, expected.Parent, expected.HeadPost, expected.Departments, expected.Posts), (place.Name, place.Parent, place.HeadPost, place.Departments, place.Posts));
            Assert.Equal(expected.Path.AsEnumerable(), place.Path);
            Assert.Equal(expected.Children.AsEnumerable(), place.Children);
            Assert.Equal(expected.Roster.AsEnumerable(), place.Roster);
        }

        var facts = await silo.FactsAsync();
        Assert.Equal(new RegistryImported(1, 4, 13, 24, "p-admin", status.Digest, "op-import"), facts[0].Fact with { At = default });
        Assert.Equal(
            province.Places().Select(place => (place.Id, place.Roster.Length, place.Roster.Count(post => post.Incumbent is null))).Order(),
            facts.Skip(1).Select(entry => (entry.GrainKey, ((Established)entry.Fact).Posts, ((Established)entry.Fact).Vacant)).Order());
        Assert.Empty(database.Column<string>("SELECT state_name FROM grain_state WHERE state_name LIKE 'part/%' AND payload IS NOT NULL"));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Import_Repeated_ChangesNothing(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using var silo = await TestSilo.StartAsync(database);
        var province = TestOrganogram.Province();
        var first = await silo.EstablishAsync(province);
        var head = silo.Ledger.Head;

        var sameOperation = await silo.Registry.Begin("op-import", first.Digest, CancellationToken.None);
        var sameOrganogram = await silo.Registry.Begin("op-again", first.Digest, CancellationToken.None);
        var committedAgain = await silo.Registry.Commit(TestSilo.CommitOf(province, 1, "op-import"), CancellationToken.None);
        await silo.RestAsync();

        Assert.Equal((1L, first), (sameOperation.Version, sameOperation.Done!));
        Assert.Equal((1L, first), (sameOrganogram.Version, sameOrganogram.Done!));
        Assert.Equal(first, committedAgain);
        Assert.Equal(head, silo.Ledger.Head);
        await RefusedAsync(() => silo.Registry.Begin("op-import", "another", CancellationToken.None), Refusal.OperationIdReused, "OPERATION_ID_REUSED");
        await RefusedAsync(
            () => silo.Registry.Commit(TestSilo.CommitOf(province, 1, "op-other"), CancellationToken.None), Refusal.NotAllowedNow, "IMPORT_SUPERSEDED");
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Import_NewerOneBegun_TheOlderIsRefused(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using var silo = await TestSilo.StartAsync(database);
        var province = TestOrganogram.Province();
        var given = await silo.StageAsync(province, "op-given-up");
        var other = new TestOrganogram().Add(null, "sindh", TestOrganogram.Post("cs", 22, "secretary", "pas", "p-1"));

        var status = await silo.EstablishAsync(other);

        Assert.Equal((2L, "sindh", 1), (status.Version, status.Root!, status.Departments));
        Assert.Null(await silo.Department("punjab").GetPlace());
        await RefusedAsync(() => silo.Registry.Stage(given.Version, 0, [province.Place("punjab")], CancellationToken.None), Refusal.NotAllowedNow, "IMPORT_SUPERSEDED");
        await RefusedAsync(
            () => silo.Registry.Commit(TestSilo.CommitOf(province, given.Version, "op-given-up"), CancellationToken.None),
            Refusal.NotAllowedNow, "IMPORT_SUPERSEDED");
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Import_BeingEstablished_HoldsUpOthersAndNewDirectives(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var faults = new Faults { BeforeWrite = (grain, name) => ThrowIf(name == "place" && grain.Key.ToString() == "archives") };
        await using var silo = (await TestSilo.StartAsync(
            database, relay: options => options.RetryDelay = TimeSpan.FromMilliseconds(1), configure: builder => FaultyStorage.Wrap(builder, faults))).Expecting(101);
        var province = TestOrganogram.Province();
        var ticket = await silo.StageAsync(province, "op-import");
        var status = await silo.Registry.Commit(TestSilo.CommitOf(province, ticket.Version, "op-import"), CancellationToken.None);

        Assert.Equal((0L, 3), (status.Version, status.EstablishingParts));
        await RefusedAsync(() => silo.Registry.Begin("op-2", "other", CancellationToken.None), Refusal.NotAllowedNow, "IMPORT_UNDER_WAY");
        await RefusedAsync(() => silo.IssueAsync(Given.Draft()), Refusal.NotAllowedNow, "IMPORT_UNDER_WAY");

        faults.BeforeWrite = null;
        await silo.RestAsync();
        Assert.Equal(1, (await silo.Registry.GetStatus()).Version);
        Assert.Equal(province.Ids.Count(), (await silo.FactsAsync()).Count(entry => entry.Fact is Established));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Import_SecondVersion_MovesDepartmentsAndTheirDirectivesWithThem(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using var silo = await TestSilo.StartAsync(database);
        var first = TestOrganogram.Province();
        await silo.EstablishAsync(first);
        await silo.IssueAsync(Given.Draft());
        await silo.RestAsync();
        var before = await silo.Department("punjab").GetTally(Given.Draft().Number);

        var second = Reorganised();
        var status = await silo.EstablishAsync(second, "op-second");

        Assert.Equal((2L, 4), (status.Version, status.Departments));
        Assert.Equal(["punjab", "law", "sgad-estates"], (await silo.Department("sgad-estates").GetPlace())!.Path);
        Assert.Equal("p-90", (await silo.Officer("law/secretary").GetPost()).Incumbent!.Person);
        await RefusedAsync(() => silo.Officer("law/lo-1").GetPost(), Refusal.NotFound, "NOT_FOUND");
        var after = (await silo.Department("punjab").GetTally(Given.Draft().Number))!;
        Assert.Equal((13, 4, 4), (before!.Tally.Offices, after.Tally.Offices, after.Tally.OfficesReceived));
        Assert.True(after.Sequence > before.Sequence, $"{after} follows {before}");
        Assert.Equal("law", (await silo.Department("sgad-estates").GetDiaryEntry(Given.Draft().Number))!.From);
        Assert.Equal(
            [new ServedPost("secretary", AddresseeKind.Information, false, 1)],
            (await silo.Department("law").GetDiaryEntry(Given.Draft().Number))!.Served.AsEnumerable());

        await OpenAndAcknowledgeAsync(silo, "sgad-estates/eo-1", "p-4", Given.Draft().Number);
        await silo.RestAsync();
        var root = (await silo.Department("punjab").GetTally(Given.Draft().Number))!;
        Assert.Equal(1, root.Tally.Acknowledged);
        Assert.Equal(1, (await silo.Department("law").GetTally(Given.Draft().Number))!.Tally.Acknowledged);

        // What the second version left out can be named no longer.
        var draft = Given.Draft("2/2020") with { Audience = Given.Rule(Given.Action(Given.Departments("archives"))) };
        var refused = await RefusedAsync(() => silo.IssueAsync(draft), Refusal.InvalidArgument, "INVALID_FIELDS");
        Assert.Equal("draft.audience.clauses[0].filter.departments[0]", Assert.Single(refused.Violations).Field);
        await silo.IssueAsync(draft with { Audience = Given.Rule(Given.Action(Given.Everyone)) }, "op-3");
        await silo.RestAsync();
        var third = await Recount.AssertAgreeAsync(database, "2/2020", (await silo.Department("punjab").GetTally("2/2020"))!.Tally, "second version");
        Assert.Equal(second.Ids.Order(StringComparer.Ordinal), third.Offices);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Import_DepartmentThatIsNew_EntersWhatIsInForceInTheOrderOfItsIssue(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using var silo = await TestSilo.StartAsync(database);
        await silo.EstablishAsync(Reorganised());
        string[] numbers = ["7/2020", "3/2020", "5/2020"];
        foreach (var number in numbers)
        {
            await silo.IssueAsync(Given.Draft(number) with { Audience = Given.Rule(Given.Action(Given.Everyone)) }, $"issue {number}");
            await silo.RestAsync();
        }

        await silo.EstablishAsync(
            Reorganised().Add("law", "law-library", TestOrganogram.Post("librarian", 17, "section-officer", "pms", "p-91")), "op-second");

        var diary = await silo.Department("law-library").ListDiary(0, 10);
        Assert.Equal(numbers.Reverse(), diary.Select(line => line.Entry.Directive));
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Import_StoppedHalfWay_GoesOnAfterARestart(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var province = TestOrganogram.Province();
        var faults = new Faults { BeforeWrite = (grain, name) => ThrowIf(name == "place" && grain.Key.ToString() == "lahore-district") };
        await using (var silo = (await TestSilo.StartAsync(database, configure: builder => FaultyStorage.Wrap(builder, faults))).Expecting(101))
        {
            var ticket = await silo.StageAsync(province, "op-import", 3);
            await silo.Registry.Commit(TestSilo.CommitOf(province, ticket.Version, "op-import", 3), CancellationToken.None);
            Assert.Equal(0, (await silo.Registry.GetStatus()).Version);
        }

        await using var restarted = await TestSilo.StartAsync(database);
        await restarted.RestAsync();

        Assert.Equal(1, (await restarted.Registry.GetStatus()).Version);
        Assert.Equal(
            province.Ids.Order(StringComparer.Ordinal),
            (await restarted.FactsAsync()).Where(entry => entry.Fact is Established).Select(entry => entry.GrainKey).Order(StringComparer.Ordinal));
    }

    private static TestOrganogram Reorganised() => new TestOrganogram()
        .Add(null, "punjab", TestOrganogram.Post("cs", 22, "secretary", "pas", "p-1"))
        .Add("punjab", "sgad", TestOrganogram.Post("secretary", 21, "secretary", "pas", "p-2"), TestOrganogram.Post("so-1", 17, "section-officer", "pms", "p-3"))
        .Add("punjab", "law", TestOrganogram.Post("secretary", 21, "secretary", "judicial", "p-90"))
        .Add("law", "sgad-estates", TestOrganogram.Post("eo-1", 18, "estate-officer", "pms", "p-4"));

    private static void ThrowIf(bool fails)
    {
        if (fails)
            throw new IOException("as the test asked");
    }
}
