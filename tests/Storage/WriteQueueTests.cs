using Directives.Grains;
using Directives.Silo.Storage;
using Microsoft.Extensions.Options;

namespace Directives.Tests.Storage;

/// <summary>How facts and what only follows from them share a transaction.</summary>
public sealed class WriteQueueTests
{
    private static readonly Fact Fact = new Established(1, 1, 0) { At = DateTimeOffset.UnixEpoch };

    [Fact]
    public void Take_MoreFactsThanATransactionTakes_LeavesTheCountingSomeOfIt()
    {
        using var queue = Queue(maxBatch: 1_000);
        Add(queue, facts: 5_000, derived: 600);

        Assert.Equal([(744, 256), (744, 256), (912, 88), (1_000, 0)], [Take(queue), Take(queue), Take(queue), Take(queue)]);
    }

    [Theory]
    [InlineData(10, 900, 256)]
    [InlineData(300, 900, 300)]
    [InlineData(0, 900, 900)]
    [InlineData(0, 1_500, 1_000)]
    [InlineData(900, 50, 50)]
    public void Take_FactsAndCounting_TakesNoMoreOfTheCountingThanOfTheFacts(int facts, int derived, int expected)
    {
        using var queue = Queue(maxBatch: 1_000);
        Add(queue, facts, derived);

        Assert.Equal((facts, expected), Take(queue));
    }

    [Fact]
    public void Take_SmallTransactions_HalfOfEachIsForTheCounting()
    {
        using var queue = Queue(maxBatch: 8);
        Add(queue, facts: 10, derived: 6);

        Assert.Equal([(4, 4), (6, 2)], [Take(queue), Take(queue)]);
    }

    [Fact]
    public void Take_TheSameRowTwice_LeavesTheSecondForTheNext()
    {
        using var queue = Queue(maxBatch: 8);
        queue.Add(Write("a", isFact: true));
        queue.Add(Write("a", isFact: false));
        queue.Add(Write("a", isFact: true));

        Assert.Equal([(0, 1), (1, 0), (1, 0)], [Take(queue), Take(queue), Take(queue)]);
        Assert.Equal(0, queue.Count);
    }

    private static WriteQueue Queue(int maxBatch) => new(Options.Create(new StorageOptions { MaxBatch = maxBatch }));

    private static void Add(WriteQueue queue, int facts, int derived)
    {
        for (var i = 0; i < facts; i++)
            queue.Add(Write($"fact-{i}", isFact: true));
        for (var i = 0; i < derived; i++)
            queue.Add(Write($"derived-{i}", isFact: false));
    }

    private static (int Facts, int Derived) Take(WriteQueue queue)
    {
        var batch = queue.Take()!.Cast<StateWrite>().ToList();
        return (batch.Count(write => write.Entries.Length > 0), batch.Count(write => write.Entries.Length == 0));
    }

    private static StateWrite Write(string key, bool isFact) =>
        new(new RowKey("department", key, "place"), 0, [1], new PlaceState { Facts = isFact ? [Fact] : [] });
}
