using Directives.Crash.World;

namespace Directives.Crash.Faults;

/// <summary>When a fault strikes.</summary>
internal enum Moment
{
    /// <summary>While an organogram is imported and established.</summary>
    Import,

    /// <summary>While a directive is issued and goes down.</summary>
    Issue,

    /// <summary>While officers and departments act.</summary>
    Acts,
}

/// <summary>Something that goes wrong. It is struck while clients work; then what ended is started again.</summary>
internal abstract class Fault(string name)
{
    protected static TimeProvider Time => TimeProvider.System;

    public string Name => name;

    /// <summary>The moment that it is for; null for any.</summary>
    public virtual Moment? OnlyAt => null;

    /// <summary>Whether every request of the round is to be repeated, reordered and delayed.</summary>
    public virtual bool IsStorm => false;

    /// <summary>Whether the gateway's clock leaves the right time.</summary>
    public virtual bool MovesClock => false;

    /// <summary>Makes ready for it before the round, such as a gateway that is to kill itself.</summary>
    public virtual Task PrepareAsync(Province province, Random random, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Does harm. When it returns, the harm is over but for what has to be started again.</summary>
    /// <param name="roundIsOver">Cancelled when the clients have finished without it.</param>
    /// <returns>Where it struck, for people.</returns>
    public abstract Task<string> StrikeAsync(Province province, Random random, CancellationToken roundIsOver, CancellationToken cancellation);

    /// <summary>Takes back after the round what was prepared.</summary>
    public virtual Task RestoreAsync(Province province, CancellationToken cancellation) => Task.CompletedTask;

    protected static Task HoldAsync(Random random, int least, int most, CancellationToken cancellation) =>
        Task.Delay(TimeSpan.FromMilliseconds(random.Next(least, most)), Time, cancellation);
}
