using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Directives.Gateway;

/// <summary>Where a running gateway is, for the programs that started it.</summary>
internal sealed record Announcement(
    [property: JsonPropertyName("grpc")] string Grpc,
    [property: JsonPropertyName("web")] string Web,
    [property: JsonPropertyName("pid")] int ProcessId)
{
    /// <param name="addresses">As the server bound them: gRPC first, then web.</param>
    public static Announcement Of(IEnumerable<string> addresses)
    {
        var reachable = addresses.Select(ToReachable).ToArray();
        return new Announcement(reachable[0], reachable[1], Environment.ProcessId);
    }

    /// <summary>Written whole or not at all.</summary>
    public void Write(string path)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var written = $"{full}.{Environment.ProcessId}";
        File.WriteAllText(written, JsonSerializer.Serialize(this));
        File.Move(written, full, overwrite: true);
    }

    /// <summary>Deletes it, unless another process has announced itself there meanwhile.</summary>
    public void Withdraw(string path)
    {
        if (File.Exists(path) && File.ReadAllText(path) == JsonSerializer.Serialize(this))
            File.Delete(path);
    }

    /// <summary>An address that this machine can call, where the server listens on all of its own.</summary>
    private static string ToReachable(string address)
    {
        var uri = new UriBuilder(address);
        if (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var host) && (host.Equals(IPAddress.Any) || host.Equals(IPAddress.IPv6Any)))
            uri.Host = "127.0.0.1";
        return uri.Uri.GetLeftPart(UriPartial.Authority);
    }
}
