using System.Collections;
using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Directives.Grains;
using Directives.Silo.Storage;
using static Directives.Tests.Rules.Given;

namespace Directives.Tests.Rules;

/// <summary>
/// The stored form of every state and every fact, beside the text that was agreed for it (<c>golden/name.vN.json</c>).
/// What has been stored once has to be read for ever: a form that changes gets a further version, a state's with an
/// upgrade in <see cref="StateFormats"/>, and the text of the version before stays. To write the text of a further
/// version: DIRECTIVES_GOLDEN=$PWD/tests/Grains/golden.
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

    public static TheoryData<string, int> Versions => [.. GoldenFiles.All.Select(file => new TheoryDataRow<string, int>(file.Name, file.Version))];

    [Theory, MemberData(nameof(Names))]
    public void Stored_EachType_IsTheAgreedText(string name)
    {
        var text = Write(StoredSamples.All[name]) + "\n";
        var version = StoredForms.VersionOf(name);
        if (Environment.GetEnvironmentVariable("DIRECTIVES_GOLDEN") is { Length: > 0 } folder)
            GoldenFiles.WriteFurther(folder, name, version, text);

        var agreed = GoldenFiles.Read(name, version);
        Assert.True(agreed is not null, $"golden/{name}.v{version}.json is missing: the form of {name} has a version without an agreed text");
        Assert.True(
            agreed == text,
            $"The stored form of {name} is no longer that of version {version}. Where that is meant, give it version {version + 1}"
            + $"{(StoredForms.IsState(name) ? " with an upgrade in StateFormats" : "")} and golden/{name}.v{version + 1}.json; version {version} stays as it is. Agreed:\n{agreed}\nFound:\n{text}");
    }

    [Fact]
    public void Golden_EveryVersionOfEveryForm_IsKept()
    {
        Assert.Equal(StoredSamples.All.Keys.Order(StringComparer.Ordinal), GoldenFiles.All.Select(file => file.Name).Distinct().Order(StringComparer.Ordinal));
        foreach (var name in StoredSamples.All.Keys)
        {
            Assert.Equal(
                Enumerable.Range(1, StoredForms.VersionOf(name)),
                GoldenFiles.All.Where(file => file.Name == name).Select(file => file.Version).Order());
        }
    }

    /// <summary>States through the upgrades of their form; facts as they are, which only ever gain members.</summary>
    [Theory, MemberData(nameof(Versions))]
    public void Stored_EveryVersionEver_IsReadAndWrittenAsThatOfNow(string name, int version)
    {
        var agreed = GoldenFiles.Read(name, version)!;
        if (StoredForms.IsState(name))
        {
            var now = StoredForms.Rewrite(name, StoredForms.Payload(agreed, version));
            Assert.StartsWith($"{{\"v\":{StoredForms.VersionOf(name)},", now, StringComparison.Ordinal);
            Assert.Equal(now, StoredForms.Rewrite(name, now));
            if (version == StoredForms.VersionOf(name))
                Assert.Equal(StoredForms.Payload(agreed, version), now);
        }
        else
        {
            var now = JsonNode.Parse(GoldenFiles.Read(name, StoredForms.VersionOf(name))!)!;
            Assert.Empty(StoredForms.Missing(JsonNode.Parse(agreed)!, now, name));
            Assert.NotNull(JsonSerializer.Deserialize(agreed, StoredSamples.All[name].GetType(), Json));
        }
    }

    /// <summary>Rows of what falls due are stored under these words.</summary>
    [Fact]
    public void Due_OfADirective_IsUnderTheAgreedWords()
    {
        var issued = DirectiveRules.Issue(Issue(Draft()), [], Now);

        Assert.Equal(
            [(new DateTimeOffset(2020, 2, 21, 18, 59, 59, TimeSpan.Zero).AddMicroseconds(999_999), "acknowledge"), (new DateTimeOffset(2020, 2, 28, 18, 59, 59, TimeSpan.Zero).AddMicroseconds(999_999), "comply")],
            issued.Due.Select(due => (due.At, due.What)));
    }

    [Theory, MemberData(nameof(Names))]
    public void Stored_AgreedText_IsReadAsWhatWasWritten(string name)
    {
        var sample = StoredSamples.All[name];

        var agreed = GoldenFiles.Read(name, StoredForms.VersionOf(name))!;
        var read = JsonSerializer.Deserialize(agreed, sample.GetType(), Json)!;

        Assert.Equal(agreed, Write(read) + "\n");
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
