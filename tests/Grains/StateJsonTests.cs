using System.Collections;
using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Directives.Grains;
using static Directives.Tests.Rules.Given;

namespace Directives.Tests.Rules;

/// <summary>
/// The stored form of every state and every fact, beside the text that was agreed for it (<c>golden/*.json</c>). What
/// has been stored once has to be read for ever, so a difference here is a fault or needs an upgrade of the form. To
/// write the files anew: DIRECTIVES_GOLDEN=tests/Grains/golden.
/// </summary>
public sealed class StateJsonTests
{
    private static readonly StateJson Json = new(new JsonSerializerOptions(StateJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        NewLine = "\n",
    });

    public static TheoryData<string> SparseNames => [.. StoredSamples.Sparse.Keys];

    public static TheoryData<string> Names => [.. StoredSamples.All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Stored_EachType_IsTheAgreedText(string name)
    {
        var text = Write(StoredSamples.All[name]) + "\n";
        if (Environment.GetEnvironmentVariable("DIRECTIVES_GOLDEN") is { Length: > 0 } folder)
            File.WriteAllText(Path.Combine(folder, name + ".json"), text);

        Assert.Equal(Golden(name), text);
    }

    [Theory, MemberData(nameof(Names))]
    public void Stored_AgreedText_IsReadAsWhatWasWritten(string name)
    {
        var sample = StoredSamples.All[name];

        var read = JsonSerializer.Deserialize(Golden(name), sample.GetType(), Json)!;

        Assert.Equal(Golden(name), Write(read) + "\n");
        AssertNothingLost(name, read);
    }

    /// <summary>What is null or zero is not stored, and has to be read all the same.</summary>
    [Theory, MemberData(nameof(SparseNames))]
    public void Stored_WithEverythingLeftOutThatCanBe_IsReadAsWhatWasWritten(string name)
    {
        var sample = StoredSamples.Sparse[name];

        var read = JsonSerializer.Deserialize(Write(sample), sample.GetType(), Json)!;

        Assert.Equal(Write(sample), Write(read));
    }

    [Fact]
    public void Stored_EveryStateAndFactThatIsListed_HasASample()
    {
        var listed = typeof(StateJson).GetCustomAttributesData()
            .Where(attribute => attribute.AttributeType == typeof(JsonSerializableAttribute))
            .Select(attribute => (Type)attribute.ConstructorArguments[0].Value!)
            .Where(type => type != typeof(Fact))
            .Concat(typeof(Fact).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(kind => kind.DerivedType));

        Assert.Equal(
            listed.Select(type => type.Name).Order(StringComparer.Ordinal),
            StoredSamples.All.Values.Select(sample => sample.GetType().Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            typeof(Fact).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Fact)) && !type.IsAbstract).Select(type => type.Name).Order(StringComparer.Ordinal),
            typeof(Fact).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(kind => (string)kind.TypeDiscriminator!).Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Names))]
    public void Sample_EveryMember_IsGiven(string name) => AssertNothingLost(name, StoredSamples.All[name]);

    /// <summary>An act writes at most 1 KiB: it opens and acknowledges, with names and ids as long as they come.</summary>
    [Fact]
    public void OfficerDirective_OpenedAndAcknowledged_IsAtMostOneKibibyte()
    {
        var name = new LocalText("Syed Muhammad Abdul Rehman Gillani", "سید محمد عبدالرحمن گیلانی");
        var post = new RosterPost("section-officer-cabinet-1", Text("Section Officer"), 17, "section-officer", "pms", new Incumbent("p-1234567", name, ChargeKind.Additional));
        var served = new ServedPost(post.Seat, AddresseeKind.Action, false);
        var service = new PostService(post, new DiaryEntry(Draft().Number, 1, Text("Order"), 1, 2020, Now, null, [served], [], null, null), served);
        var command = new ActCommand("0b2e1f8c-9f53-4c4f-8a53-2f2c6a8f7d10", Draft().Number, "p-1234567", 1, null);

        var opened = OfficerRules.Open(new OfficerDirectiveState(), command, service, Now.AddMicroseconds(1));
        var acknowledged = OfficerRules.Acknowledge(opened, command with { OperationId = "7d1b43a2-6f0e-4a0c-b1de-90a9c1d4c5e3" }, service, Now.AddMicroseconds(2));

        var compact = JsonSerializer.Serialize(acknowledged, new StateJson(new JsonSerializerOptions(Json.Options) { WriteIndented = false }).OfficerDirectiveState);
        Assert.True(Encoding.UTF8.GetByteCount(compact) <= 1024, $"{Encoding.UTF8.GetByteCount(compact)} bytes: {compact}");
        Assert.Equal(2, acknowledged.Acts.Length);
    }

    private static string Write(object value) => JsonSerializer.Serialize(value, value.GetType(), Json);

    private static string Golden(string name)
    {
        using var stream = typeof(StateJsonTests).Assembly.GetManifestResourceStream($"golden.{name}.json");
        Assert.True(stream is not null, $"golden/{name}.json is missing");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>What has its default value is not written, and would not be missed: so every member has another.</summary>
    private static void AssertNothingLost(string path, object value)
    {
        foreach (var member in StateJson.Default.GetTypeInfo(value.GetType())!.Properties)
        {
            if (member.Get is null || member.Set is null)
                continue;
            var (where, given) = ($"{path}.{member.Name}", member.Get(value));
            Assert.True(
                given is not (null or 0 or 0L or false or "" or DateTimeOffset { Ticks: 0 }) || CanBeLeft(where),
                $"{where} has its default value");
            if (given is IEnumerable items and not string)
                AssertItems(where, items);
            else if (given!.GetType().Namespace == typeof(Fact).Namespace && given.GetType().IsClass)
                AssertNothingLost(where, given);
        }
    }

    private static void AssertItems(string path, IEnumerable items)
    {
        var all = items.Cast<object>().ToList();
        Assert.True(all.Count > 0, $"{path} is empty");
        foreach (var item in all)
        {
            var value = item.GetType() is { IsGenericType: true } pair ? pair.GetProperty("Value")!.GetValue(item)! : item;
            if (value.GetType().Namespace == typeof(Fact).Namespace && value.GetType().IsClass)
                AssertNothingLost(path, value);
        }
    }

    /// <summary>Of two posts one is filled and one is vacant.</summary>
    private static bool CanBeLeft(string path) => path.EndsWith(".vacant", StringComparison.Ordinal);
}
