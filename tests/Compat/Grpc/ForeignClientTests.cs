using Directives.Tests.Support;
using Directives.Tests.GrpcCompat.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Rpc;
using Grpc.Health.V1;
using Grpc.Reflection.V1Alpha;
using ReflectionV1 = Grpc.Reflection.V1;

namespace Directives.Tests.GrpcCompat;

/// <summary>Clients that were written by others against the .NET server: each run makes all its calls, each test looks at one.</summary>
public sealed class ForeignClientTests(ForeignClientTests.Runs runs) : IClassFixture<ForeignClientTests.Runs>
{
    private static readonly string[] Common =
    [
        "unary", "unary_empty", "unary_large", "unary_over_server_limit", "unary_over_client_limit",
        "gather", "gather_large", "gather_refused_halfway",
        "scatter", "scatter_none", "scatter_error_after_messages", "scatter_slow_reader",
        "converse", "converse_large",
        "cancel_unary", "cancel_scatter", "cancel_converse",
        "deadline_unary", "deadline_scatter", "deadline_expired_before", "deadline_seen_by_server",
        "error_status", "error_rich", "error_exception",
        "metadata", "gzip",
        "unimplemented_method", "unimplemented_service",
        "unauthenticated", "permission_denied", "authorized",
        "concurrent_unary", "concurrent_streams",
    ];

    public static TheoryData<string> NodeCases => [.. Common];

    public static TheoryData<string> PythonCases =>
        [.. Common, "deflate", "health_check", "health_watch", "reflection_v1alpha", "reflection_v1"];

    [Theory]
    [MemberData(nameof(NodeCases))]
    public void GrpcJs_Case_Succeeds(string name) => AssertPassed(runs.Node, name);

    [Theory]
    [MemberData(nameof(PythonCases))]
    public void PythonGrpcio_Case_Succeeds(string name) => AssertPassed(runs.Python, name);

    [Fact]
    public void GrpcJs_Run_HasNoOtherCaseAndEndsWell() => Assert.Equal(Common.Order(), runs.Node.Keys.Order());

    [Fact]
    public void PythonGrpcio_Run_HasNoOtherCaseAndEndsWell() =>
        Assert.Equal(PythonCases.Select(row => row.Data).Order(), runs.Python.Keys.Order());

    private static void AssertPassed(IReadOnlyDictionary<string, string?> run, string name)
    {
        Assert.True(run.TryGetValue(name, out var error), $"the client did not run this case; {run.GetValueOrDefault("(end)")}");
        Assert.True(error is null, error);
    }

    /// <summary>One run of each client against the same servers.</summary>
    public sealed class Runs : IAsyncLifetime
    {
        internal IReadOnlyDictionary<string, string?> Node { get; private set; } = null!;

        internal IReadOnlyDictionary<string, string?> Python { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            await using var plain = await ProbeServer.StartAsync(options => options.MaxReceiveMessageSize = ProbeServer.RaisedLimit);
            await using var gzip = await ProbeServer.StartAsync(options =>
            {
                options.MaxReceiveMessageSize = ProbeServer.RaisedLimit;
                options.ResponseCompressionAlgorithm = "gzip";
            });
            var descriptors = Path.GetTempFileName();
            try
            {
                await File.WriteAllBytesAsync(descriptors, Descriptors().ToByteArray());
                using (var node = ForeignProgram.Node("client.mjs", plain.Address.Authority, gzip.Address.Authority))
                    Node = await node.RunCasesAsync();
                using (var python = ForeignProgram.Python("client.py", plain.Address.Authority, gzip.Address.Authority, descriptors))
                    Python = await python.RunCasesAsync();
            }
            finally
            {
                File.Delete(descriptors);
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        /// <summary>What a client without generated code needs, each file after those that it imports.</summary>
        private static FileDescriptorSet Descriptors()
        {
            var set = new FileDescriptorSet();
            foreach (var file in new[] { ProbeReflection.Descriptor, StatusReflection.Descriptor, ErrorDetailsReflection.Descriptor, HealthReflection.Descriptor, ReflectionReflection.Descriptor, ReflectionV1.ReflectionReflection.Descriptor })
                Add(set, file);
            return set;
        }

        private static void Add(FileDescriptorSet set, FileDescriptor file)
        {
            foreach (var dependency in file.Dependencies)
                Add(set, dependency);
            if (!set.File.Any(known => known.Name == file.Name))
                set.File.Add(FileDescriptorProto.Parser.ParseFrom(file.SerializedData));
        }
    }
}
