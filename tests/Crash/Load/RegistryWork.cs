using System.Globalization;
using Directives.V1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace Directives.Crash.Load;

/// <summary>Imports the organogram of a round.</summary>
internal sealed class RegistryWork(Caller caller, ClientCommand command)
{
    private static readonly TimeSpan ImportTime = TimeSpan.FromSeconds(30);
    private readonly Random random = new(command.Seed);

    public async Task ImportAsync(CancellationToken cancellation)
    {
        var act = new Act(Operation("import"), "RegistryImported", "registry", "", "role:admin");
        await new Insistence(caller, command.Round, random, cancellation).SendAsync(
            act, new Manner(1, false, ImportTime), (channel, options) => ImportAsync(channel, options, act.Operation), null,
            ["IMPORT_UNDER_WAY", "IMPORT_SUPERSEDED", "IMPORT_SILENT"]);
    }

    private async Task ImportAsync(GrpcChannel channel, CallOptions options, string operation)
    {
        using var call = new RegistryService.RegistryServiceClient(channel).Import(options);
        await call.RequestStream.WriteAsync(new ImportRequest { Header = new ImportHeader { OperationId = operation } });
        await SendAsync(call.RequestStream, RegistryFile.Departments, "departments.csv");
        await SendAsync(call.RequestStream, RegistryFile.Posts, "posts.csv");
        await call.RequestStream.CompleteAsync();
        ImportResult? result = null;
        while (await call.ResponseStream.MoveNext(options.CancellationToken))
            result = call.ResponseStream.Current.Result ?? result;
        if (result is null)
            throw new RpcException(new Status(StatusCode.Unknown, "The import ended without a result."));
    }

    private async Task SendAsync(IClientStreamWriter<ImportRequest> requests, RegistryFile file, string name)
    {
        var bytes = await File.ReadAllBytesAsync(Path.Combine(command.Folder, name));
        for (var sent = 0; sent < bytes.Length; sent += 16_384)
        {
            var chunk = ByteString.CopyFrom(bytes.AsSpan(sent, Math.Min(16_384, bytes.Length - sent)));
            await requests.WriteAsync(new ImportRequest { Chunk = new ImportChunk { File = file, Data = chunk } });
        }
    }

    private string Operation(string what) => string.Create(CultureInfo.InvariantCulture, $"{command.Round}-{what}");
}
