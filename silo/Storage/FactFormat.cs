using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Directives.Grains;

namespace Directives.Silo.Storage;

/// <summary>The stored form of facts: the members of a kind as JSON. Kind, directive and time are columns.</summary>
internal static class FactFormat
{
    private static readonly FrozenDictionary<string, JsonTypeInfo> Kinds = typeof(Fact)
        .GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false)
        .ToFrozenDictionary(kind => (string)kind.TypeDiscriminator!, kind => StateJson.Default.GetTypeInfo(kind.DerivedType)!);

    /// <exception cref="NotSupportedException">The kind of fact is not one that the ledger keeps.</exception>
    public static byte[] Write(Fact fact)
    {
        if (!Kinds.TryGetValue(fact.Kind, out var type) || type.Type != fact.GetType())
            throw new NotSupportedException($"{fact.GetType()} is not a kind of fact: kinds are listed on {nameof(Fact)}.");

        var buffer = JsonBuffer.Rent();
        JsonBuffer.Serialize(fact, type);
        return buffer.WrittenSpan.ToArray();
    }

    /// <exception cref="InvalidDataException">The entry is not of a kind or form that this program knows.</exception>
    public static LedgerEntry Read(in StoredEntry entry)
    {
        if (!Kinds.TryGetValue(entry.Kind, out var type))
        {
            throw new InvalidDataException(
                $"Entry {entry.Position} of the ledger is of the kind {entry.Kind}, which this program does not know: it was written by a newer program.");
        }

        try
        {
            var fact = (Fact)JsonSerializer.Deserialize(entry.Payload, type)!;
            return new(
                entry.Position, entry.GrainType, entry.GrainKey,
                fact with { Directive = entry.Directive, At = LedgerTime.FromMicros(entry.At) });
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"Entry {entry.Position} of the ledger cannot be read as {entry.Kind}: {exception.Message}", exception);
        }
    }
}

/// <summary>An entry as the columns have it.</summary>
/// <param name="At">Microseconds since 1970-01-01 UTC.</param>
internal readonly record struct StoredEntry(
    LedgerPosition Position, long Block, string Kind, string GrainType, string GrainKey, string? Directive, long At, byte[] Payload);

/// <summary>Times in the database are microseconds since 1970-01-01 UTC.</summary>
internal static class LedgerTime
{
    public static long ToMicros(DateTimeOffset time) => (time.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromMicros(long micros) =>
        new(DateTime.UnixEpoch.Ticks + micros * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
}
