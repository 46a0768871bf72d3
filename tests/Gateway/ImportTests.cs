using System.Text;
using Directives.Gateway;
using Directives.Grains;
using Directives.Tests.Support;
using Directives.V1;
using Google.Protobuf;
using Grpc.Core;
using static Directives.Tests.Gateway.SmallProvince;

namespace Directives.Tests.Gateway;

/// <summary>Imports: all or nothing, repeatable, one at a time.</summary>
public sealed class ImportTests
{
    [Theory]
    [MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Import_OfAnotherOrganogram_ReplacesTheOneInForce(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using var gateway = await TestGateway.StartAsync(database);
        await gateway.ImportAsync(Departments, Posts, "first");

        var second = await gateway.ImportAsync(
            WithRow(Departments, 8, "records,law,section,Records,ریکارڈ,records/keeper"),
            WithRow(Posts, 13, "records/keeper,records,Keeper of Records,محافظ ریکارڈ,17,keeper,ex-cadre,p-10,Omar Farooq,عمر فاروق,regular"), "second");

        Assert.Equal((2L, 7, 12, false), (second.Version, second.Departments, second.Posts, second.Unchanged));
        var headers = gateway.AsRole(Role.Oversight);
        var law = await gateway.Registry.GetDepartmentAsync(new GetDepartmentRequest { Department = "law" }, headers);
        Assert.Equal(("records", 2, 3), (Assert.Single(law.Children).Id, law.Summary.Departments, law.Summary.Posts));
        var gone = await TestGateway.RefusedAsync(gateway.Registry.GetDepartmentAsync(new GetDepartmentRequest { Department = "archives" }, headers));
        Assert.Equal(StatusCode.NotFound, gone.Code);
        var registry = await gateway.Registry.GetRegistryAsync(new GetRegistryRequest(), headers);
        Assert.Equal((2L, "punjab", 7, 12, 2), (registry.Version, registry.Root, registry.Departments, registry.Posts, registry.Vacant));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.Providers), MemberType = typeof(TestDatabase))]
    public async Task Import_Repeated_ChangesNothing(string provider)
    {
        using var database = TestDatabase.Create(provider);
        await using var gateway = await TestGateway.StartAsync(database);
        var first = await gateway.ImportAsync(Departments, Posts, "first");
        var facts = gateway.Ledger.Head;

        var same = await gateway.ImportAsync(Departments, Posts, "first");
        var anew = await gateway.ImportAsync(Departments, Posts, "second");
        var reused = await TestGateway.RefusedAsync(() => gateway.ImportAsync(WithField(Departments, 4, "name_en", "Rules"), Posts, "first"));

        Assert.Equal(first, same);
        Assert.Equal((1L, true), (anew.Version, anew.Unchanged));
        Assert.Equal((StatusCode.InvalidArgument, "OPERATION_ID_REUSED", "operation_id"), (reused.Code, reused.Reason, reused.Violations.Single().Field));
        Assert.Equal(facts, gateway.Ledger.Head);
    }

    [Fact]
    public async Task Import_WithAMistake_LeavesEverythingAsItWas()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = await TestGateway.StartAsync(database);
        await gateway.ImportAsync(Departments, Posts, "first");
        var facts = gateway.Ledger.Head;

        var refused = await TestGateway.RefusedAsync(() => gateway.ImportAsync(
            WithField(Departments, 4, "name_en", "Rules"), WithField(Posts, 12, "bps", "0"), "second"));

        Assert.Equal(StatusCode.InvalidArgument, refused.Code);
        Assert.Equal(facts, gateway.Ledger.Head);
        var section = await gateway.Registry.GetDepartmentAsync(new GetDepartmentRequest { Department = "sgad-regulations" }, gateway.AsRole(Role.Admin));
        Assert.Equal("Regulations Section", section.Summary.Name.En);
    }

    [Fact]
    public async Task Import_AsADryRun_WritesNothing()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = await TestGateway.StartAsync(database);

        var tried = await gateway.ImportAsync(Departments, Posts, dryRun: true);

        Assert.Equal((0L, 7, 12, 2, 1), (tried.Version, tried.Departments, tried.Posts, tried.Vacant, tried.WithAdditionalCharge));
        Assert.Equal(0, gateway.Ledger.Head.Number);
        Assert.Equal(0, (await gateway.Registry.GetRegistryAsync(new GetRegistryRequest(), gateway.AsRole(Role.Admin))).Departments);
    }

    [Fact]
    public async Task Import_WhileAnotherIsRead_IsRefused()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = await TestGateway.StartAsync(database);
        using var first = gateway.Registry.Import(gateway.AsRole(Role.Admin));
        await first.RequestStream.WriteAsync(new ImportRequest { Header = new ImportHeader { OperationId = "first" } });
        Assert.True(await first.ResponseStream.MoveNext(CancellationToken.None));

        var second = await TestGateway.RefusedAsync(() => gateway.ImportAsync(Departments, Posts, "second"));

        Assert.Equal((StatusCode.FailedPrecondition, "IMPORT_UNDER_WAY"), (second.Code, second.Reason));
    }

    [Fact]
    public async Task Import_GivenUpInTheMiddle_LeavesRoomForTheNext()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = await TestGateway.StartAsync(database);
        using (var first = gateway.Registry.Import(gateway.AsRole(Role.Admin)))
        {
            await first.RequestStream.WriteAsync(new ImportRequest { Header = new ImportHeader { OperationId = "first" } });
            await first.RequestStream.WriteAsync(Chunk(RegistryFile.Departments, Departments));
            Assert.True(await first.ResponseStream.MoveNext(CancellationToken.None));
        }

        ImportResult? second = null;
        while (second is null)
        {
            try
            {
                second = await gateway.ImportAsync(Departments, Posts, "second");
            }
            catch (RpcException exception) when (exception.StatusCode is StatusCode.FailedPrecondition)
            {
                // The server has not noticed yet that the first caller has gone.
            }
        }

        Assert.Equal(1, second.Version);
    }

    [Fact]
    public async Task Import_WhileTheOneBeforeIsEstablished_IsRefused()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        var hold = new TaskCompletionSource();
        await using var gateway = await TestGateway.StartAsync(database, configure: builder => GrainFaults.Add(
            builder, call => call.MethodName == nameof(IDepartmentGrain.Establish) ? hold.Task : Task.CompletedTask));
        var first = gateway.ImportAsync(Departments, Posts, "first");
        await gateway.Ledger.WaitAsync(new LedgerPosition(1, 0), CancellationToken.None);
        var issue = await TestGateway.RefusedAsync(gateway.Directives.IssueAsync(
            new IssueRequest { OperationId = "issue", Draft = Draft() }, gateway.AsRole(Role.Issuer)));
        var begin = await Assert.ThrowsAsync<RefusedException>(() => gateway.Grains.GetGrain<IRegistryGrain>(IRegistryGrain.Key)
            .Begin("second", "digest", CancellationToken.None));
        hold.SetResult();

        Assert.Equal((StatusCode.FailedPrecondition, "IMPORT_UNDER_WAY"), (issue.Code, issue.Reason));
        Assert.Equal("IMPORT_UNDER_WAY", begin.Reason);
        Assert.Equal(1, (await first).Version);
    }

    [Fact]
    public async Task Import_RepeatedAfterItsCallerLeft_EndsAsItWouldHave()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        var hold = new TaskCompletionSource();
        await using var gateway = await TestGateway.StartAsync(database, configure: builder => GrainFaults.Add(
            builder, call => call.MethodName == nameof(IDepartmentGrain.Establish) ? hold.Task : Task.CompletedTask));
        var admin = gateway.AsRole(Role.Admin);
        using (var left = gateway.Registry.Import(admin))
        {
            await left.RequestStream.WriteAsync(Header("import"));
            await left.RequestStream.WriteAsync(Chunk(RegistryFile.Departments, Departments));
            await left.RequestStream.WriteAsync(Chunk(RegistryFile.Posts, Posts));
            await left.RequestStream.CompleteAsync();
            await gateway.Ledger.WaitAsync(new LedgerPosition(1, 0), CancellationToken.None);
        }

        ImportResult? result = null;
        while (result is null)
        {
            try
            {
                var repeated = gateway.ImportAsync(Departments, Posts, "import");
                hold.TrySetResult();
                result = await repeated;
            }
            catch (RpcException exception) when (exception.StatusCode is StatusCode.FailedPrecondition)
            {
                // The server has not noticed yet that the first caller has gone.
            }
        }

        Assert.Equal((1L, 7, 12, false), (result.Version, result.Departments, result.Posts, result.Unchanged));
        Assert.Equal(7, (await gateway.Registry.GetRegistryAsync(new GetRegistryRequest(), admin)).Departments);
    }

    [Fact]
    public async Task Import_ThatAbolishesADepartment_EndsWhatItsOfficersMay()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = await TestGateway.StartAsync(database);
        await gateway.ImportAsync(Departments, Posts, "first");
        var keeper = gateway.As("archives/keeper");
        var commissioner = gateway.As("lahore-division/commissioner");
        await gateway.Officers.ListInboxAsync(new ListOfficerInboxRequest { Post = "archives/keeper" }, keeper);
        await gateway.ImportAsync(
            string.Join('\n', Departments.Split('\n').Where(row => !row.StartsWith("archives", StringComparison.Ordinal))),
            WithField(string.Join('\n', Posts.Split('\n').Where(row => !row.StartsWith("archives", StringComparison.Ordinal))), 9, "incumbent_id", "p-77"),
            "second");

        var abolished = await TestGateway.RefusedAsync(gateway.Officers.ListInboxAsync(new ListOfficerInboxRequest { Post = "archives/keeper" }, keeper));
        var relieved = await TestGateway.RefusedAsync(gateway.Departments.ListInboxAsync(new ListDepartmentInboxRequest { Department = "kasur" }, commissioner));
        await gateway.Departments.ListInboxAsync(new ListDepartmentInboxRequest { Department = "kasur" }, gateway.AsPerson("p-77"));

        Assert.Equal((StatusCode.PermissionDenied, StatusCode.PermissionDenied), (abolished.Code, relieved.Code));
    }

    [Fact]
    public async Task Import_InTinyAndMixedChunks_ReadsTheSame()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = await TestGateway.StartAsync(database);
        using var call = gateway.Registry.Import(gateway.AsRole(Role.Admin));
        await call.RequestStream.WriteAsync(new ImportRequest { Header = new ImportHeader { OperationId = "mixed" } });
        var (departments, posts) = (Encoding.UTF8.GetBytes(Departments), Encoding.UTF8.GetBytes(Posts));
        for (var from = 0; from < posts.Length; from += 7)
        {
            await call.RequestStream.WriteAsync(Chunk(RegistryFile.Posts, posts.AsSpan()[from..Math.Min(from + 7, posts.Length)]));
            if (from < departments.Length)
                await call.RequestStream.WriteAsync(Chunk(RegistryFile.Departments, departments.AsSpan()[from..Math.Min(from + 7, departments.Length)]));
        }

        await call.RequestStream.CompleteAsync();
        var phases = new List<V1.ImportProgress.Types.Phase>();
        ImportResult? result = null;
        await foreach (var response in call.ResponseStream.ReadAllAsync())
        {
            Assert.Null(result);
            result = response.Result;
            if (response.Progress is not null)
                phases.Add(response.Progress.Phase);
        }

        Assert.Equal((7, 12), (result!.Departments, result.Posts));
        Assert.Equal(
            [V1.ImportProgress.Types.Phase.Reading, V1.ImportProgress.Types.Phase.Validating, V1.ImportProgress.Types.Phase.Storing, V1.ImportProgress.Types.Phase.Establishing],
            phases.Distinct());
        Assert.Equal(phases.Order(), phases);
        var kasur = await gateway.Registry.ListPostsAsync(new ListPostsRequest { Department = "kasur" }, gateway.AsRole(Role.Admin));
        Assert.Equal("ڈپٹی کمشنر", kasur.Posts[0].Designation.Ur);
    }

    [Theory]
    [InlineData("\uFEFF", "\n", "a byte order mark")]
    [InlineData("", "\r\n", "line ends of Windows")]
    [InlineData("", "\n\n", "empty lines")]
    public async Task Import_AsSpreadsheetsSaveIt_IsRead(string start, string end, string what)
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = await TestGateway.StartAsync(database);

        var result = await gateway.ImportAsync(
            start + Departments.Replace("\n", end, StringComparison.Ordinal), start + Posts.Replace("\n", end, StringComparison.Ordinal));

        Assert.True((result.Departments, result.Posts) == (7, 12), $"with {what}: {result}");
    }

    [Fact]
    public async Task Import_WithColumnsInAnotherOrder_ReadsTheSame()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = await TestGateway.StartAsync(database);
        const string swapped =
            """
            head_post,id,name_ur,parent,kind,name_en
            punjab/chief-secretary,punjab,حکومت پنجاب,,government,Government of the Punjab

            """;

        await gateway.ImportAsync(swapped, WithRow(Posts, 2, Posts.Split('\n')[1])[..Posts.IndexOf("sgad/secretary", StringComparison.Ordinal)]);

        var root = await gateway.Registry.GetDepartmentAsync(new GetDepartmentRequest { Department = "punjab" }, gateway.AsRole(Role.Admin));
        Assert.Equal(("Government of the Punjab", "حکومت پنجاب", "punjab/chief-secretary"), (root.Summary.Name.En, root.Summary.Name.Ur, root.HeadPost));
    }

    public static TheoryData<string, ImportRequest[], string> WrongStreams => new()
    {
        { "nothing", [], "header" },
        { "no header", [Chunk(RegistryFile.Departments, Departments)], "header" },
        { "no operation id", [new ImportRequest { Header = new ImportHeader() }], "operation_id" },
        { "two headers", [Header("a"), Header("a")], "chunk" },
        { "a chunk of no file", [Header("a"), new ImportRequest { Chunk = new ImportChunk { Data = ByteString.CopyFromUtf8("id") } }], "chunk.file" },
        { "a large chunk", [Header("a"), new ImportRequest { Chunk = new ImportChunk { File = RegistryFile.Posts, Data = ByteString.CopyFrom(new byte[ImportUpload.MaxChunkBytes + 1]) } }], "chunk.data" },
    };

    [Theory]
    [MemberData(nameof(WrongStreams), DisableDiscoveryEnumeration = true)]
    public async Task Import_WithAWrongStream_IsRefused(string what, ImportRequest[] requests, string field)
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = await TestGateway.StartAsync(database);
        using var call = gateway.Registry.Import(gateway.AsRole(Role.Admin));
        foreach (var request in requests)
            await call.RequestStream.WriteAsync(request);
        await call.RequestStream.CompleteAsync();

        var refused = await TestGateway.RefusedAsync(async () => await call.ResponseStream.ReadAllAsync().ToListAsync());

        Assert.True(refused.Code == StatusCode.InvalidArgument && refused.Violations.Any(violation => violation.Field == field), $"{what}: {refused}");
    }

    [Fact]
    public async Task Import_OfASilentCaller_IsGivenUp()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(55));
        await using var gateway = await TestGateway.StartAsync(database, clock);
        using var call = gateway.Registry.Import(gateway.AsRole(Role.Admin));
        var timers = clock.PendingTimers;
        await call.RequestStream.WriteAsync(Header("silent"));
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        await clock.WaitForTimersAsync(timers + 1);
        clock.Advance(TimeSpan.FromSeconds(61));

        var refused = await TestGateway.RefusedAsync(async () => await call.ResponseStream.ReadAllAsync().ToListAsync());

        Assert.Equal((StatusCode.FailedPrecondition, "IMPORT_SILENT"), (refused.Code, refused.Reason));
    }

    private static ImportRequest Header(string operation) => new() { Header = new ImportHeader { OperationId = operation } };

    private static ImportRequest Chunk(RegistryFile file, string text) => Chunk(file, Encoding.UTF8.GetBytes(text));

    private static ImportRequest Chunk(RegistryFile file, ReadOnlySpan<byte> bytes) =>
        new() { Chunk = new ImportChunk { File = file, Data = ByteString.CopyFrom(bytes) } };
}
