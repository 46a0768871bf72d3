using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Directives.Grains;

namespace Directives.Silo.Storage;

/// <summary>
/// The stored form of one type of state: its JSON with the version of the form as first member, <c>{"v":1,…}</c>.
/// </summary>
internal sealed class StateFormat
{
    private readonly JsonTypeInfo type;
    private readonly IReadOnlyList<Func<JsonObject, JsonObject>> upgrades;
    private readonly byte[] prefix;

    /// <param name="upgrades">What leads from version n to n + 1, from 1 on; the last leads to the current version.</param>
    public StateFormat(JsonTypeInfo type, IReadOnlyList<Func<JsonObject, JsonObject>> upgrades)
    {
        this.type = type;
        this.upgrades = upgrades;
        prefix = System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"v\":{CurrentVersion}"));
    }

    public int CurrentVersion => upgrades.Count + 1;

    public byte[] Write(LedgeredState state)
    {
        var buffer = JsonBuffer.Rent();
        prefix.CopyTo(buffer.GetSpan(prefix.Length));
        buffer.Advance(prefix.Length);
        JsonBuffer.Serialize(state, type);
        var payload = buffer.WrittenSpan.ToArray();

        // The state's own opening brace becomes the comma after the version, or goes where the state has no member.
        if (payload[^2] != (byte)'{' || payload.Length != prefix.Length + 2)
        {
            payload[prefix.Length] = (byte)',';
            return payload;
        }

        payload[prefix.Length] = (byte)'}';
        return payload[..^1];
    }

    /// <exception cref="InvalidDataException">The payload is not of a form that this program knows.</exception>
    public LedgeredState Read(ReadOnlySpan<byte> payload, in RowKey row)
    {
        var version = ReadVersion(payload, row);
        if (version > CurrentVersion)
        {
            throw new InvalidDataException(
                $"State {row} is stored in form {version}, and this program knows {type.Type.Name} up to form {CurrentVersion}: it was written by a newer program.");
        }

        try
        {
            var state = version == CurrentVersion ? JsonSerializer.Deserialize(payload, type) : Upgrade(payload, version);
            return (LedgeredState?)state ?? throw new InvalidDataException($"State {row} is stored as null.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"State {row} cannot be read as {type.Type.Name}: {exception.Message}", exception);
        }
    }

    private object? Upgrade(ReadOnlySpan<byte> payload, int version)
    {
        var reader = new Utf8JsonReader(payload);
        var members = JsonNode.Parse(ref reader)!.AsObject();
        foreach (var upgrade in upgrades.Skip(version - 1))
            members = upgrade(members);
        return members.Deserialize(type);
    }

    private static int ReadVersion(ReadOnlySpan<byte> payload, in RowKey row)
    {
        var reader = new Utf8JsonReader(payload);
        try
        {
            if (reader.Read() && reader.TokenType is JsonTokenType.StartObject
                && reader.Read() && reader.TokenType is JsonTokenType.PropertyName && reader.ValueTextEquals("v"u8)
                && reader.Read() && reader.TokenType is JsonTokenType.Number && reader.TryGetInt32(out var version) && version >= 1)
            {
                return version;
            }
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"State {row} is not JSON: {exception.Message}", exception);
        }

        throw new InvalidDataException($"State {row} does not begin with the version of its form, \"v\".");
    }
}

/// <summary>The stored forms of all states.</summary>
internal static class StateFormats
{
    private static readonly ConcurrentDictionary<Type, StateFormat> Formats = new();

    /// <inheritdoc cref="Get"/>
    public static StateFormat Get<T>() => Get(typeof(T));

    /// <exception cref="NotSupportedException">The type is not one that the ledger's storage keeps.</exception>
    public static StateFormat Get(Type state) => Formats.GetOrAdd(state, static state =>
        state.IsSubclassOf(typeof(LedgeredState)) && StateJson.Default.GetTypeInfo(state) is { } type
            ? new(type, Upgrades(state))
            : throw new NotSupportedException(
                $"{state} is not kept by the storage \"{LedgerStorage.Name}\": a stored state derives from {nameof(LedgeredState)} and is listed in {nameof(StateJson)}."));

    /// <summary>How older forms of a state become the current one, from form 1 on.</summary>
    private static IReadOnlyList<Func<JsonObject, JsonObject>> Upgrades(Type state)
    {
        // Form 2: an act says through which system it came. Earlier ones came through none.
        // Form 3: it says under which charge. Earlier ones were under the first.
        // Form 4: an acknowledgement may have been given on paper. Earlier ones were not.
        // Form 5: an act has no digest of its command any more: it has all by which a repeat is told from a reuse.
        if (state == typeof(OfficerDirectiveState))
            return [Unchanged, Unchanged, Unchanged, Unchanged];
        // Form 2: a draft may have links. Earlier ones had none.
        // Form 3: it may have other deadlines, and a policy of reminders.
        // Form 4: it may have recurring duties.
        if (state == typeof(DraftState))
            return [Unchanged, Unchanged, Unchanged];
        // Form 2: the same of an older version.
        // Form 3: likewise.
        if (state == typeof(VersionState))
            return [Unchanged, Unchanged];
        // Form 2: the entries are rows of their own, which a step of the tables has made.
        // Form 3: it counts the changes of entries. There were none.
        if (state == typeof(DiaryState))
            return [WithoutEntries, Unchanged];
        // Form 2: tallies are numbered by what is in them. The numbers before counted changes; any new one follows them.
        // Form 3: an act says which version it answers. There was but one.
        // Form 4: a report may be of a part, and tallies count parts and exemptions. All reports were of the whole.
        if (state == typeof(RegisterState))
            return [Renumbered, WithVersions, WithReports];
        // Form 2: an entry says which revision it follows. There was but one.
        // Form 3: it may have exemptions.
        // Form 4: it may say how far those who owe something were chased.
        // Form 5: the office may owe an attestation.
        // Form 6: it may be under endorsements.
        if (state == typeof(EntryState))
            return [WithRevision, Unchanged, Unchanged, Unchanged, Unchanged];
        // Form 2: a post may say under which charge it is held, and who acts for its holder.
        if (state == typeof(RegistryPart))
            return [Unchanged];
        // Form 2: a report may be of a part, and say where its evidence is found.
        if (state == typeof(ReportState))
            return [Unchanged];
        // Form 2: the place counts its changes, from 1.
        // Form 3: it says which delegations it knows.
        // Form 4: it does not, they are rows of their own. Those that it knew are forgotten.
        if (state == typeof(PlaceState))
            return [WithChanges, Unchanged, WithoutDelegations];
        // Form 2: a directive has a dispatch number and names who drafted and approved it, and says how often it was changed and
        // whether it is in force. Earlier ones have no number, and all were in force, unchanged.
        // Form 3: it remembers what was done to it after it was issued. Nothing was.
        // Form 4: it may have other deadlines, a policy of reminders, and the calendar that it was issued under.
        // Form 5: it may have recurring duties, or be a period of one.
        if (state == typeof(DirectiveState))
            return [Unchanged, WithOperations, Unchanged, Unchanged];
        // Form 2: what does not fit is in pages. There were none.
        if (state == typeof(DirectiveListState))
            return [Unchanged];
        return [];
    }

    /// <summary>
    /// The new form has members more that may be missing, or fewer; an older program must not take it for its own and lose or miss them.
    /// </summary>
    private static JsonObject Unchanged(JsonObject members) => members;

    private static JsonObject WithOperations(JsonObject directive)
    {
        directive["operations"] = new JsonArray();
        return directive;
    }

    private static JsonObject WithoutEntries(JsonObject diary)
    {
        var entries = diary["entries"] as JsonArray ?? [];
        diary.Remove("entries");
        diary["directives"] = new JsonArray([.. entries.Select(entry => entry!["directive"]!.DeepClone())]);
        return diary;
    }

    private static JsonObject WithVersions(JsonObject register)
    {
        foreach (var (_, act) in register["acts"] as JsonObject ?? [])
            act!["version"] = 1;
        return register;
    }

    private static JsonObject WithReports(JsonObject register)
    {
        foreach (var (_, child) in register["children"] as JsonObject ?? [])
        {
            if (child!["tally"] is not JsonObject tally || tally["officesComplied"]?.GetValue<int>() is not { } complied)
                continue;
            tally["officesReported"] = complied;
            tally["percentReported"] = 100 * complied;
        }

        return register;
    }

    private static JsonObject WithRevision(JsonObject state)
    {
        if (state["entry"] is JsonObject entry)
            entry["revision"] = 1;
        return state;
    }

    private static JsonObject WithoutDelegations(JsonObject place)
    {
        place.Remove("delegations");
        return place;
    }

    private static JsonObject WithChanges(JsonObject place)
    {
        place["changes"] = 1;
        return place;
    }

    private static JsonObject Renumbered(JsonObject register)
    {
        register.Remove("sequence");
        foreach (var (_, child) in register["children"] as JsonObject ?? [])
            child!.AsObject().Remove("sequence");
        return register;
    }
}

/// <summary>
/// A buffer and writer for each thread, for JSON that is copied out at once. Urdu is stored as it is written, not as
/// escapes: that is the writer's doing, so that the serializer can stay with the options that its generated code is for.
/// </summary>
internal static class JsonBuffer
{
    private const int MaxKept = 1 << 20;

    [ThreadStatic] private static ArrayBufferWriter<byte>? buffer;
    [ThreadStatic] private static Utf8JsonWriter? writer;

    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>This thread's buffer, empty.</summary>
    public static ArrayBufferWriter<byte> Rent()
    {
        if (buffer is null || buffer.Capacity > MaxKept)
            buffer = new ArrayBufferWriter<byte>(4096);
        else
            buffer.ResetWrittenCount();
        return buffer;
    }

    /// <summary>Appends a value to this thread's buffer.</summary>
    public static void Serialize(object value, JsonTypeInfo type)
    {
        if (writer is null)
            writer = new Utf8JsonWriter(buffer!, Options);
        else
            writer.Reset(buffer!);
        JsonSerializer.Serialize(writer, value, type);
        writer.Flush();
    }
}
