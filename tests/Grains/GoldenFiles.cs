using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Directives.Grains;
using Directives.Silo.Storage;

namespace Directives.Tests.Rules;

/// <summary>The agreed texts of what is stored, one for each version that a form has had.</summary>
internal static class GoldenFiles
{
    private const string Prefix = "golden.";

    public static IReadOnlyList<(string Name, int Version)> All { get; } =
        [.. typeof(GoldenFiles).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(Parse)];

    /// <returns>Null where there is none.</returns>
    public static string? Read(string name, int version)
    {
        using var stream = typeof(GoldenFiles).Assembly.GetManifestResourceStream(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{name}.v{version}.json"));
        if (stream is null)
            return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Writes the text of a version that has none yet; one that was agreed is never written over.</summary>
    public static void WriteFurther(string folder, string name, int version, string text)
    {
        if (!StoredForms.IsState(name) && Read(name, version) is { } agreed && agreed != text)
            version++;
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}.v{version}.json"));
        if (!File.Exists(path))
            File.WriteAllText(path, text);
    }

    private static (string Name, int Version) Parse(string resource)
    {
        var file = resource[Prefix.Length..^".json".Length];
        var dot = file.LastIndexOf(".v", StringComparison.Ordinal);
        return (file[..dot], int.Parse(file.AsSpan(dot + 2), CultureInfo.InvariantCulture));
    }
}

/// <summary>The forms of the samples, by their names.</summary>
internal static class StoredForms
{
    private static readonly RowKey Row = new("golden", "golden", "golden");
    private static readonly JsonSerializerOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static bool IsState(string name) => StoredSamples.All[name] is LedgeredState;

    /// <summary>That of a state is with its upgrades; facts are stored without, and have as many as there are texts.</summary>
    public static int VersionOf(string name) => IsState(name)
        ? (int)Call(name, nameof(VersionOfState), [])!
        : GoldenFiles.All.Where(file => file.Name == name).Select(file => file.Version).DefaultIfEmpty(1).Max();

    /// <summary>A state as the table has it.</summary>
    public static string Payload(string text, int version)
    {
        var stored = new JsonObject { ["v"] = version };
        foreach (var (member, value) in JsonNode.Parse(text)!.AsObject())
            stored[member] = value?.DeepClone();
        return stored.ToJsonString(AsWritten);
    }

    /// <summary>Reads a stored state of any version and writes it as the program of now would.</summary>
    public static string Rewrite(string name, string payload) => (string)Call(name, nameof(RewriteState), [payload])!;

    /// <summary>Members of an older text that a newer one lacks or has another kind of value for.</summary>
    public static IEnumerable<string> Missing(JsonNode older, JsonNode newer, string path)
    {
        if (older.GetValueKind() != newer.GetValueKind())
            return [path];
        return (older, newer) switch
        {
            (JsonObject before, JsonObject after) => before.SelectMany(
                member => after[member.Key] is { } kept ? Missing(member.Value!, kept, $"{path}.{member.Key}") : [$"{path}.{member.Key}"]),
            (JsonArray { Count: > 0 } before, JsonArray { Count: > 0 } after) => Missing(before[0]!, after[0]!, $"{path}[]"),
            _ => [],
        };
    }

    private static object? Call(string name, string method, object[] arguments) => typeof(StoredForms)
        .GetMethod(method, System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
        .MakeGenericMethod(StoredSamples.All[name].GetType())
        .Invoke(null, arguments);

    private static int VersionOfState<T>() => StateFormats.Get<T>().CurrentVersion;

    private static string RewriteState<T>(string payload)
    {
        var format = StateFormats.Get<T>();
        return Encoding.UTF8.GetString(format.Write(format.Read(Encoding.UTF8.GetBytes(payload), Row)));
    }
}
