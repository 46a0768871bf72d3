using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>The gRPC call of an HTTP request, among its features.</summary>
public interface IServerCallContextFeature
{
    ServerCallContext ServerCallContext { get; }
}
