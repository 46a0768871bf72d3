using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Directives.Tests.Compat.Silo;

/// <summary>Grain methods that answer with many elements.</summary>
public sealed class StreamTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(12, 0)]
    [InlineData(12, 1)]
    [InlineData(12, 5)]
    public async Task Stream_GivesEveryElementInOrder_AndEndsOnTheGrainsSide(int to, int yieldEvery)
    {
        await using var silo = await TestSilo.StartAsync();

        var elements = await ToListAsync(silo.Get<ICallGrain>("a").Count(to, yieldEvery));

        Assert.Equal(Enumerable.Range(1, to), elements);
        Assert.Equal(["enumeration ended"], silo.Probe.Events);
    }

    [Fact]
    public async Task Stream_EnumeratedTwice_RunsTwice()
    {
        await using var silo = await TestSilo.StartAsync();
        var stream = silo.Get<ICallGrain>("a").Count(3, 1);

        Assert.Equal([1, 2, 3], await ToListAsync(stream));
        Assert.Equal([1, 2, 3], await ToListAsync(stream));
    }

    [Fact]
    public async Task Stream_LeftEarly_IsDisposedInTheGrain()
    {
        await using var silo = await TestSilo.StartAsync();

        await foreach (var element in silo.Get<ICallGrain>("a").Count(1000, 0).WithBatchSize(2))
        {
            if (element == 3)
                break;
        }

        await silo.Probe.Saw("enumeration ended");
    }

    [Fact]
    public async Task Stream_WhileItWaits_KeepsNobodyOut()
    {
        await using var silo = await TestSilo.StartAsync();
        using var stop = new CancellationTokenSource();
        var grain = silo.Get<ICallGrain>("a");
        await using var stream = grain.Count(20, 0).GetAsyncEnumerator(stop.Token);
        for (var i = 1; i <= 12; i++)
            Assert.True(await stream.MoveNextAsync(), $"no element {i}");
        var thirteenth = stream.MoveNextAsync();

        await grain.Nothing();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await thirteenth);
        await stream.DisposeAsync();
        await silo.Probe.Saw("enumeration ended");
    }

    [Fact]
    public async Task Stream_CanceledByTheArgument_Ends()
    {
        await using var silo = await TestSilo.StartAsync();
        using var stop = new CancellationTokenSource();
        await using var stream = silo.Get<ICallGrain>("a").Count(20, 0, stop.Token).GetAsyncEnumerator();
        for (var i = 1; i <= 12; i++)
            Assert.True(await stream.MoveNextAsync(), $"no element {i}");
        var thirteenth = stream.MoveNextAsync();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await thirteenth);
    }

    [Fact]
    public async Task Stream_ThatThrows_GivesWhatCameBeforeAndTheException()
    {
        await using var silo = await TestSilo.StartAsync();
        var elements = new List<int>();

        var thrown = await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (var element in silo.Get<IFailingStreamGrain>("a").ThreeAndFail())
                elements.Add(element);
        });

        Assert.Equal("after three", thrown.Message);
        Assert.Equal([1, 2, 3], elements);
    }

    [Fact]
    public async Task Stream_OfAGrainThatEnds_IsAborted()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ICallGrain>("a");
        await using var stream = grain.Count(20, 0).GetAsyncEnumerator();
        for (var i = 1; i <= 12; i++)
            Assert.True(await stream.MoveNextAsync(), $"no element {i}");
        var thirteenth = stream.MoveNextAsync();

        await grain.Forget();

        await Assert.ThrowsAsync<EnumerationAbortedException>(async () => await thirteenth);
        await silo.Probe.Saw("enumeration ended");
    }

    [Fact]
    public async Task Stream_ThatItsReaderForgets_EndsAfterAWhile()
    {
        await using var silo = await TestSilo.StartAsync(s => s.Configure<SiloMessagingOptions>(o => o.ResponseTimeout = TimeSpan.FromSeconds(10)));
        await using var stream = silo.Get<ICallGrain>("a").Count(10, 0).WithBatchSize(2).GetAsyncEnumerator();
        Assert.True(await stream.MoveNextAsync());

        silo.Time.Advance(TimeSpan.FromSeconds(11));
        await silo.Get<ICallGrain>("a").Nothing();
        Assert.Empty(silo.Probe.Events);
        silo.Time.Advance(TimeSpan.FromSeconds(10));
        await silo.Probe.Saw("enumeration ended");

        Assert.True(await stream.MoveNextAsync());
        await Assert.ThrowsAsync<EnumerationAbortedException>(async () => await stream.MoveNextAsync());
    }

    private static async Task<List<int>> ToListAsync(IAsyncEnumerable<int> elements)
    {
        var list = new List<int>();
        await foreach (var element in elements)
            list.Add(element);
        return list;
    }
}

public interface IFailingStreamGrain : global::Orleans.IGrainWithStringKey
{
    IAsyncEnumerable<int> ThreeAndFail();
}

internal sealed class FailingStreamGrain : global::Orleans.Grain, IFailingStreamGrain
{
    public async IAsyncEnumerable<int> ThreeAndFail()
    {
        yield return 1;
        await Task.Yield();
        yield return 2;
        yield return 3;
        throw new InvalidDataException("after three");
    }
}
