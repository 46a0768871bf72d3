using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Directives.Tests.GrpcCompat;

public sealed class HealthTests
{
    [Theory]
    [InlineData("", ServingStatus.Serving)]
    [InlineData("well", ServingStatus.Serving)]
    [InlineData("ill", ServingStatus.NotServing)]
    public async Task Check_MappedService_HasTheStatusOfItsChecks(string service, ServingStatus expected)
    {
        await using var server = await ProbeServer.StartAsync();
        var client = new Health.HealthClient(server.Connect());
        Assert.Equal(expected, (await client.CheckAsync(new HealthCheckRequest { Service = service })).Status);
    }

    [Fact]
    public async Task Check_UnknownService_IsNotFound()
    {
        await using var server = await ProbeServer.StartAsync();
        var client = new Health.HealthClient(server.Connect());
        var error = await Assert.ThrowsAsync<RpcException>(() => client.CheckAsync(new HealthCheckRequest { Service = "?" }).ResponseAsync);
        Assert.Equal(StatusCode.NotFound, error.StatusCode);
    }

    [Fact]
    public async Task Watch_CheckThatFailsAndTheServerThatStops_AreTold()
    {
        var isWell = true;
        var server = await ProbeServer.StartAsync(addServices: services =>
        {
            services.AddHealthChecks().AddCheck("changing", () => Volatile.Read(ref isWell) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy());
            services.AddGrpcHealthChecks(options => options.Services.Map("changing", check => check.Name == "changing"));
            services.Configure<HealthCheckPublisherOptions>(options =>
            {
                options.Delay = TimeSpan.Zero;
                options.Period = TimeSpan.FromSeconds(1);
            });
        });
        using var call = new Health.HealthClient(server.Connect()).Watch(new HealthCheckRequest { Service = "changing" });
        Assert.Equal(ServingStatus.Serving, await NextAsync(call));
        Volatile.Write(ref isWell, false);
        Assert.Equal(ServingStatus.NotServing, await NextAsync(call));
        Volatile.Write(ref isWell, true);
        Assert.Equal(ServingStatus.Serving, await NextAsync(call));
        var last = NextAsync(call);
        var stopped = server.StopAsync();
        Assert.Equal(ServingStatus.NotServing, await last);
        Assert.False(await call.ResponseStream.MoveNext(default));
        await stopped;
        await server.DisposeAsync();
    }

    private static async Task<ServingStatus> NextAsync(AsyncServerStreamingCall<HealthCheckResponse> call)
    {
        Assert.True(await call.ResponseStream.MoveNext(default), "the watch ended");
        return call.ResponseStream.Current.Status;
    }
}
