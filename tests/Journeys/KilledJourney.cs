using System.Collections.Concurrent;
using Directives.Cli;
using Directives.Cli.Registry;
using Directives.Tests.Samples;
using Directives.Tests.Support;
using Directives.V1;
using Grpc.Core;

namespace Directives.Tests.Journeys;

/// <summary>What a client was told took place.</summary>
/// <param name="Key">The directive, department or post whose fact it is.</param>
internal sealed record Confirmed(string Key, string Operation);

/// <summary>A journey through the API, by clients that try again, with a gateway that is killed at given points.</summary>
internal sealed class KilledJourney(TestDatabase database, string folder) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private readonly CancellationTokenSource _patience = new(Patience, TimeProvider.System);
    private readonly CancellationTokenSource _watching = new();
    private readonly List<GatewayUnderTest> _gateways = [];
    private readonly ConcurrentQueue<Confirmed> _confirmed = new();
    private readonly ConcurrentDictionary<string, string> _tokens = new(StringComparer.Ordinal);
    private readonly List<Event> _watched = [];
    private volatile Task<GatewayUnderTest>? _gateway;
    private Task? _watch;
    private Status? _lastFailure;

    /// <summary>Imports, and kills the gateway when so many departments of it are established.</summary>
    public async Task ImportAsync(int killAt)
    {
        _gateway = StartAsync();
        var import = new RegistryImport(Path.Combine(folder, "departments.csv"), Path.Combine(folder, "posts.csv"), false, "op-import");
        var importing = InsistAsync("role:admin", connection => import.SendAsync(connection, new Progress<ImportProgress>(), _patience.Token));
        await KillWhenAsync(() => database.Scalar<long>("SELECT count(*) FROM ledger_entry WHERE kind = 'Established'") >= killAt, importing);
        await importing;
        await UntilRestAsync();
    }

    /// <summary>Issues, and kills the gateway each time that so many more facts are in the ledger.</summary>
    public async Task IssueAsync(DirectiveDraft draft, int[] killAfter)
    {
        var before = HeadNumber();
        var issuing = InsistAsync("role:issuer", async connection => await connection.Directives.IssueAsync(
            new IssueRequest { OperationId = "op-issue", Draft = draft }, connection.Within(_patience.Token)));
        foreach (var facts in killAfter)
            await KillWhenAsync(() => HeadNumber() >= before + facts, issuing);
        await issuing;
        _confirmed.Enqueue(new Confirmed(draft.Number, "op-issue"));
        _watch = WatchAsync(draft.Number);
        await UntilRestAsync();
    }

    /// <summary>
    /// Officers and heads of departments act, several at a time. At each count of confirmed acts the gateway is killed,
    /// or first the database crashes, where there is a server.
    /// </summary>
    public async Task ActAsync(string directive, IEnumerable<PostRow> officers, IEnumerable<(string Department, PostRow Head)> offices, int[] killAfter, PostgresServer? server)
    {
        var acts = officers.Select<PostRow, Func<Task>>((post, index) => () => ActAsync(directive, post, index))
            .Concat(offices.Select<(string, PostRow), Func<Task>>(office => () => ComplyAsync(directive, office.Item1, office.Item2)));
        var acting = Parallel.ForEachAsync(
            acts, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = _patience.Token }, async (act, _) => await act());
        if (server is not null)
        {
            await UntilAsync(() => _confirmed.Count >= killAfter[0] / 2, "the first acts", acting);
            server.Stop(immediate: true);
            server.Start();
        }

        foreach (var count in killAfter)
            await KillWhenAsync(() => _confirmed.Count >= count, acting);
        await acting;
        await UntilRestAsync();
    }

    /// <summary>Waits until everything has been told to the watcher, and stops the gateway in order.</summary>
    public async Task<(IReadOnlyCollection<Confirmed> Confirmed, IReadOnlyList<Event> Watched)> EndAsync(string directive)
    {
        var facts = database.Scalar<long>($"SELECT count(*) FROM ledger_entry WHERE directive = '{directive}'");
        await UntilAsync(() => WatchedCount() >= facts, $"the watcher to be told {facts} facts", _watch);
        await _watching.CancelAsync();
        await _watch!;
        (await _gateway!).Stop();
        return (_confirmed, _watched);
    }

    public void Dispose()
    {
        _watching.Cancel();
        foreach (var gateway in _gateways)
            gateway.Dispose();
        _patience.Dispose();
        _watching.Dispose();
    }

    private async Task ActAsync(string directive, PostRow post, int index)
    {
        await ConfirmAsync(post, "open", (connection, operation) => connection.Officers.OpenAsync(
            new OpenRequest { OperationId = operation, Post = post.Id, Directive = directive, Language = index % 2 == 0 ? "en" : "ur" }, connection.Within(_patience.Token)));
        if (index % 5 == 0)
        {
            await ConfirmAsync(post, "decline", (connection, operation) => connection.Officers.DeclineAsync(
                new DeclineRequest { OperationId = operation, Post = post.Id, Directive = directive, Version = 1, Reason = "Not my charge" }, connection.Within(_patience.Token)));
        }

        if (index % 10 != 0)
        {
            await ConfirmAsync(post, "acknowledge", (connection, operation) => connection.Officers.AcknowledgeAsync(
                new AcknowledgeRequest { OperationId = operation, Post = post.Id, Directive = directive, Version = 1 }, connection.Within(_patience.Token)));
        }
    }

    private async Task ComplyAsync(string directive, string department, PostRow head)
    {
        var operation = $"comply {department}";
        await InsistAsync($"person:{head.IncumbentId}", async connection => await connection.Departments.ComplyAsync(
            new ComplyRequest { OperationId = operation, Department = department, Directive = directive, Statement = "In force", EvidenceText = "Circulated" },
            connection.Within(_patience.Token)));
        _confirmed.Enqueue(new Confirmed(department, operation));
    }

    private async Task ConfirmAsync<T>(PostRow post, string verb, Func<Connection, string, AsyncUnaryCall<T>> call)
    {
        var operation = Operation(verb, post.Id);
        await InsistAsync($"person:{post.IncumbentId}", async connection => await call(connection, operation));
        _confirmed.Enqueue(new Confirmed(post.Id, operation));
    }

    private static string Operation(string verb, string post)
    {
        var operation = $"{verb} {post}";
        return operation.Length <= 64 ? operation : operation[^64..];
    }

    /// <summary>Calls until there is an answer: a gateway that is down, or whose database is, is called again.</summary>
    private async Task<T> InsistAsync<T>(string bearer, Func<Connection, Task<T>> call)
    {
        while (true)
        {
            var gateway = await _gateway!;
            try
            {
                if (!_tokens.TryGetValue(bearer, out var token))
                    _tokens[bearer] = token = (await gateway.Connection.GetTokenAsync(BearerOf(bearer), 0, _patience.Token)).Token;
                return await call(gateway.Connection.With(token));
            }
            catch (RpcException exception) when (MayTryAgain(exception) && !_patience.IsCancellationRequested)
            {
                _lastFailure = exception.Status;
                await Task.Delay(Pause, TimeProvider.System, _patience.Token);
            }
        }
    }

    /// <summary>An INTERNAL that names a line of the server's log is a fault of the product, whatever happens to it.</summary>
    private static bool MayTryAgain(RpcException exception) => exception.StatusCode switch
    {
        StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Aborted or StatusCode.ResourceExhausted or StatusCode.Cancelled => true,
        StatusCode.Internal => !exception.Status.Detail.Contains("its log has the cause", StringComparison.Ordinal),
        _ => false,
    };

    private static Bearer BearerOf(string text) => text.StartsWith("role:", StringComparison.Ordinal) ? Bearer.Of(null, text["role:".Length..])! : Bearer.Of(text, null)!;

    /// <summary>Follows the directive from its first fact on, over every restart.</summary>
    private async Task WatchAsync(string directive)
    {
        var after = "1.0";
        while (!_watching.IsCancellationRequested)
        {
            await InsistAsync("role:oversight", async connection =>
            {
                using var watch = connection.Oversight.Watch(new WatchRequest { Directive = directive, After = after }, cancellationToken: _watching.Token);
                try
                {
                    await foreach (var update in watch.ResponseStream.ReadAllAsync(_patience.Token))
                    {
                        lock (_watched)
                            _watched.AddRange(update.Events);
                        after = update.Position;
                    }
                }
                catch (RpcException) when (_watching.IsCancellationRequested)
                {
                    return 0; // The watch was ended, not cut off: there is nothing to try again.
                }

                return 0;
            });
        }
    }

    private int WatchedCount()
    {
        lock (_watched)
            return _watched.Count;
    }

    private async Task KillWhenAsync(Func<bool> reached, Task working)
    {
        await UntilAsync(reached, "the point to kill at", working);
        (await _gateway!).Kill();
        _gateway = StartAsync();
        await _gateway;
    }

    private async Task<GatewayUnderTest> StartAsync()
    {
        // A small batch and little in flight: the order takes its time to go down, and there is something to interrupt.
        var settings = new Dictionary<string, string?>(database.Settings) { ["Relay:BatchSize"] = "4", ["Relay:MaxInFlight"] = "2" };
        var gateway = await GatewayUnderTest.StartAsync(folder, settings);
        _gateways.Add(gateway);
        return gateway;
    }

    /// <summary>Until the relay has dealt with every fact.</summary>
    private Task UntilRestAsync() => UntilAsync(
        () => database.Scalar<long>("SELECT count(*) FROM relay_position, chain WHERE number = last_number AND relay_position.chain = chain.id") == 1,
        "the relay to come to rest", _watch);

    private long HeadNumber() => database.Scalar<long>("SELECT last_number FROM chain");

    /// <param name="working">What is to bring it about; where that fails, there is nothing to wait for.</param>
    private async Task UntilAsync(Func<bool> reached, string what, Task? working)
    {
        while (!Holds(reached))
        {
            if (_patience.IsCancellationRequested)
                Assert.Fail($"after {Patience} of waiting for {what}: {_confirmed.Count} acts, {WatchedCount()} facts told, the ledger at {HeadNumber()}; last failure {_lastFailure}; {_gateways.Count} gateways:\n{string.Join("\n--\n", _gateways.Select(gateway => gateway.Output))}");
            if (working is { IsFaulted: true })
                await working;
            await Task.Delay(Poll, TimeProvider.System);
        }
    }

    /// <summary>While the database is starting, nothing that is asked of it holds.</summary>
    private static bool Holds(Func<bool> reached)
    {
        try
        {
            return reached();
        }
        catch (System.Data.Common.DbException)
        {
            return false;
        }
    }
}
