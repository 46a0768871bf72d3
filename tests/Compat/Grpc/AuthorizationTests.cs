using Directives.Tests.GrpcCompat.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace Directives.Tests.GrpcCompat;

/// <summary>ASP.NET Core's authorization applies to gRPC methods by attributes on the service and its methods.</summary>
public sealed class AuthorizationTests : IAsyncLifetime
{
    private ProbeServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await ProbeServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData(null, StatusCode.Unauthenticated)]
    [InlineData("stranger", StatusCode.PermissionDenied)]
    [InlineData("guest", StatusCode.OK)]
    public async Task Enter_ByRole_HasStatus(string? role, StatusCode expected)
    {
        var headers = new Metadata();
        if (role is not null)
            headers.Add("authorization", $"Probe {role}");
        Assert.Equal(expected, await StatusOf(new Guarded.GuardedClient(_server.Connect()).EnterAsync(new Ask(), headers)));
    }

    [Fact]
    public async Task Open_WithoutRole_IsAllowedByItsOwnAttribute() =>
        Assert.Equal(StatusCode.OK, await StatusOf(new Guarded.GuardedClient(_server.Connect()).OpenAsync(new Ask())));

    [Fact]
    public async Task Enter_ByCredentialsOfInsecureChannelThatMaySendThem_IsLetIn()
    {
        var credentials = CallCredentials.FromInterceptor((context, metadata) =>
        {
            Assert.EndsWith("/compat.probe.v1.Guarded", context.ServiceUrl, StringComparison.Ordinal);
            metadata.Add("authorization", "Probe guest");
            return Task.CompletedTask;
        });
        var channel = _server.Connect(options =>
        {
            options.Credentials = ChannelCredentials.Create(ChannelCredentials.Insecure, credentials);
            options.UnsafeUseInsecureChannelCallCredentials = true;
        });
        Assert.Equal(StatusCode.OK, await StatusOf(new Guarded.GuardedClient(channel).EnterAsync(new Ask())));
    }

    [Fact]
    public async Task Enter_ByCredentialsOfCallOnInsecureChannel_SendsNone()
    {
        var credentials = CallCredentials.FromInterceptor((_, _) => throw new InvalidOperationException("asked for a token"));
        var client = new Guarded.GuardedClient(_server.Connect());
        Assert.Equal(StatusCode.Unauthenticated, await StatusOf(client.EnterAsync(new Ask(), new CallOptions(credentials: credentials))));
    }

    [Fact]
    public void ForAddress_CallCredentialsOnInsecureChannel_AreRefused()
    {
        var credentials = ChannelCredentials.Create(ChannelCredentials.Insecure, CallCredentials.FromInterceptor((_, _) => Task.CompletedTask));
        Assert.Throws<InvalidOperationException>(() => _server.Connect(options => options.Credentials = credentials));
    }

    [Fact]
    public async Task Enter_ByCredentialsOfCallThatFail_FailsWithTheirStatus()
    {
        var credentials = CallCredentials.FromInterceptor((_, _) => throw new RpcException(new Status(StatusCode.Unavailable, "no token")));
        var client = new Guarded.GuardedClient(_server.Connect(options => options.UnsafeUseInsecureChannelCallCredentials = true));
        Assert.Equal(StatusCode.Unavailable, await StatusOf(client.EnterAsync(new Ask(), new CallOptions(credentials: credentials))));
    }

    [Fact]
    public void ForAddress_CredentialsThatContradictTheScheme_AreRefused() =>
        Assert.Throws<InvalidOperationException>(() => GrpcChannel.ForAddress("http://127.0.0.1:1", new GrpcChannelOptions { Credentials = ChannelCredentials.SecureSsl }));

    private static async Task<StatusCode> StatusOf(AsyncUnaryCall<Answer> call)
    {
        try
        {
            await call;
        }
        catch (RpcException ex)
        {
            Assert.Equal(ex.StatusCode, call.GetStatus().StatusCode);
        }
        return call.GetStatus().StatusCode;
    }
}
