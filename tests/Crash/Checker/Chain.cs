using System.Data.Common;
using System.Text.Json;

namespace Directives.Crash.Checker;

/// <summary>An entry of the ledger.</summary>
/// <param name="At">Microseconds since 1970-01-01 UTC.</param>
internal sealed record Fact(long Number, string Kind, string GrainType, string GrainKey, string? Directive, long At, JsonElement Members)
{
    public string Operation => Members.Text("operationId");
}

/// <summary>The chain of blocks as it was verified so far, with its facts.</summary>
internal sealed class Chain(Findings findings)
{
    private const int ChainId = 1;
    private readonly Dictionary<string, List<Fact>> byDirective = new(StringComparer.Ordinal);
    private long block;
    private byte[] hash = new byte[32];

    public List<Fact> Facts { get; } = [];

    /// <summary>The facts of a directive.</summary>
    public IReadOnlyList<Fact> FactsOf(string directive) => byDirective.TryGetValue(directive, out var facts) ? facts : [];

    /// <summary>Verifies what was appended since, and that what was verified before is still what it was.</summary>
    public void Advance(DbConnection connection)
    {
        if (block > 0)
        {
            var stored = connection.Query("SELECT hash FROM ledger_block WHERE chain = @chain AND block = @block", ("chain", ChainId), ("block", block)).FirstOrDefault();
            if (stored is not [byte[] now] || !now.AsSpan().SequenceEqual(hash))
            {
                findings.Add(Broken.Unverified, $"block {block} of the chain is not the one that was there before: history was lost or replaced");
                return;
            }
        }

        var blocks = connection.Query(
            "SELECT block, first_number, entries, at, root, previous, hash FROM ledger_block WHERE chain = @chain AND block > @block ORDER BY block",
            ("chain", ChainId), ("block", block)).ToList();
        var entries = new Queue<(Fact Fact, long Block, byte[] Leaf)>(ReadEntries(connection, Facts.Count));
        foreach (var row in blocks)
        {
            if (!Append(row, entries))
                return;
        }

        findings.Require(entries.Count == 0, Broken.Unverified, $"{entries.Count} entries of the ledger are in no block, the first is {Facts.Count + 1}");
        CheckHead(connection);
    }

    private bool Append(object?[] row, Queue<(Fact Fact, long Block, byte[] Leaf)> entries)
    {
        var (number, first, count, at) = (row[0].Number(), row[1].Number(), row[2].Number(), row[3].Number());
        var (root, previous, stored) = ((byte[])row[4]!, (byte[])row[5]!, (byte[])row[6]!);
        if (number != block + 1 || first != Facts.Count + 1 || !previous.AsSpan().SequenceEqual(hash))
            return Wrong($"block {number} does not follow block {block}");
        if (!Rfc6962.Block(ChainId, number, first, count, at, root, previous).AsSpan().SequenceEqual(stored))
            return Wrong($"the hash of block {number} is not that of its columns");

        var leaves = new List<byte[]>();
        while (leaves.Count < count)
        {
            if (!entries.TryDequeue(out var entry) || entry.Fact.Number != Facts.Count + 1 || entry.Block != number)
                return Wrong($"entry {Facts.Count + 1} of block {number} is missing");
            leaves.Add(entry.Leaf);
            Facts.Add(entry.Fact);
            if (entry.Fact.Directive is { } directive)
            {
                if (!byDirective.TryGetValue(directive, out var facts))
                    byDirective[directive] = facts = [];
                facts.Add(entry.Fact);
            }
        }

        (block, hash) = (number, stored);
        return Rfc6962.Root(leaves).AsSpan().SequenceEqual(root) || Wrong($"the root of block {number} is not that of its entries");
    }

    private void CheckHead(DbConnection connection)
    {
        var head = connection.Query("SELECT last_block, last_number, head FROM chain WHERE id = @chain", ("chain", ChainId)).FirstOrDefault();
        var right = head is [var lastBlock, var lastNumber, byte[] lastHash]
            && lastBlock.Number() == block && lastNumber.Number() == Facts.Count && lastHash.AsSpan().SequenceEqual(hash);
        findings.Require(right, Broken.Unverified, $"the head of the chain is not block {block} with entry {Facts.Count}");
    }

    private bool Wrong(string what)
    {
        findings.Add(Broken.Unverified, what);
        return false;
    }

    private static IEnumerable<(Fact, long, byte[])> ReadEntries(DbConnection connection, long after)
    {
        var rows = connection.Query(
            "SELECT number, block, kind, grain_type, grain_key, directive, at, payload FROM ledger_entry WHERE chain = @chain AND number > @after ORDER BY number",
            ("chain", ChainId), ("after", after));
        foreach (var row in rows)
        {
            var (kind, type, key, directive, at, payload) =
                ((string)row[2]!, (string)row[3]!, (string)row[4]!, (string?)row[5], row[6].Number(), (string)row[7]!);
            using var members = JsonDocument.Parse(payload);
            yield return (
                new Fact(row[0].Number(), kind, type, key, directive, at, members.RootElement.Clone()), row[1].Number(),
                Rfc6962.Leaf(kind, type, key, directive, at, payload));
        }
    }
}
