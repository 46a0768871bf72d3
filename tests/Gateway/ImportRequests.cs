using System.Text;
using Directives.V1;
using Google.Protobuf;

namespace Directives.Tests.Gateway;

/// <summary>The messages of an import.</summary>
internal static class ImportRequests
{
    public static ImportRequest Header(string operation) => new() { Header = new ImportHeader { OperationId = operation } };

    public static ImportRequest Chunk(RegistryFile file, string text) => Chunk(file, Encoding.UTF8.GetBytes(text));

    public static ImportRequest Chunk(RegistryFile file, ReadOnlySpan<byte> bytes) =>
        new() { Chunk = new ImportChunk { File = file, Data = ByteString.CopyFrom(bytes) } };
}
