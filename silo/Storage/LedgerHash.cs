using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Directives.Silo.Storage;

/// <summary>
/// What the hashes of the ledger are taken over. All of it is in the database, so anyone who can read that can compute
/// them anew.
/// </summary>
/// <remarks>
/// <para>A number is big-endian. A text is the 4-byte count of its UTF-8 bytes and those bytes; a missing text is the
/// count 0xFFFFFFFF alone.</para>
/// <para>Leaf of an entry: kind, grain_type, grain_key, directive (texts), at (8 bytes), payload (text). Its number and
/// chain are not in it: they follow from its place in the block.</para>
/// <para>Hash of a block: SHA-256 over a byte 2, chain (4 bytes), block, first_number (8 bytes each), entries (4 bytes),
/// at (8 bytes), root, previous (32 bytes each). Previous is the hash of the block before, zeros for the first.</para>
/// </remarks>
internal static class LedgerHash
{
    private const byte BlockPrefix = 2;
    private const uint Missing = 0xFFFFFFFF;

    /// <summary>What stands for the hash of the block before the first.</summary>
    public static byte[] Genesis => new byte[Merkle.HashSize];

    public static byte[] Leaf(string kind, string grainType, string grainKey, string? directive, long at, ReadOnlySpan<byte> payload)
    {
        var size = 5 * sizeof(uint) + sizeof(long) + payload.Length
            + Encoding.UTF8.GetByteCount(kind) + Encoding.UTF8.GetByteCount(grainType) + Encoding.UTF8.GetByteCount(grainKey)
            + (directive is null ? 0 : Encoding.UTF8.GetByteCount(directive));
        var leaf = size <= 1024 ? stackalloc byte[size] : new byte[size];
        var rest = Put(leaf, kind);
        rest = Put(rest, grainType);
        rest = Put(rest, grainKey);
        rest = Put(rest, directive);
        BinaryPrimitives.WriteInt64BigEndian(rest, at);
        rest = rest[sizeof(long)..];
        BinaryPrimitives.WriteInt32BigEndian(rest, payload.Length);
        payload.CopyTo(rest[sizeof(uint)..]);
        return Merkle.LeafHash(leaf);
    }

    public static byte[] Block(int chain, long block, long firstNumber, int entries, long at, ReadOnlySpan<byte> root, ReadOnlySpan<byte> previous)
    {
        Span<byte> header = stackalloc byte[1 + 4 + 8 + 8 + 4 + 8 + 2 * Merkle.HashSize];
        header[0] = BlockPrefix;
        BinaryPrimitives.WriteInt32BigEndian(header[1..], chain);
        BinaryPrimitives.WriteInt64BigEndian(header[5..], block);
        BinaryPrimitives.WriteInt64BigEndian(header[13..], firstNumber);
        BinaryPrimitives.WriteInt32BigEndian(header[21..], entries);
        BinaryPrimitives.WriteInt64BigEndian(header[25..], at);
        root.CopyTo(header[33..]);
        previous.CopyTo(header[(33 + Merkle.HashSize)..]);
        return SHA256.HashData(header);
    }

    private static Span<byte> Put(Span<byte> target, string? text)
    {
        if (text is null)
        {
            BinaryPrimitives.WriteUInt32BigEndian(target, Missing);
            return target[sizeof(uint)..];
        }

        var count = Encoding.UTF8.GetBytes(text, target[sizeof(uint)..]);
        BinaryPrimitives.WriteInt32BigEndian(target, count);
        return target[(sizeof(uint) + count)..];
    }
}
