using Directives.Cli;
using Directives.Gateway;
using Grpc.Core;

namespace Directives.Tests.Cli;

/// <summary>What the client makes of a call that came to nothing.</summary>
public sealed class RefusedCallTests
{
    [Theory]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.DeadlineExceeded)]
    [InlineData(StatusCode.Cancelled)]
    [InlineData(StatusCode.Internal)]
    [InlineData(StatusCode.Unknown)]
    public void Of_ConnectionBroke_IsUnanswered(StatusCode code) =>
        Assert.True(RefusedCall.Of(new RpcException(new Status(code, ""))).IsUnanswered);

    [Theory]
    [InlineData(StatusCode.Cancelled)]
    [InlineData(StatusCode.Internal)]
    [InlineData(StatusCode.FailedPrecondition)]
    public void Of_ServerSaidWhy_IsAnAnswer(StatusCode code)
    {
        var call = RefusedCall.Of(Errors.Create(code, "BECAUSE", "It is so."));

        Assert.Equal((false, "BECAUSE", "It is so."), (call.IsUnanswered, call.Reason, call.Message));
    }
}
