using System.Numerics;
using System.Security.Cryptography;

namespace Directives.Silo.Storage;

/// <summary>
/// The Merkle tree hash of RFC 6962, section 2.1, with SHA-256: a leaf is hashed after a zero byte, a node after a one
/// byte, and a list is split at the largest power of two that is smaller than its length.
/// </summary>
internal static class Merkle
{
    public const int HashSize = SHA256.HashSizeInBytes;
    private const byte LeafPrefix = 0;
    private const byte NodePrefix = 1;

    public static byte[] LeafHash(ReadOnlySpan<byte> leaf)
    {
        Span<byte> small = stackalloc byte[512];
        var input = leaf.Length < small.Length ? small[..(leaf.Length + 1)] : new byte[leaf.Length + 1];
        input[0] = LeafPrefix;
        leaf.CopyTo(input[1..]);
        return SHA256.HashData(input);
    }

    /// <summary>The root over leaf hashes; over none it is the hash of nothing.</summary>
    public static byte[] Root(ReadOnlySpan<byte[]> leaves)
    {
        if (leaves.IsEmpty)
            return SHA256.HashData([]);

        var root = new byte[HashSize];
        Hash(leaves, root);
        return root;
    }

    private static void Hash(ReadOnlySpan<byte[]> leaves, Span<byte> hash)
    {
        if (leaves.Length == 1)
        {
            leaves[0].CopyTo(hash);
            return;
        }

        var split = 1 << BitOperations.Log2((uint)leaves.Length - 1);
        Span<byte> node = stackalloc byte[1 + 2 * HashSize];
        node[0] = NodePrefix;
        Hash(leaves[..split], node.Slice(1, HashSize));
        Hash(leaves[split..], node.Slice(1 + HashSize, HashSize));
        SHA256.HashData(node, hash);
    }
}
