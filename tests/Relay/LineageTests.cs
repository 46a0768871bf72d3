using Directives.Grains;
using Directives.Tests.Rules;
using Directives.Tests.Support;
using Orleans.Runtime;

namespace Directives.Tests.Relay;

/// <summary>What one directive does to another, through the relay.</summary>
public sealed class LineageTests
{
    private const int Retrying = 101;

    public static TheoryData<string> Providers => TestDatabase.Providers;

    [Theory, MemberData(nameof(Providers))]
    public async Task Issue_ThatSupersedesAnother_ClosesItDownTheHierarchy(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using var silo = await TestSilo.StartAsync(database);
        await silo.EstablishAsync(TestOrganogram.Province());
        await silo.IssueAsync(Given.Draft("A/1"));
        await silo.RestAsync();
        await silo.IssueAsync(Linking("B/1", LinkKind.Supersedes, "A/1"), "op-b");
        await silo.RestAsync();

        var standing = (await silo.Directive("A/1").GetStanding())!;
        Assert.Equal((DirectiveStatus.Superseded, "B/1", 2), (standing.Status, standing.Closed!.Instrument, standing.Revision));
        Assert.Equal(DirectiveStatus.Superseded, (await silo.Department("lahore-city-tehsil").GetDiaryEntry("A/1"))?.Closed ?? (await silo.Department("lahore-district").GetDiaryEntry("A/1"))!.Closed);
        Assert.Null((await silo.Department("lahore-district").GetDiaryEntry("B/1"))!.Closed);
        var tally = (await silo.Department("punjab").GetTally("A/1"))!.Tally;
        Assert.Equal((0, true), (tally.Outstanding, tally.Closed > 0));
        var links = await silo.Directive("A/1").GetLinks();
        Assert.Equal((LinkKind.Supersedes, "B/1", "op-b"), (Assert.Single(links.Links).Kind, links.Links[0].Directive, links.Links[0].OperationId));
        Assert.Equal(["Issued", "Superseded"], (await silo.FactsAsync("A/1")).Where(entry => entry.GrainType == "directive").Select(entry => entry.Fact.Kind));
    }

    /// <summary>Every write of the target fails once before and once after it is durable; it is closed once all the same.</summary>
    [Theory, MemberData(nameof(Providers))]
    public async Task Issue_ThatSupersedesAnother_IsDoneOnceWhateverFails(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var faults = new Faults();
        await using var silo = (await TestSilo.StartAsync(
            database, relay: options => options.RetryDelay = TimeSpan.FromMilliseconds(1), configure: builder => FaultyStorage.Wrap(builder, faults))).Expecting(Retrying);
        await silo.EstablishAsync(TestOrganogram.Province());
        await silo.IssueAsync(Given.Draft("A/1"));
        await silo.RestAsync();

        var (before, after) = (0, 0);
        faults.BeforeWrite = (grain, _) =>
        {
            if (grain.Key.ToString() == "A/1" && before++ == 0)
                throw new IOException("as the test asked");
        };
        faults.AfterWrite = (grain, _) =>
        {
            if (grain.Key.ToString() == "A/1" && after++ == 0)
                throw new LedgerUnavailableException(true, "as the test asked");
        };
        await silo.IssueAsync(Linking("B/1", LinkKind.Supersedes, "A/1"), "op-b");
        await silo.RestAsync();

        Assert.True(before >= 2 && after >= 1, $"writes failed {before} and {after} times");
        Assert.Single(await silo.FactsAsync("A/1"), entry => entry.Fact is Superseded);
        Assert.Single((await silo.Directive("A/1").GetLinks()).Links);
        Assert.Equal(DirectiveStatus.Superseded, (await silo.Directive("A/1").GetStanding())!.Status);
    }

    /// <summary>The process ends before the relay has told the target: it is told when it starts again.</summary>
    [Theory, MemberData(nameof(Providers))]
    public async Task Issue_ThatSupersedesAnother_IsFollowedAfterARestart(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var faults = new Faults
        {
            BeforeWrite = (grain, state) =>
            {
                if (grain.Key.ToString() == "A/1" && state != "directive")
                    throw new IOException("as the test asked");
            },
        };
        await using (var silo = (await TestSilo.StartAsync(database, configure: builder => FaultyStorage.Wrap(builder, faults))).Expecting(Retrying))
        {
            await silo.EstablishAsync(TestOrganogram.Province());
            await silo.IssueAsync(Given.Draft("A/1"));
            await silo.RestAsync();
            faults.BeforeWrite = (grain, _) =>
            {
                if (grain.Key.ToString() == "A/1")
                    throw new IOException("as the test asked");
            };
            await silo.IssueAsync(Linking("B/1", LinkKind.Supersedes, "A/1"), "op-b");
            Assert.Equal(DirectiveStatus.InForce, (await silo.Directive("A/1").GetStanding())!.Status);
        }

        await using var again = await TestSilo.StartAsync(database);
        await again.RestAsync();
        Assert.Equal(DirectiveStatus.Superseded, (await again.Directive("A/1").GetStanding())!.Status);
        Assert.Single(await again.FactsAsync("A/1"), entry => entry.Fact is Superseded);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Amend_Versions_AreAllReadAfterARestart(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using (var silo = await TestSilo.StartAsync(database))
        {
            await silo.EstablishAsync(TestOrganogram.Province());
            await silo.IssueAsync(Given.Draft("A/1"));
            foreach (var version in Enumerable.Range(2, 4))
            {
                var amended = await silo.Directive("A/1").Amend(
                    new AmendCommand($"op-{version}", Given.Draft("A/1") with { Text = Given.Text($"Text {version}") }, "Wider", "p-2", false), CancellationToken.None);
                Assert.Equal(version, amended.Version);
            }

            await silo.RestAsync();
            Assert.Equal(5, (await silo.Department("sgad").GetDiaryEntry("A/1"))!.Version);
        }

        await using var again = await TestSilo.StartAsync(database);
        var directive = again.Directive("A/1");
        Assert.Equal(5, (await directive.Get())!.Version);
        foreach (var version in Enumerable.Range(2, 4))
            Assert.Equal(Given.Text($"Text {version}"), (await directive.GetVersion(version))!.Draft.Text);
        Assert.Equal(Given.Draft().Text, (await directive.GetVersion(1))!.Draft.Text);
        Assert.Null(await directive.GetVersion(0));
        Assert.Null(await directive.GetVersion(6));
        Assert.Equal(5, Enumerable.Range(1, 5).Select(version => directive.GetVersion(version).Result!.Dispatch).Distinct().Count());
    }

    private static DirectiveDraft Linking(string number, LinkKind kind, string directive) =>
        Given.Draft(number) with { Lineage = new Lineage([new LineageLink(kind, null, directive)]) };
}
