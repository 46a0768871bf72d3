using Directives.Gateway;
using Directives.Tests.Support;

namespace Directives.Tests.Gateway;

/// <summary>What a client that others wrote is told: refusals with their own statuses, and answers.</summary>
public sealed class ForeignClientTests(SqliteGateway fixture) : IClassFixture<SqliteGateway>
{
    [Fact]
    public async Task PythonGrpcio_EachCase_IsToldTheRightStatus()
    {
        var address = $"{fixture.Gateway.GrpcAddress.Host}:{fixture.Gateway.GrpcAddress.Port}";
        var token = fixture.Gateway.AsRole(Role.Oversight).GetValue("authorization")!;
        using var client = ForeignProgram.PythonIn("Gateway", "access.py", address, token, SmallProvince.Number);

        var results = await client.RunCasesAsync();

        Assert.Equal(["answer", "no_token", "refused_token", "role_denied", "stream_denied", "watch", "wrong_field"], results.Keys.Order());
        Assert.All(results, result => Assert.True(result.Value is null, $"{result.Key}: {result.Value}"));
    }
}
