using Directives.Cli;
using Directives.Demo.Day;

namespace Directives.Demo.Week;

/// <summary>Follows a directive live for as long as it is told of.</summary>
internal sealed class Watching : IAsyncDisposable
{
    private readonly CancellationTokenSource stop;
    private readonly Connection connection;
    private readonly Task following;

    private Watching(Connection connection, string directive, Stage stage, CancellationToken cancellation)
    {
        this.connection = connection;
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Counts = new LiveCounts(new Follower(connection, stage.Time, stage.Terminal.Error.WriteLine));
        following = Counts.FollowAsync(directive, stop.Token);
    }

    public LiveCounts Counts { get; }

    public static async Task<Watching> StartAsync(Stage stage, string directive, CancellationToken cancellation)
    {
        var connection = new Connection(stage.Connection.Server, null, new Bearer("role", "oversight"), stage.Time);
        await connection.AuthenticateAsync(cancellation);
        return new Watching(connection, directive, stage, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await following.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        stop.Dispose();
        connection.Dispose();
    }
}
