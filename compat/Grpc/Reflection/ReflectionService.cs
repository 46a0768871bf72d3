using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;

namespace Grpc.Reflection;

/// <summary>The standard reflection service, which tells clients without the .proto files what is here.</summary>
internal sealed class ReflectionService(DescriptorIndex index) : ServerReflection.ServerReflectionBase
{
    public override async Task ServerReflectionInfo(IAsyncStreamReader<ServerReflectionRequest> requestStream, IServerStreamWriter<ServerReflectionResponse> responseStream, ServerCallContext context)
    {
        await foreach (var request in requestStream.ReadAllAsync())
            await responseStream.WriteAsync(Answer(index, request));
    }

    internal static ServerReflectionResponse Answer(DescriptorIndex index, ServerReflectionRequest request)
    {
        var response = new ServerReflectionResponse { ValidHost = request.Host, OriginalRequest = request };
        switch (request.MessageRequestCase)
        {
            case ServerReflectionRequest.MessageRequestOneofCase.ListServices:
                response.ListServicesResponse = new ListServiceResponse();
                foreach (var name in index.Services)
                    response.ListServicesResponse.Service.Add(new ServiceResponse { Name = name });
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileByFilename:
                SetFiles(response, index.FileNamed(request.FileByFilename), "File not found.");
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol:
                SetFiles(response, index.FileOf(request.FileContainingSymbol), "Symbol not found.");
                break;
            default:
                response.ErrorResponse = Error(StatusCode.Unimplemented, "Request type not supported by the reflection service.");
                break;
        }
        return response;
    }

    private static void SetFiles(ServerReflectionResponse response, FileDescriptor? file, string missing)
    {
        if (file is null)
        {
            response.ErrorResponse = Error(StatusCode.NotFound, missing);
            return;
        }
        response.FileDescriptorResponse = new FileDescriptorResponse();
        foreach (var described in DescriptorIndex.WithDependencies(file))
            response.FileDescriptorResponse.FileDescriptorProto.Add(described.SerializedData);
    }

    private static ErrorResponse Error(StatusCode code, string message) => new() { ErrorCode = (int)code, ErrorMessage = message };
}

/// <summary>The same under the name that older clients ask for; its messages are the same on the wire.</summary>
internal sealed class ReflectionV1AlphaService(DescriptorIndex index) : V1Alpha.ServerReflection.ServerReflectionBase
{
    public override async Task ServerReflectionInfo(IAsyncStreamReader<V1Alpha.ServerReflectionRequest> requestStream, IServerStreamWriter<V1Alpha.ServerReflectionResponse> responseStream, ServerCallContext context)
    {
        await foreach (var request in requestStream.ReadAllAsync())
        {
            var answer = ReflectionService.Answer(index, ServerReflectionRequest.Parser.ParseFrom(request.ToByteString()));
            await responseStream.WriteAsync(V1Alpha.ServerReflectionResponse.Parser.ParseFrom(answer.ToByteString()));
        }
    }
}
