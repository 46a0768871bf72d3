using Directives.Grains;
using Directives.Silo.Storage;
using Directives.Tests.Support;
using Microsoft.Extensions.Options;

namespace Directives.Tests.Storage;

/// <summary>The rule of the lease, by a clock that is moved.</summary>
public sealed class ChainLeaseTests
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(10);
    private readonly FakeTimeProvider clock = new();

    [Fact]
    public void IsHeld_NeverTaken_IsFalse()
    {
        using var lease = NewLease();

        Assert.False(lease.IsHeld, "Nobody has given this process the chain.");
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(8.9, true)]
    [InlineData(9, false)]
    [InlineData(3600, false)]
    public void IsHeld_SoLongAfterARenewal_EndsATenthBeforeTheDatabaseWouldGiveItAway(double seconds, bool held)
    {
        using var lease = NewLease();
        lease.Renew(clock.GetTimestamp());

        clock.Advance(TimeSpan.FromSeconds(seconds));

        Assert.True(lease.IsHeld == held, $"{seconds} s after the renewal: held was to be {held}");
    }

    [Fact]
    public void IsHeld_RenewalSlowToBeAnswered_CountsFromBeforeItWasSent()
    {
        using var lease = NewLease();
        var asked = clock.GetTimestamp();
        clock.Advance(TimeSpan.FromSeconds(6));
        lease.Renew(asked);
        Assert.True(lease.IsHeld, "6 s of 10 have gone.");

        clock.Advance(TimeSpan.FromSeconds(3));

        Assert.False(lease.IsHeld, "The database may have counted from when it was asked.");
    }

    [Fact]
    public void IsHeld_RenewedAfterItRanOut_IsTrueAgain()
    {
        using var lease = NewLease();
        lease.Renew(clock.GetTimestamp());
        clock.Advance(Length * 2);
        Assert.False(lease.IsHeld, "It has run out.");

        // The database has confirmed that nobody else has had the chain meanwhile.
        lease.Renew(clock.GetTimestamp());

        Assert.True(lease.IsHeld, "It was renewed.");
    }

    [Fact]
    public void Lose_RenewedAfterwards_StaysLost()
    {
        using var lease = NewLease();
        lease.Renew(clock.GetTimestamp());
        lease.Lose("taken over");

        lease.Renew(clock.GetTimestamp());

        Assert.False(lease.IsHeld, "What was lost cannot be renewed.");
        Assert.True(lease.Lost.IsCancellationRequested, "Who waits for the loss was to be told.");
        Assert.Equal("taken over", lease.Reason);
    }

    [Fact]
    public void Lapsed_NeverTaken_IsCancelled()
    {
        using var lease = NewLease();

        Assert.True(lease.Lapsed.IsCancellationRequested, "What is not held has lapsed.");
    }

    [Fact]
    public void Lapsed_NotRenewedInTime_IsCancelledByTheClockAlone()
    {
        using var lease = NewLease();
        lease.Renew(clock.GetTimestamp());
        var term = lease.Lapsed;
        clock.Advance(Length * 0.8);
        lease.Renew(clock.GetTimestamp());
        clock.Advance(Length * 0.8);
        Assert.False(term.IsCancellationRequested, "It was renewed in time: it is the same term.");

        clock.Advance(Length * 0.1);

        Assert.True(term.IsCancellationRequested, $"Nothing has renewed it for {Length * 0.9}.");
        Assert.False(lease.IsHeld, "Its end was told.");
    }

    [Fact]
    public void Lapsed_HadAgain_IsAnotherTermThatEndsInItsTurn()
    {
        using var lease = NewLease();
        lease.Renew(clock.GetTimestamp());
        clock.Advance(Length);
        lease.Renew(clock.GetTimestamp());
        var again = lease.Lapsed;
        Assert.False(again.IsCancellationRequested, "It is held again.");

        clock.Advance(Length);

        Assert.True(again.IsCancellationRequested, "The second term has ended as the first did.");
    }

    [Theory]
    [InlineData(StorageProvider.Postgres)]
    [InlineData(StorageProvider.Sqlite)]
    public void Lapsed_GivenUpOrLost_IsCancelledAtOnce(StorageProvider provider)
    {
        using var released = NewLease(provider);
        using var lost = NewLease(provider);
        released.Renew(clock.GetTimestamp());
        lost.Renew(clock.GetTimestamp());
        var (first, second) = (released.Lapsed, lost.Lapsed);
        clock.Advance(Length / 2);
        Assert.False(first.IsCancellationRequested || second.IsCancellationRequested, "Both are held.");

        released.Release();
        lost.Lose("taken over");

        Assert.True(first.IsCancellationRequested, "It was given up.");
        Assert.True(second.IsCancellationRequested, "It was lost.");
    }

    [Fact]
    public void IsDue_MoreThanASixthOfItAfterTheLastRenewal_IsTrue()
    {
        using var lease = NewLease();
        lease.Renew(clock.GetTimestamp());
        var little = TimeSpan.FromMilliseconds(1);
        clock.Advance((Length / 6) - little);
        Assert.False(lease.IsDue, "It was renewed not half a turn ago.");

        clock.Advance(little * 2);

        Assert.True(lease.IsDue, "More than half a turn has gone since.");
        Assert.Equal(Length / 3, lease.Renewal);
    }

    [Fact]
    public void IsHeld_WhereTheMachineLocks_NeverRunsOut()
    {
        using var lease = NewLease(StorageProvider.Sqlite);
        lease.Renew(clock.GetTimestamp());
        clock.Advance(TimeSpan.FromDays(1000));
        Assert.True(lease.IsHeld, "The file's lock holds for as long as the process lives.");

        lease.Release();

        Assert.False(lease.IsHeld, "It was given up.");
    }

    /// <summary>Each renewal is sent, and so counts from, a little after the tick that it was made at.</summary>
    [Fact]
    public async Task Keep_OwnerIdle_RenewsEveryThirdOfTheLease()
    {
        const int Turns = 5;
        using var lease = NewLease();
        using var queue = new WriteQueue(Options.Create(new StorageOptions()));
        using var keeper = new LeaseKeeper(lease, queue, new ProductClock(clock));
        var late = TimeSpan.FromMilliseconds(3);
        lease.Renew(clock.GetTimestamp());
        keeper.Start();

        for (var turn = 1; turn <= Turns; turn++)
        {
            await clock.WaitForTimersAsync(1);
            clock.Advance(turn == 1 ? lease.Renewal : lease.Renewal - late);
            await Waits.UntilAsync(() => queue.Count == 1, () => $"turn {turn} of {Turns} was to renew the lease, and {queue.Count} renewals wait");
            clock.Advance(late);
            lease.Renew(clock.GetTimestamp());
            Assert.IsType<LeaseRenewal>(Assert.Single(queue.Take()!)).SetResult();
        }
    }

    private ChainLease NewLease(StorageProvider provider = StorageProvider.Postgres) =>
        new(Options.Create(new StorageOptions { Provider = provider, Lease = Length }), clock);
}
