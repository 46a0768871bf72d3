using System.Text.Json;
using Directives.Grains;
using Directives.Tests.Rules;
using Directives.Tests.Support;

namespace Directives.Tests.Relay;

/// <summary>The list of directives that has grown past its pages.</summary>
public sealed class DirectiveListTests
{
    private const int Directives = 2 * DirectiveListState.PageSize + 3;
    private static readonly string[] NewestFirst = [.. Enumerable.Range(1, Directives).Reverse().Select(number => $"{number}/2020")];

    public static TheoryData<string> Providers => TestDatabase.Providers;

    [Theory, MemberData(nameof(Providers))]
    public async Task List_PastItsPages_HasEachDirectiveOnceAlsoAfterARestart(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using (var silo = await TestSilo.StartAsync(database))
        {
            for (var number = 1; number <= Directives; number++)
                await ListOf(silo).Add(Line(number));
            await ListOf(silo).Add(Line(1));
            Assert.Equal(NewestFirst, await NumbersAsync(silo));
        }

        await using var restarted = await TestSilo.StartAsync(database);
        foreach (var listed in (int[])[1, DirectiveListState.PageSize, DirectiveListState.PageSize + 1, Directives])
            await ListOf(restarted).Add(Line(listed));
        Assert.Equal(NewestFirst, await NumbersAsync(restarted));
        Assert.Equal(["directives", "page/0", "page/1"], Rows(database));
    }

    /// <summary>As a program wrote it that had no pages.</summary>
    [Theory, MemberData(nameof(Providers))]
    public async Task List_FromBeforeThereWerePages_IsPutInPagesWithTheNextDirective(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using (var silo = await TestSilo.StartAsync(database))
            await ListOf(silo).Add(Line(1));
        var lines = JsonSerializer.Serialize(Enumerable.Range(1, Directives - 1).Select(number => new
        {
            number = $"{number}/2020", title = new { en = "Order", ur = "" }, precedence = "Routine", issuedAt = Given.Now, jurisdiction = "punjab",
        }));
        database.Execute($$"""UPDATE grain_state SET payload = '{"v":1,"lines":{{lines}}}' WHERE grain_type = 'directives'""");

        await using var restarted = await TestSilo.StartAsync(database);
        Assert.Equal(NewestFirst[1..], await NumbersAsync(restarted));
        await ListOf(restarted).Add(Line(Directives));

        Assert.Equal(NewestFirst, await NumbersAsync(restarted));
        Assert.Equal(["directives", "page/0", "page/1"], Rows(database));
        Assert.InRange(database.Scalar<long>("SELECT length(payload) FROM grain_state WHERE grain_type = 'directives' AND state_name = 'directives'"), 1, 1_000);
    }

    private static IDirectiveListGrain ListOf(TestSilo silo) => silo.Grains.GetGrain<IDirectiveListGrain>(IDirectiveListGrain.Key);

    private static async Task<IEnumerable<string>> NumbersAsync(TestSilo silo) => (await ListOf(silo).List()).Select(line => line.Number);

    private static IReadOnlyList<string?> Rows(TestDatabase database) =>
        database.Column<string>("SELECT state_name FROM grain_state WHERE grain_type = 'directives' ORDER BY 1");

    private static DirectiveLine Line(int number) => new($"{number}/2020", new LocalText("Order", ""), Precedence.Routine, Given.Now, "punjab");
}
