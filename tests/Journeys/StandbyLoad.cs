using System.Collections.Concurrent;
using System.Diagnostics;
using Directives.Cli;
using Directives.Tests.Samples;
using Directives.Tests.Support;
using Directives.V1;
using Grpc.Core;

namespace Directives.Tests.Journeys;

/// <summary>Officers who open and acknowledge, a few at a time, through a connection that knows two addresses; and a watcher.</summary>
internal sealed class StandbyLoad(Connection connection, string directive, IEnumerable<PostRow> posts) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentQueue<PostRow> left = new(posts);
    private readonly ConcurrentQueue<(Confirmed Act, long At)> confirmed = new();
    private readonly List<Event> watched = [];
    private Task work = Task.CompletedTask;
    private Task watch = Task.CompletedTask;

    public IEnumerable<Confirmed> Confirmed => confirmed.Select(act => act.Act);

    public IReadOnlyList<Event> Watched
    {
        get
        {
            lock (watched)
                return [.. watched];
        }
    }

    public void Start(int atOnce)
    {
        watch = WatchAsync();
        work = Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => WorkAsync()));
    }

    /// <summary>Returns when so many more acts are confirmed.</summary>
    public async Task ConfirmedAsync(int more)
    {
        var awaited = confirmed.Count + more;
        await UntilAsync(() => confirmed.Count >= awaited, () => $"{confirmed.Count} of {awaited} acts are confirmed");
    }

    /// <summary>Returns when the watcher was told so many facts.</summary>
    public Task WatchedAsync(long facts) => UntilAsync(() => Watched.Count >= facts, () => $"{Watched.Count} of {facts} facts are told");

    /// <summary>The longest time since a moment in which no act was confirmed.</summary>
    public TimeSpan LongestPauseSince(long moment)
    {
        var times = confirmed.Select(act => act.At).Where(at => at > moment).Order().Prepend(moment).ToList();
        return times.Zip(times.Skip(1), Stopwatch.GetElapsedTime).Max();
    }

    public async Task StopAsync()
    {
        left.Clear();
        await work.InTime("the acts that were under way");
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(watch, work).WaitAsync(Patience, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    private async Task WorkAsync()
    {
        while (left.TryDequeue(out var post))
        {
            var token = await connection.GetTokenAsync(Bearer.Of($"person:{post.IncumbentId}", null)!, 0, stopping.Token);
            var officers = connection.With(token.Token).Officers;
            await ConfirmAsync(post, "o", operation => officers.OpenAsync(
                new OpenRequest { OperationId = operation, Post = post.Id, Directive = directive, Language = "ur" }, connection.Within(stopping.Token)));
            await ConfirmAsync(post, "a", operation => officers.AcknowledgeAsync(
                new AcknowledgeRequest { OperationId = operation, Post = post.Id, Directive = directive, Version = 1 }, connection.Within(stopping.Token)));
        }
    }

    private async Task ConfirmAsync<T>(PostRow post, string verb, Func<string, AsyncUnaryCall<T>> act)
    {
        var operation = $"{verb}-{Guid.NewGuid():n}";
        await act(operation);
        confirmed.Enqueue((new Confirmed(post.Id, operation), Stopwatch.GetTimestamp()));
    }

    private async Task WatchAsync()
    {
        var follower = new Follower(connection, TimeProvider.System, _ => { });
        await foreach (var update in follower.FollowAsync(new WatchRequest { Directive = directive, After = "1.0" }, stopping.Token))
        {
            lock (watched)
                watched.AddRange(update.Events);
        }
    }

    private async Task UntilAsync(Func<bool> reached, Func<string> state)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        while (!reached())
        {
            if (work.IsFaulted)
                await work;
            if (watch.IsFaulted)
                await watch;
            Assert.False(patience.IsCancellationRequested, $"after {Patience}: {state()}");
            await Task.Delay(Poll, TimeProvider.System);
        }
    }
}
