using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Directives.Crash.Checker;

/// <summary>
/// The hashes of the ledger, computed from what docs/operations.md and RFC 6962, section 2.1, say and from nothing else.
/// </summary>
internal static class Rfc6962
{
    /// <summary>SHA-256 over a zero byte and the columns of an entry.</summary>
    public static byte[] Leaf(string kind, string grainType, string grainKey, string? directive, long at, string payload)
    {
        using var leaf = new MemoryStream();
        leaf.WriteByte(0);
        foreach (var text in (string?[])[kind, grainType, grainKey, directive])
            Put(leaf, text);
        Put(leaf, at);
        Put(leaf, payload);
        return SHA256.HashData(leaf.ToArray());
    }

    /// <summary>The root over leaves, by levels: a lone node at the end of a level goes up as it is.</summary>
    public static byte[] Root(IReadOnlyList<byte[]> leaves)
    {
        var level = leaves.ToList();
        while (level.Count > 1)
        {
            var above = new List<byte[]>((level.Count + 1) / 2);
            for (var index = 0; index + 1 < level.Count; index += 2)
                above.Add(SHA256.HashData([1, .. level[index], .. level[index + 1]]));
            if (level.Count % 2 == 1)
                above.Add(level[^1]);
            level = above;
        }

        return level.Count == 1 ? level[0] : SHA256.HashData([]);
    }

    public static byte[] Block(long chain, long block, long firstNumber, long entries, long at, byte[] root, byte[] previous)
    {
        using var header = new MemoryStream();
        header.WriteByte(2);
        Put(header, (int)chain);
        Put(header, block);
        Put(header, firstNumber);
        Put(header, (int)entries);
        Put(header, at);
        header.Write(root);
        header.Write(previous);
        return SHA256.HashData(header.ToArray());
    }

    private static void Put(Stream target, string? text)
    {
        if (text is null)
        {
            Put(target, -1);
            return;
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        Put(target, bytes.Length);
        target.Write(bytes);
    }

    private static void Put(Stream target, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        target.Write(bytes);
    }

    private static void Put(Stream target, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        target.Write(bytes);
    }
}
