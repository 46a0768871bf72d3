using Directives.Tests.Support;
using Directives.Tests.GrpcCompat.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace Directives.Tests.GrpcCompat;

/// <summary>The .NET client against a server on grpc-js.</summary>
public sealed class GrpcJsServerTests(GrpcJsServerTests.Running running) : ClientTests, IClassFixture<GrpcJsServerTests.Running>
{
    private protected override Probe.ProbeClient Client(Action<GrpcChannelOptions>? configure = null) => running.Client(configure);

    [Fact]
    public async Task Unary_UnexpectedException_IsUnknown() =>
        await AssertFails(StatusCode.Unknown, () => Client().UnaryAsync(new Ask { Throw = true, Detail = "thrown" }).ResponseAsync);

    public sealed class Running : IAsyncLifetime
    {
        private readonly List<GrpcChannel> _channels = [];
        private ForeignProgram _server = null!;
        private Uri _address = null!;

        public async ValueTask InitializeAsync()
        {
            _server = ForeignProgram.Node("server.mjs");
            var greeting = await _server.ReadAsync();
            _address = new Uri($"http://127.0.0.1:{greeting?.GetProperty("port").GetInt32()}");
        }

        public ValueTask DisposeAsync()
        {
            foreach (var channel in _channels)
                channel.Dispose();
            _server.Dispose();
            return ValueTask.CompletedTask;
        }

        internal Probe.ProbeClient Client(Action<GrpcChannelOptions>? configure)
        {
            var options = new GrpcChannelOptions();
            configure?.Invoke(options);
            var channel = GrpcChannel.ForAddress(_address, options);
            lock (_channels)
                _channels.Add(channel);
            return new Probe.ProbeClient(channel);
        }
    }
}
