using System.Security.Cryptography;
using System.Text;
using Directives.Grains;
using Directives.Silo;
using Directives.Silo.Relay;
using Directives.Silo.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;

namespace Directives.Tests.Support;

/// <summary>
/// The product's silo in this process, on a real database. Disposing it stops it, and fails where it logged an error
/// that the test did not expect.
/// </summary>
internal sealed class TestSilo : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly IHost _host;
    private readonly ErrorLog _errors;

    private TestSilo(IHost host, ErrorLog errors)
    {
        _host = host;
        _errors = errors;
    }

    public IServiceProvider Services => _host.Services;

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    public ILedger Ledger => Services.GetRequiredService<ILedger>();

    public IRelayProgress Relay => Services.GetRequiredService<IRelayProgress>();

    public Delivery Delivery => Services.GetRequiredService<Delivery>();

    public IRegistryGrain Registry => Grains.GetGrain<IRegistryGrain>(IRegistryGrain.Key);

    /// <summary>What was logged as an error or worse, or as a warning of the product's own, so far.</summary>
    public IReadOnlyList<string> Logged => _errors.All;

    /// <param name="time">The clock; the real one unless given.</param>
    /// <param name="relay">Changes what <see cref="RelayOptions"/> are by default.</param>
    /// <param name="configure">Changes anything else, after the product has added its own.</param>
    public static async Task<TestSilo> StartAsync(
        TestDatabase database, TimeProvider? time = null, Action<RelayOptions>? relay = null, Action<IHostApplicationBuilder>? configure = null)
    {
        var errors = new ErrorLog();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(database.Settings);
        builder.Logging.AddProvider(errors);
        builder.Services.AddSingleton(new ProductClock(time ?? TimeProvider.System));
        builder.AddDirectivesSilo();
        builder.Services.Configure(relay ?? (_ => { }));
        if (time is FakeTimeProvider)
            LetTheClockStand(builder.Services);
        configure?.Invoke(builder);
        var host = builder.Build();
        try
        {
            await host.StartAsync().InTime("the start of the silo");
        }
        catch
        {
            host.Dispose();
            throw;
        }

        return new TestSilo(host, errors);
    }

    /// <summary>Takes errors of these events for what the test brought about.</summary>
    public TestSilo Expecting(params int[] events)
    {
        _errors.Expect(events);
        return this;
    }

    public IDepartmentGrain Department(string id) => Grains.GetGrain<IDepartmentGrain>(id);

    public IOfficerGrain Officer(string post) => Grains.GetGrain<IOfficerGrain>(post);

    public IDirectiveGrain Directive(string number) => Grains.GetGrain<IDirectiveGrain>(number);

    /// <summary>Imports an organogram and waits until it is in force.</summary>
    public async Task<RegistryStatus> EstablishAsync(TestOrganogram organogram, string operation = "op-import", int partSize = 5)
    {
        var ticket = await StageAsync(organogram, operation, partSize);
        if (ticket.Done is null)
            await Registry.Commit(CommitOf(organogram, ticket.Version, operation, partSize), CancellationToken.None);
        await RestAsync();
        return await Registry.GetStatus();
    }

    /// <summary>Begins an import and stages all its parts.</summary>
    public async Task<ImportTicket> StageAsync(TestOrganogram organogram, string operation, int partSize = 5)
    {
        var ticket = await Registry.Begin(operation, DigestOf(organogram), CancellationToken.None);
        if (ticket.Done is not null)
            return ticket;
        foreach (var (number, places) in organogram.Places(ticket.Version).Chunk(partSize).Index())
            await Registry.Stage(ticket.Version, number, [.. places], CancellationToken.None);
        return ticket;
    }

    public static ImportCommit CommitOf(TestOrganogram organogram, long version, string operation, int partSize = 5)
    {
        var departments = organogram.Ids.Count();
        return new ImportCommit(
            operation, DigestOf(organogram), version, (departments + partSize - 1) / partSize, organogram.Root, departments,
            organogram.Posts, organogram.Vacant, 0, "p-admin");
    }

    public Task<IssuedDirective> IssueAsync(DirectiveDraft draft, string operation = "op-issue") =>
        Directive(draft.Number).Issue(new IssueCommand(operation, draft, "p-2", false), CancellationToken.None);

    /// <summary>Returns when nothing follows any more from any fact.</summary>
    public async Task RestAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            LedgerPosition head;
            do
            {
                head = Ledger.Head;
                await Relay.WaitAsync(head, patience.Token);
            }
            while (Ledger.Head != head);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"After {Patience} the relay is at {Relay.Position} and the ledger at {Ledger.Head}. Logged: {string.Join("\n", Logged)}");
        }
    }

    /// <summary>Returns when the ledger holds a fact that is asked for, and it has been dealt with.</summary>
    public async Task<LedgerEntry> WaitForAsync(Func<LedgerEntry, bool> wanted, string what)
    {
        using var patience = new CancellationTokenSource(Patience);
        var position = new LedgerPosition(Ledger.Head.Chain, 0);
        try
        {
            while (true)
            {
                await Ledger.WaitAsync(position, patience.Token);
                foreach (var entry in await Ledger.ReadAsync(position, 1000, null, patience.Token))
                {
                    position = entry.Position;
                    if (!wanted(entry))
                        continue;
                    await Relay.WaitAsync(entry.Position, patience.Token);
                    return entry;
                }
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"After {Patience} there is no {what} among the facts up to {Ledger.Head}. Logged: {string.Join("\n", Logged)}");
            throw;
        }
    }

    /// <summary>All facts in the ledger, from the first on.</summary>
    public async Task<IReadOnlyList<LedgerEntry>> FactsAsync(string? directive = null) =>
        await Ledger.ReadAsync(new LedgerPosition(Ledger.Head.Chain, 0), 60_000, directive, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync().InTime("the stop of the silo");
        if (_host is IAsyncDisposable host)
            await host.DisposeAsync();
        else
            _host.Dispose();
        _errors.AssertNoneUnexpected();
    }

    /// <summary>Nothing follows late where nobody moves the clock on.</summary>
    public static void LetTheClockStand(IServiceCollection services) =>
        services.PostConfigure<RelayOptions>(options => options.MaxPause = TimeSpan.Zero);

    private static string DigestOf(TestOrganogram organogram)
    {
        var text = string.Join("\n", organogram.Places(0).SelectMany(place => place.Roster.Select(post => $"{place.Path[^1]} {place.Parent} {post}").Append(place.Id)));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private sealed class ErrorLog : ILoggerProvider
    {
        private readonly Lock _gate = new();
        private readonly List<(int Event, LogLevel Level, string Text)> _entries = [];
        private readonly HashSet<int> _expected = [];

        public IReadOnlyList<string> All
        {
            get
            {
                lock (_gate)
                    return [.. _entries.Select(entry => entry.Text)];
            }
        }

        public void Expect(IEnumerable<int> events)
        {
            lock (_gate)
                _expected.UnionWith(events);
        }

        public void AssertNoneUnexpected()
        {
            lock (_gate)
            {
                var unexpected = _entries.Where(entry => entry.Level >= LogLevel.Error && !_expected.Contains(entry.Event)).ToList();
                Assert.True(unexpected.Count == 0, $"{unexpected.Count} unexpected errors were logged:\n{string.Join("\n", unexpected.Select(entry => entry.Text))}");
            }
        }

        public ILogger CreateLogger(string categoryName) => new CategoryLogger(this, categoryName);

        public void Dispose()
        {
        }

        private void Add(int id, LogLevel level, string text)
        {
            lock (_gate)
                _entries.Add((id, level, text));
        }

        private sealed class CategoryLogger(ErrorLog log, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

            /// <summary>
            /// The engine may log what a storage throws, under the storage's name. Whoever wrote is told of it, and that is what
            /// a test looks at; the product logs nothing under these names.
            /// </summary>
            public bool IsEnabled(LogLevel logLevel) => category != typeof(FaultyStorage).FullName && category != typeof(LedgerGrainStorage).FullName
                && (logLevel >= LogLevel.Error || (logLevel == LogLevel.Warning && category.StartsWith("Directives", StringComparison.Ordinal)));

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                if (IsEnabled(logLevel))
                    log.Add(eventId.Id, logLevel, $"{logLevel} {category}[{eventId.Id}]: {formatter(state, exception)}{(exception is null ? "" : "\n" + exception)}");
            }
        }
    }
}
