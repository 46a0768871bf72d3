using System.Text;
using Directives.Gateway;
using Directives.Grains;
using Directives.Tests.Support;
using Directives.V1;
using Google.Protobuf;
using Grpc.Core;
using static Directives.Tests.Gateway.ImportRequests;
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

        var second = await AfterTheFirstAsync(() => gateway.ImportAsync(Departments, Posts, "second"));

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
        await gateway.Ledger.WaitAsync(new LedgerPosition(1, 0), CancellationToken.None).InTime("the first fact");
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
            await gateway.Ledger.WaitAsync(new LedgerPosition(1, 0), CancellationToken.None).InTime("the first fact");
        }

        var result = await AfterTheFirstAsync(() =>
        {
            var repeated = gateway.ImportAsync(Departments, Posts, "import");
            hold.TrySetResult();
            return repeated;
        });

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

    /// <summary>Imports as soon as the server has noticed that the first caller has gone.</summary>
    private static async Task<ImportResult> AfterTheFirstAsync(Func<Task<ImportResult>> import)
    {
        ImportResult? result = null;
        RpcException? refused = null;
        await Waits.UntilAsync(
            async () =>
            {
                try
                {
                    result = await import();
                    return true;
                }
                catch (RpcException exception) when (exception.StatusCode is StatusCode.FailedPrecondition)
                {
                    refused = exception;
                    return false;
                }
            },
            () => $"the next import was to be taken: {refused?.Status}");
        return result!;
    }
}
