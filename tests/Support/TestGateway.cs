using Directives.Gateway;
using Directives.Grains;
using Directives.V1;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;

namespace Directives.Tests.Support;

/// <summary>
/// The product in this process, on a real database and real ports, called over gRPC. Disposing it stops it, and fails
/// where it logged an error that the test did not expect.
/// </summary>
internal sealed class TestGateway : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly WebApplication app;
    private readonly ErrorRecord errors;
    private readonly string folder;
    private readonly Dictionary<string, string> tokens = new(StringComparer.Ordinal);

    private TestGateway(WebApplication app, ErrorRecord errors, string folder)
    {
        (this.app, this.errors, this.folder) = (app, errors, folder);
        var announcement = Announcement.Of(app.GetAddresses());
        (GrpcAddress, WebAddress) = (new Uri(announcement.Grpc), new Uri(announcement.Web));
        Channel = GrpcChannel.ForAddress(GrpcAddress);
    }

    public Uri GrpcAddress { get; }

    public Uri WebAddress { get; }

    public GrpcChannel Channel { get; }

    public IServiceProvider Services => app.Services;

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    public ILedger Ledger => Services.GetRequiredService<ILedger>();

    public IRelayProgress Relay => Services.GetRequiredService<IRelayProgress>();

    public V1.RegistryService.RegistryServiceClient Registry => new(Channel);

    public V1.CalendarService.CalendarServiceClient Calendar => new(Channel);

    public V1.DirectiveService.DirectiveServiceClient Directives => new(Channel);

    public V1.DepartmentService.DepartmentServiceClient Departments => new(Channel);

    public V1.OfficerService.OfficerServiceClient Officers => new(Channel);

    public V1.ChargeService.ChargeServiceClient Charge => new(Channel);

    public V1.OversightService.OversightServiceClient Oversight => new(Channel);

    public V1.AnswerService.AnswerServiceClient Answers => new(Channel);

    public V1.VerificationService.VerificationServiceClient Verification => new(Channel);

    public V1.ReportService.ReportServiceClient Reports => new(Channel);

    public V1.TokenService.TokenServiceClient Tokens => new(Channel);

    /// <summary>What was logged as an error or worse, so far.</summary>
    public string Errors => errors.ToString();

    /// <summary>Where the gateway keeps what it makes beside the database.</summary>
    public string KeyPath => Path.Combine(folder, DevelopmentKey.FileName);

    /// <param name="time">The clock; the real one unless given.</param>
    /// <param name="settings">Configuration beyond the database, random ports and a key of its own.</param>
    /// <param name="configure">Changes anything else, before the product adds its own.</param>
    public static async Task<TestGateway> StartAsync(
        TestDatabase database, TimeProvider? time = null, IReadOnlyDictionary<string, string?>? settings = null, Action<WebApplicationBuilder>? configure = null)
    {
        var folder = Directory.CreateTempSubdirectory("directives-gateway-").FullName;
        var errors = new ErrorRecord();
        var app = GatewayApp.Build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(database.Settings);
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Gateway:GrpcPort"] = "0",
                ["Gateway:WebPort"] = "0",
                ["Auth:KeyPath"] = Path.Combine(folder, DevelopmentKey.FileName),
            });
            builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
            builder.Services.AddSingleton(new ProductClock(time ?? TimeProvider.System));
            builder.Logging.ClearProviders().AddProvider(errors);
            // A clock that jumps by days would end every lease.
            if (time is FakeTimeProvider)
            {
                builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Storage:Lease"] = "45.00:00:00" });
                TestSilo.LetTheClockStand(builder.Services);
            }

            configure?.Invoke(builder);
        });
        try
        {
            await app.StartAsync().InTime("the start of the gateway");
            return new TestGateway(app, errors, folder);
        }
        catch
        {
            await app.DisposeAsync();
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>Takes errors of these categories for what the test brought about.</summary>
    public TestGateway Expecting(params string[] categories)
    {
        errors.Expect(categories);
        return this;
    }

    /// <summary>Metadata with a token for a role.</summary>
    public Metadata AsRole(string role) => Bearing(role, new IssueDevelopmentTokenRequest { Role = role });

    /// <summary>Metadata with a token for a person who has a role.</summary>
    public Metadata AsRole(string role, string person) => Bearing($"{role}:{person}", new IssueDevelopmentTokenRequest { Role = role, Name = person });

    /// <summary>Metadata with a token for the person in a post.</summary>
    public Metadata As(string post) => Bearing(post, new IssueDevelopmentTokenRequest { Post = post });

    public Metadata AsPerson(string person) => Bearing(person, new IssueDevelopmentTokenRequest { Person = person });

    /// <summary>Metadata with a token for a department's own system.</summary>
    public Metadata AsSystemOf(string department) => Bearing($"department:{department}", new IssueDevelopmentTokenRequest { Department = department });

    public static Metadata With(string token) => new() { { "Authorization", $"Bearer {token}" } };

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
            Assert.Fail($"After {Patience} the relay is at {Relay.Position} and the ledger at {Ledger.Head}. Logged: {errors}");
        }
    }

    /// <summary>Imports two files as the CLI does and returns the result, or throws what the server answered.</summary>
    public async Task<ImportResult> ImportAsync(
        string departments, string posts, string operation = "op-import", bool dryRun = false, Metadata? headers = null, int chunk = ImportUpload.MaxChunkBytes) =>
        await ImportAsync(ByteString.CopyFromUtf8(departments), ByteString.CopyFromUtf8(posts), operation, dryRun, headers, chunk);

    public async Task<ImportResult> ImportAsync(
        ByteString departments, ByteString posts, string operation = "op-import", bool dryRun = false, Metadata? headers = null, int chunk = ImportUpload.MaxChunkBytes)
    {
        using var call = Registry.Import(headers ?? AsRole(Role.Admin));
        try
        {
            await call.RequestStream.WriteAsync(new ImportRequest { Header = new ImportHeader { OperationId = operation, DryRun = dryRun } });
            foreach (var (file, bytes) in ((RegistryFile, ByteString)[])[(RegistryFile.Departments, departments), (RegistryFile.Posts, posts)])
            {
                for (var from = 0; from < bytes.Length; from += chunk)
                {
                    var data = ByteString.CopyFrom(bytes.Span[from..Math.Min(from + chunk, bytes.Length)]);
                    await call.RequestStream.WriteAsync(new ImportRequest { Chunk = new ImportChunk { File = file, Data = data } });
                }
            }

            await call.RequestStream.CompleteAsync();
        }
        catch (Exception exception) when (exception is RpcException or IOException or InvalidOperationException)
        {
            // The server has answered already; what it answered is read below.
        }

        ImportResult? result = null;
        await foreach (var response in call.ResponseStream.ReadAllAsync())
            result = response.Result ?? result;
        return result ?? throw new InvalidOperationException("The import ended without a result.");
    }

    /// <summary>Calls and returns how the server refused.</summary>
    public static async Task<Refused> RefusedAsync(Func<Task> call)
    {
        var exception = await Assert.ThrowsAsync<RpcException>(call);
        var status = exception.GetRpcStatus();
        return new Refused(
            exception.StatusCode, exception.Status.Detail, status?.GetDetail<ErrorInfo>(),
            status?.GetDetail<BadRequest>()?.FieldViolations.Select(violation => (violation.Field, violation.Description)).ToArray() ?? []);
    }

    public static Task<Refused> RefusedAsync<T>(AsyncUnaryCall<T> call) => RefusedAsync(() => call.ResponseAsync);

    public Task StopAsync() => app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await app.StopAsync().InTime("the stop of the gateway");
        await app.DisposeAsync().AsTask().InTime("the end of the gateway");
        Directory.Delete(folder, recursive: true);
        errors.AssertNoneUnexpected();
    }

    private Metadata Bearing(string key, IssueDevelopmentTokenRequest request)
    {
        lock (tokens)
        {
            if (!tokens.TryGetValue(key, out var token))
                tokens[key] = token = Tokens.IssueDevelopmentToken(request).Token;
            return With(token);
        }
    }
}

/// <summary>How the server refused a call.</summary>
internal sealed record Refused(StatusCode Code, string Message, ErrorInfo? Info, (string Field, string Description)[] Violations)
{
    public string? Reason => Info?.Reason;
}

/// <summary>What was logged as an error or worse.</summary>
internal sealed class ErrorRecord : ILoggerProvider
{
    private readonly Lock gate = new();
    private readonly List<(string Category, string Text)> entries = [];
    private readonly HashSet<string> expected = new(StringComparer.Ordinal);

    public void Expect(IEnumerable<string> categories)
    {
        lock (gate)
            expected.UnionWith(categories);
    }

    public void AssertNoneUnexpected()
    {
        lock (gate)
        {
            var unexpected = entries.Where(entry => !expected.Contains(entry.Category)).ToList();
            Assert.True(unexpected.Count == 0, $"{unexpected.Count} unexpected errors were logged:\n{string.Join("\n", unexpected.Select(entry => entry.Text))}");
        }
    }

    public override string ToString()
    {
        lock (gate)
            return string.Join("\n", entries.Select(entry => entry.Text));
    }

    public ILogger CreateLogger(string categoryName) => new CategoryLogger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class CategoryLogger(ErrorRecord record, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;
            lock (record.gate)
                record.entries.Add((category, $"{logLevel} {category}[{eventId.Id}]: {formatter(state, exception)}\n{exception}"));
        }
    }
}
