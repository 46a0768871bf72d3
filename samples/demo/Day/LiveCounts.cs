using Directives.Cli;
using Directives.V1;

namespace Directives.Demo.Day;

/// <summary>The newest counts and facts of a directive, from its watch stream, for whoever draws or waits.</summary>
internal sealed class LiveCounts(Follower follower)
{
    private const int FactsKept = 8;

    private readonly Lock gate = new();
    private readonly Queue<Event> facts = new();
    private readonly List<Event> declined = [];
    private readonly List<Event> chased = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Compliance? newest;
    private Exception? failure;

    public (Compliance? Compliance, IReadOnlyList<Event> Facts) Read()
    {
        lock (gate)
            return (newest, [.. facts]);
    }

    /// <summary>The refusals that have reached the issuer, the first ones.</summary>
    public IReadOnlyList<Event> Declined(int most)
    {
        lock (gate)
            return [.. declined.Take(most)];
    }

    /// <summary>Who was reminded or told, of what and when.</summary>
    public IReadOnlyList<Event> Chased
    {
        get
        {
            lock (gate)
                return [.. chased];
        }
    }

    /// <summary>Follows until cancelled; whoever waits learns of a failure.</summary>
    public async Task FollowAsync(string directive, CancellationToken cancellation)
    {
        try
        {
            await foreach (var message in follower.FollowAsync(new WatchRequest { Directive = directive }, cancellation))
                Take(message);
        }
        catch (Exception wrong)
        {
            lock (gate)
            {
                failure = wrong;
                changed.TrySetResult();
            }

            if (!cancellation.IsCancellationRequested)
                throw;
        }
    }

    /// <summary>Waits until the counts are as expected.</summary>
    /// <param name="what">What is waited for, as the message of a failure says it.</param>
    /// <exception cref="DemoException">They are not, for so long.</exception>
    public async Task UntilAsync(string what, Func<Tally, bool> isSo, TimeSpan patience, TimeProvider time, CancellationToken cancellation)
    {
        using var stop = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, cancellation);
        while (true)
        {
            Task next;
            lock (gate)
            {
                if (failure is not null)
                    throw new DemoException($"The watch has failed: {failure.Message}");
                if (newest?.Total?.Tally is { } tally && isSo(tally))
                    return;
                next = changed.Task;
            }

            try
            {
                await next.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested && !cancellation.IsCancellationRequested)
            {
                throw new DemoException($"After {patience.TotalSeconds:N0} s {what}; the counts are {Read().Compliance?.Total?.Tally?.ToString() ?? "not there yet"}.");
            }
        }
    }

    private void Take(WatchResponse message)
    {
        lock (gate)
        {
            newest = message.Compliance ?? newest;
            foreach (var fact in message.Events)
            {
                facts.Enqueue(fact);
                if (fact.Kind == nameof(Declined))
                    declined.Add(fact);
                if (fact.Kind is "Reminded" or "Escalated")
                    chased.Add(fact);
                if (facts.Count > FactsKept)
                    facts.Dequeue();
            }

            changed.TrySetResult();
            changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
