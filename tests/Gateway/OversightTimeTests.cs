using Directives.Gateway;
using Directives.Tests.Support;
using Directives.V1;
using Grpc.Core;

namespace Directives.Tests.Gateway;

/// <summary>What depends on the clock, or on how far a directive has come.</summary>
public sealed class OversightTimeTests
{
    [Fact]
    public async Task GetCompliance_AfterADeadline_CountsWhoIsLate()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 2, 6, 0, 0, TimeSpan.Zero));
        await using var gateway = await TestGateway.StartAsync(database, clock);
        await gateway.ImportAsync(SmallProvince.Departments, SmallProvince.Posts);
        var issued = await gateway.Directives.IssueAsync(new IssueRequest { OperationId = "a", Draft = SmallProvince.Draft() }, gateway.AsRole(Role.Issuer));
        await gateway.RestAsync();
        Assert.Equal(new DateTimeOffset(2026, 3, 9, 18, 59, 59, 999, 999, TimeSpan.Zero), issued.AcknowledgeBy.ToDateTimeOffset());

        await PassDeadlineAsync(gateway, clock, issued.AcknowledgeBy.ToDateTimeOffset());
        var inTime = await GetAsync(gateway);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        var late = await GetAsync(gateway);
        await PassDeadlineAsync(gateway, clock, issued.ComplyBy.ToDateTimeOffset().AddSeconds(1));
        var veryLate = await GetAsync(gateway);
        var posts = await gateway.Oversight.ListUnacknowledgedAsync(new ListUnacknowledgedRequest { Directive = SmallProvince.Number }, Fresh(gateway));

        Assert.Equal((0, 0), (inTime.Total.Tally.Overdue, inTime.Total.Tally.OfficesOverdue));
        Assert.Equal((6, 0), (late.Total.Tally.Overdue, late.Total.Tally.OfficesOverdue));
        Assert.Equal((6, 4, 2), (veryLate.Total.Tally.Overdue, veryLate.Total.Tally.OfficesOverdue, veryLate.Children[2].Tally.Overdue));
        Assert.All(posts.Posts, post => Assert.True(post.Overdue, post.Post));
    }

    /// <summary>Sets the clock and waits for the fact: a call on its way while the clock jumps by days would time out.</summary>
    private static async Task PassDeadlineAsync(TestGateway gateway, FakeTimeProvider clock, DateTimeOffset time)
    {
        var head = gateway.Ledger.Head;
        clock.SetUtcNow(time);
        await gateway.Ledger.WaitAsync(head, TestContext.Current.CancellationToken).InTime("the fact of the deadline");
        await gateway.RestAsync();
    }

    [Fact]
    public async Task GetCompliance_OnTheWayDown_KnowsTheOffices()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        var released = false;
        var held = new TaskCompletionSource();
        await using var gateway = await TestGateway.StartAsync(
            database, configure: builder => GrainFaults.HoldUp(builder, "lahore-division", held, () => Volatile.Read(ref released)));
        gateway.Expecting("Directives.Silo.Relay.RelayService");
        await gateway.ImportAsync(SmallProvince.Departments, SmallProvince.Posts);
        await gateway.Directives.IssueAsync(new IssueRequest { OperationId = "a", Draft = SmallProvince.Draft() }, gateway.AsRole(Role.Issuer));
        await held.Task.InTime("the order to come to the division");

        var division = await gateway.Oversight.GetComplianceAsync(
            new GetComplianceRequest { Directive = SmallProvince.Number, Department = "lahore-division" }, gateway.AsRole(Role.Oversight));
        var inbox = await gateway.Oversight.ListUnacknowledgedAsync(
            new ListUnacknowledgedRequest { Directive = SmallProvince.Number, Department = "lahore-division" }, gateway.AsRole(Role.Oversight));
        Volatile.Write(ref released, true);
        await gateway.RestAsync();

        Assert.Equal((false, 2, 0, 0), (division.Total.Received, division.Total.Tally.Offices, division.Total.Tally.OfficesReceived, division.Total.Tally.Served));
        Assert.Equal(1, division.Own.Offices);
        Assert.Equal(("kasur", false, 1), (division.Children.Single().Department, division.Children[0].Received, division.Children[0].Tally.Offices));
        Assert.Empty(inbox.Posts);
    }

    private static async Task<Compliance> GetAsync(TestGateway gateway) =>
        await gateway.Oversight.GetComplianceAsync(new GetComplianceRequest { Directive = SmallProvince.Number }, Fresh(gateway));

    /// <summary>The clock has moved on further than a token lasts.</summary>
    private static Metadata Fresh(TestGateway gateway) =>
        TestGateway.With(gateway.Tokens.IssueDevelopmentToken(new IssueDevelopmentTokenRequest { Role = Role.Oversight }).Token);
}
