using Directives.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;

namespace Directives.Tests.Gateway;

/// <summary>Every method of the API, from the descriptors, so that a new one is in the tests from its first day.</summary>
internal static class ApiMethods
{
    public static readonly IReadOnlyList<MethodDescriptor> All =
    [
        .. new[]
        {
            RegistryReflection.Descriptor, CalendarReflection.Descriptor, DirectiveReflection.Descriptor, DepartmentReflection.Descriptor,
            OfficerReflection.Descriptor, OversightReflection.Descriptor, AnswerReflection.Descriptor,
            VerificationReflection.Descriptor, ReportReflection.Descriptor, TokenReflection.Descriptor,
        }.SelectMany(file => file.Services).SelectMany(service => service.Methods),
    ];

    /// <summary>As Access knows it: <c>/directives.v1.RegistryService/Import</c>.</summary>
    public static string PathOf(MethodDescriptor method) => $"/{method.Service.FullName}/{method.Name}";

    /// <summary>Calls a method with one request and returns the status; OK once the first answer is there.</summary>
    public static async Task<Status> CallAsync(ChannelBase channel, MethodDescriptor method, IMessage request, Metadata headers)
    {
        var type = (method.IsClientStreaming, method.IsServerStreaming) switch
        {
            (false, false) => MethodType.Unary,
            (false, true) => MethodType.ServerStreaming,
            (true, false) => MethodType.ClientStreaming,
            (true, true) => MethodType.DuplexStreaming,
        };
        var bytes = Marshallers.Create(message => message, message => message);
        var invoker = channel.CreateCallInvoker();
        var raw = new Method<byte[], byte[]>(type, method.Service.FullName, method.Name, bytes, bytes);
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var options = new CallOptions(headers, cancellationToken: end.Token);
        try
        {
            switch (type)
            {
                case MethodType.Unary:
                    await invoker.AsyncUnaryCall(raw, null, options, request.ToByteArray());
                    break;
                case MethodType.ServerStreaming:
                    using (var call = invoker.AsyncServerStreamingCall(raw, null, options, request.ToByteArray()))
                        await call.ResponseStream.MoveNext(end.Token);
                    break;
                default:
                    using (var call = invoker.AsyncDuplexStreamingCall(raw, null, options))
                        await AllAnswersAsync(call, request, end.Token);
                    break;
            }

            return Status.DefaultSuccess;
        }
        catch (RpcException exception)
        {
            return exception.Status;
        }
    }

    private static async Task AllAnswersAsync(AsyncDuplexStreamingCall<byte[], byte[]> call, IMessage request, CancellationToken end)
    {
        try
        {
            await call.RequestStream.WriteAsync(request.ToByteArray(), end);
            await call.RequestStream.CompleteAsync();
        }
        catch (Exception exception) when (exception is RpcException or IOException or InvalidOperationException)
        {
            // Refused before the request was read; the status is in the answer.
        }

        while (await call.ResponseStream.MoveNext(end))
        {
        }
    }
}
