namespace Directives.Silo.Storage;

/// <summary>What a chain was found to be.</summary>
/// <param name="Blocks">Blocks that were found right, from the first on.</param>
/// <param name="Entries">Their entries.</param>
/// <param name="Head">The hash of the last of them.</param>
/// <param name="Mismatch">The first thing that is wrong; null where nothing is.</param>
internal sealed record LedgerVerification(long Blocks, long Entries, byte[] Head, LedgerMismatch? Mismatch);

/// <param name="Block">The block that is wrong, or whose entry is.</param>
/// <param name="Number">The entry; null where it cannot be told which, or where it is the block itself.</param>
internal sealed record LedgerMismatch(long Block, long? Number, string Problem);

/// <summary>A head that was kept outside the database.</summary>
internal sealed record KnownHead(long Block, byte[] Hash);

/// <summary>Reads a chain anew and computes all of its hashes, to find what was edited, dropped, put in or moved.</summary>
internal sealed class LedgerVerifier(ReadQueue reads)
{
    private const int BlocksAtATime = 512;
    private const int EntriesAtATime = 4_096;

    /// <param name="known">What the chain must contain; without it, a whole end or history that was replaced goes unnoticed.</param>
    public async Task<LedgerVerification> VerifyAsync(int chain, KnownHead? known, CancellationToken cancellation)
    {
        var head = await reads.RunAsync(reader => reader.ReadHead(chain), cancellation)
            ?? new ChainHead(chain, 0, 0, 0, 0, LedgerHash.Genesis);
        var found = head with { Block = 0, Number = 0, Hash = LedgerHash.Genesis };
        while (found.Block < head.Block)
        {
            var after = found.Block;
            var blocks = await reads.RunAsync(reader => reader.ReadBlocks(chain, after, BlocksAtATime), cancellation);
            if (blocks.Count == 0)
                return Wrong(found, new(after + 1, null, $"Block {after + 1} is missing; the chain is to end at block {head.Block}."));
            foreach (var block in blocks.TakeWhile(_ => found.Block < head.Block))
            {
                if (CheckPlace(block, found) is { } misplaced)
                    return Wrong(found, misplaced);
                if (await CheckEntriesAsync(block, cancellation) is { } mismatch)
                    return Wrong(found, mismatch);
                found = found.After(block);
                if (known?.Block == found.Block && !known.Hash.AsSpan().SequenceEqual(found.Hash))
                    return Wrong(found, new(found.Block, null, $"Block {found.Block} is not the one of the known head: the history was replaced."));
            }
        }

        return new(found.Block, found.Number, found.Hash, CheckEnd(head, found, known) ?? await CheckNothingAfterAsync(head, cancellation));
    }

    private static LedgerMismatch? CheckPlace(LedgerBlock block, ChainHead found)
    {
        if (block.Block != found.Block + 1)
            return new(found.Block + 1, null, $"Block {found.Block + 1} is missing: block {block.Block} follows block {found.Block}.");
        if (!block.Previous.AsSpan().SequenceEqual(found.Hash))
            return new(block.Block, null, $"Block {block.Block} does not continue block {found.Block}: it names another hash before it.");
        if (block.First != found.Number + 1)
            return new(block.Block, null, $"Block {block.Block} begins with entry {block.First}, not {found.Number + 1}.");
        return block.ComputeHash().AsSpan().SequenceEqual(block.Hash)
            ? null
            : new(block.Block, null, $"Block {block.Block} was edited: its hash is another.");
    }

    private async Task<LedgerMismatch?> CheckEntriesAsync(LedgerBlock block, CancellationToken cancellation)
    {
        var leaves = new List<byte[]>(Math.Min(block.Count, EntriesAtATime));
        while (leaves.Count < block.Count)
        {
            var number = block.First + leaves.Count;
            var count = Math.Min(block.Count - leaves.Count, EntriesAtATime);
            var entries = await reads.RunAsync(reader => reader.ReadEntries(block.Chain, number - 1, count, null), cancellation);
            foreach (var entry in entries)
            {
                if (entry.Position.Number != number)
                    return Missing(block, number);
                if (entry.Block != block.Block)
                    return new(block.Block, number, $"Entry {number} names block {entry.Block}, but is of block {block.Block}.");
                leaves.Add(LedgerHash.Leaf(entry.Kind, entry.GrainType, entry.GrainKey, entry.Directive, entry.At, entry.Payload));
                number++;
            }

            if (entries.Count < count)
                return Missing(block, number);
        }

        return Merkle.Root([.. leaves]).AsSpan().SequenceEqual(block.Root)
            ? null
            : new(
                block.Block, block.Count == 1 ? block.First : null,
                $"An entry from {block.First} to {block.First + block.Count - 1} was edited, moved or replaced: the root of block {block.Block} is another.");
    }

    private static LedgerMismatch? CheckEnd(ChainHead head, ChainHead found, KnownHead? known)
    {
        if (!found.Hash.AsSpan().SequenceEqual(head.Hash) || found.Number != head.Number)
            return new(found.Block, null, $"The chain is to end with entry {head.Number} and another hash than that of block {found.Block}.");
        return known is not null && known.Block > found.Block
            ? new(found.Block + 1, null, $"The chain ends at block {found.Block}, before the known head at block {known.Block}: its end was dropped.")
            : null;
    }

    /// <summary>Looks for what stands after the end as it is now, unless an entry is appended in that very moment.</summary>
    private async Task<LedgerMismatch?> CheckNothingAfterAsync(ChainHead verified, CancellationToken cancellation)
    {
        var (head, blocks, entries, now) = await reads.RunAsync(
            reader =>
            {
                var head = reader.ReadHead(verified.Chain) ?? verified;
                var blocks = reader.ReadBlocks(head.Chain, head.Block, 1);
                var entries = reader.ReadEntries(head.Chain, head.Number, 1, null);
                return (head, blocks, entries, reader.ReadHead(head.Chain) ?? verified);
            },
            cancellation);
        if (now.Block != head.Block)
            return null;
        if (blocks.Count > 0)
            return new(blocks[0].Block, null, $"Block {blocks[0].Block} stands after the end of the chain at block {head.Block}.");
        return entries.Count > 0
            ? new(entries[0].Block, entries[0].Position.Number, $"Entry {entries[0].Position.Number} stands after the end of the chain at entry {head.Number}.")
            : null;
    }

    private static LedgerMismatch Missing(LedgerBlock block, long number) =>
        new(block.Block, number, $"Entry {number} of block {block.Block} is missing.");

    private static LedgerVerification Wrong(ChainHead found, LedgerMismatch mismatch) =>
        new(found.Block, found.Number, found.Hash, mismatch);
}
