using Directives.Grains;

namespace Directives.Silo.Storage;

/// <summary>Where a chain ends.</summary>
/// <param name="Epoch">Counts the owners of the chain.</param>
/// <param name="Commits">Counts its transactions, those without entries too.</param>
/// <param name="Block">The last block; 0 where there is none.</param>
/// <param name="Number">The last entry; 0 where there is none.</param>
/// <param name="Hash">Of the last block.</param>
internal sealed record ChainHead(int Chain, long Epoch, long Commits, long Block, long Number, byte[] Hash)
{
    public LedgerPosition Position => new(Chain, Number);

    /// <summary>Where the chain ends after a transaction that appends a block, or none.</summary>
    public ChainHead After(LedgerBlock? block) => block is null
        ? this with { Commits = Commits + 1 }
        : this with { Commits = Commits + 1, Block = block.Block, Number = block.First + block.Count - 1, Hash = block.Hash };
}

/// <summary>The entries of one transaction.</summary>
/// <param name="At">Microseconds since 1970-01-01 UTC.</param>
internal sealed record LedgerBlock(int Chain, long Block, long First, int Count, long At, byte[] Root, byte[] Previous, byte[] Hash)
{
    /// <summary>The block that follows a head; null where there is no entry.</summary>
    public static LedgerBlock? Append(ChainHead head, IReadOnlyList<EntryWrite> entries, DateTimeOffset now)
    {
        if (entries.Count == 0)
            return null;

        var leaves = new byte[entries.Count][];
        for (var i = 0; i < leaves.Length; i++)
            leaves[i] = entries[i].Leaf;
        var root = Merkle.Root(leaves);
        var (block, first, at) = (head.Block + 1, head.Number + 1, LedgerTime.ToMicros(now));
        var hash = LedgerHash.Block(head.Chain, block, first, leaves.Length, at, root, head.Hash);
        return new(head.Chain, block, first, leaves.Length, at, root, head.Hash, hash);
    }

    public byte[] ComputeHash() => LedgerHash.Block(Chain, Block, First, Count, At, Root, Previous);
}
