using System.Collections.Immutable;
using Directives.Grains;
using Directives.Tests.Rules;
using Directives.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime;
using static Directives.Tests.Rules.Given;

namespace Directives.Tests.Properties;

/// <summary>
/// The diary of an office, through its grain: orders that come again and again, writes that fail or whose answer is
/// lost, also between the two that turn a page. Its numbers are consecutive and no page loses an entry.
/// </summary>
public sealed class DiaryPropertyTests
{
    private static readonly TestOrganogram Office = new TestOrganogram()
        .Add(null, "punjab", TestOrganogram.Post("cs", 22, "secretary", "pas", "p-1"), TestOrganogram.Post("so-1", 17, "section-officer", "pms", "p-2"));

    private enum Ask
    {
        Next,
        Again,
        NextFails,
        NextLost,
    }

    /// <summary>Each office has a page that is nearly full to begin with.</summary>
    [Fact]
    public async Task Receive_AnyOrdersAndFaults_NumbersEachOnceAndLosesNone()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        var faults = new Faults();
        await using var silo = await TestSilo.StartAsync(database, new FakeTimeProvider(Now), configure: builder => Configure(builder, faults));
        var run = 0;
        Always.Holds(
            (from ask in Gen.Frequency((4, Gen.Constant(Ask.Next)), (2, Gen.Constant(Ask.Again)), (3, Gen.Constant(Ask.NextFails)), (3, Gen.Constant(Ask.NextLost)))
             from pick in Gen.Choose(0, 999)
             select (Ask: ask, Pick: pick)).Lists(40),
            steps => Always.Smaller(steps),
            steps => Task.Run(() => RunAsync(silo, faults, $"office-{++run}", steps)).InTime("a run").GetAwaiter().GetResult(),
            runs: 15,
            size: 40);
    }

    private static async Task RunAsync(TestSilo silo, Faults faults, string id, ImmutableArray<(Ask Ask, int Pick)> steps)
    {
        var department = silo.Department(id);
        var place = Office.Place("punjab") with { Id = id, Path = [id] };
        await department.Establish(place);
        var diary = Enumerable.Range(1, DiaryState.PageSize - 3).Select(number => $"{number}/{id}").ToList();
        foreach (var directive in diary)
            await department.Receive(OrderOf(id, directive), CancellationToken.None);
        foreach (var (ask, pick) in steps)
        {
            var directive = ask is Ask.Again ? diary[pick % diary.Count] : $"{diary.Count + 1}/{id}";
            if (ask is Ask.NextFails or Ask.NextLost)
                await ReceiveWithFaultAsync(faults, ask, pick, department, OrderOf(id, directive));

            var receipt = await department.Receive(OrderOf(id, directive), CancellationToken.None);
            if (!diary.Contains(directive))
                diary.Add(directive);
            Assert.Equal((directive, diary.IndexOf(directive) + 1), (receipt.Entry.Directive, receipt.Entry.Serial));
        }

        await AssertHoldsAsync(department, diary);
    }

    /// <summary>One of the writes that follow, the first or the second, fails or has its answer lost.</summary>
    private static async Task ReceiveWithFaultAsync(Faults faults, Ask ask, int pick, IDepartmentGrain department, DirectiveOrder order)
    {
        var left = pick % 2;
        void Fault(GrainId grain, string state)
        {
            if (grain.Type.ToString() == "department" && left-- == 0)
                throw new LedgerUnavailableException(ask is Ask.NextLost, "brought about by the test");
        }

        if (ask is Ask.NextFails)
            faults.BeforeWrite = Fault;
        else
            faults.AfterWrite = Fault;
        try
        {
            await department.Receive(order, CancellationToken.None);
        }
        catch (LedgerUnavailableException)
        {
        }
        finally
        {
            (faults.BeforeWrite, faults.AfterWrite) = (null, null);
        }
    }

    private static async Task AssertHoldsAsync(IDepartmentGrain department, List<string> diary)
    {
        var lines = await department.ListDiary(0, diary.Count + 10);
        Assert.Equal(Enumerable.Reverse(diary), lines.Select(line => line.Entry.Directive));
        Assert.Equal(Enumerable.Range(1, diary.Count).Reverse(), lines.Select(line => line.Index));
        Assert.Equal(lines.Select(line => line.Index), lines.Select(line => line.Entry.Serial));
        foreach (var (number, directive) in diary.Index())
            Assert.Equal(number + 1, (await department.GetDiaryEntry(directive))?.Serial);
        Assert.Null(await department.GetDiaryEntry("none"));
    }

    private static DirectiveOrder OrderOf(string id, string directive) =>
        new(directive, 1, Text("Order"), Rule(Action(Everyone)), [new ReachTarget([id], true)], null, null, id);

    private static void Configure(IHostApplicationBuilder builder, Faults faults)
    {
        builder.Services.Remove(builder.Services.Single(service => service.ImplementationType == typeof(Directives.Silo.Relay.RelayService)));
        FaultyStorage.Wrap(builder, faults);
    }
}
