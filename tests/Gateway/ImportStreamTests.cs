using System.Text;
using Directives.Gateway;
using Directives.Tests.Support;
using Directives.V1;
using Google.Protobuf;
using Grpc.Core;
using static Directives.Tests.Gateway.ImportRequests;
using static Directives.Tests.Gateway.SmallProvince;

namespace Directives.Tests.Gateway;

/// <summary>Imports as they come: in pieces, as spreadsheets save them, wrong, or not to the end.</summary>
public sealed class ImportStreamTests
{
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
        await call.RequestStream.WriteAsync(Header("silent"));
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        var refusing = TestGateway.RefusedAsync(async () => await call.ResponseStream.ReadAllAsync().ToListAsync());
        await Waits.UntilAsync(
            () =>
            {
                // The server may begin to wait only after the clock was moved.
                clock.Advance(TimeSpan.FromSeconds(61));
                return refusing.IsCompleted;
            },
            () => "the silent caller was to be given up");
        var refused = await refusing;

        Assert.Equal((StatusCode.FailedPrecondition, "IMPORT_SILENT"), (refused.Code, refused.Reason));
    }
}
