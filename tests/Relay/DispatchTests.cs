using Directives.Grains;
using Directives.Tests.Rules;
using Directives.Tests.Support;
using Orleans.Runtime;

namespace Directives.Tests.Relay;

/// <summary>The outward numbers of an office, where writes fail.</summary>
public sealed class DispatchTests
{
    public static TheoryData<string> Providers => TestDatabase.Providers;

    /// <summary>The number that was given to a directive waits for it: nobody else gets it and none is left out.</summary>
    [Theory, MemberData(nameof(Providers))]
    public async Task Issue_CutOffAfterItsNumber_TakesItAgain(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var faults = new Faults();
        await using var silo = await TestSilo.StartAsync(database, configure: builder => FaultyStorage.Wrap(builder, faults));
        await silo.EstablishAsync(TestOrganogram.Province());

        faults.BeforeWrite = (grain, _) =>
        {
            if (grain.Type.ToString() == "directive")
                throw new InvalidOperationException("The write fails.");
        };
        await Assert.ThrowsAnyAsync<OrleansException>(() => silo.IssueAsync(Given.Draft("A/1")));
        faults.BeforeWrite = null;
        var other = await silo.IssueAsync(Given.Draft("A/2"));
        var again = await silo.IssueAsync(Given.Draft("A/1"));

        var year = other.Dispatch!.Split('/')[1];
        Assert.Equal(($"1/{year}", $"2/{year}"), (again.Dispatch, other.Dispatch));
        Assert.Equal(again.Dispatch, (await silo.IssueAsync(Given.Draft("A/1"))).Dispatch);
    }

    [Theory, MemberData(nameof(Providers))]
    public async Task Give_OutcomeUnknown_GivesTheSameNumber(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var faults = new Faults();
        await using var silo = await TestSilo.StartAsync(database, configure: builder => FaultyStorage.Wrap(builder, faults));
        await silo.EstablishAsync(TestOrganogram.Province());
        var register = silo.Grains.GetGrain<IDispatchGrain>("sgad");

        faults.AfterWrite = (_, _) => throw new LedgerUnavailableException(true, "The answer is lost.");
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => register.Give("A/1", 1));
        faults.AfterWrite = null;

        Assert.StartsWith("1/", await register.Give("A/1", 1), StringComparison.Ordinal);
        Assert.StartsWith("2/", await register.Give("A/2", 1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Give_ToManyAtOnce_GivesEachItsOwn()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var silo = await TestSilo.StartAsync(database);
        var register = silo.Grains.GetGrain<IDispatchGrain>("sgad");

        var numbers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => register.Give($"A/{i % 25}", 1 + i % 2)));

        Assert.Equal(50, numbers.Distinct().Count());
        Assert.Equal(Enumerable.Range(1, 50), numbers.Distinct().Select(number => int.Parse(number.Split('/')[0], System.Globalization.CultureInfo.InvariantCulture)).Order());
    }
}
