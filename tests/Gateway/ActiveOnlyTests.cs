using System.Net;
using Directives.Gateway;
using Directives.Silo.Storage;
using Directives.Tests.Support;
using Directives.V1;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.DependencyInjection;

namespace Directives.Tests.Gateway;

/// <summary>A process that may not be the active one answers nothing but how it is.</summary>
public sealed class ActiveOnlyTests
{
    [Fact]
    public async Task Call_LeaseNotHeld_IsRefusedUntilItIsHeldAgain()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = await TestGateway.StartAsync(database);
        gateway.Expecting("Microsoft.Extensions.Diagnostics.HealthChecks.DefaultHealthCheckService");
        var reader = gateway.AsRole(Role.Oversight);
        using var web = new HttpClient { BaseAddress = gateway.WebAddress };
        var lease = gateway.Services.GetRequiredService<ChainLease>();

        lease.Release();

        var refused = await TestGateway.RefusedAsync(gateway.Registry.GetRegistryAsync(new GetRegistryRequest(), reader));
        Assert.Equal((StatusCode.Unavailable, "NOT_ACTIVE"), (refused.Code, refused.Reason));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await web.GetAsync(new Uri("/", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await web.GetAsync(new Uri("/health", UriKind.Relative))).StatusCode);
        Assert.Equal(
            HealthCheckResponse.Types.ServingStatus.NotServing,
            (await new Health.HealthClient(gateway.Channel).CheckAsync(new HealthCheckRequest())).Status);

        lease.Renew(TimeProvider.System.GetTimestamp());

        await gateway.Registry.GetRegistryAsync(new GetRegistryRequest(), reader);
        Assert.Equal("Healthy", await web.GetStringAsync(new Uri("/health", UriKind.Relative)));
    }
}
