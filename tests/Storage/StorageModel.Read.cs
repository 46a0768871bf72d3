using Directives.Grains;
using Directives.Silo.Storage;

namespace Directives.Tests.Storage;

/// <summary>What is read, against what the model holds.</summary>
internal sealed partial class StorageModel
{
    /// <summary>Everything that the storage holds is what the model holds.</summary>
    public async Task CheckAllAsync()
    {
        for (var row = 0; row < Rows; row++)
            await ReadAsync(row);
        for (var after = 0; after <= facts.Count; after += 7)
            await ReadLedgerAsync(after, 7, null);
        foreach (var directive in Directives)
            await ReadLedgerAsync(0, facts.Count + 1, directive);
        await ReadDueAsync(TestLedger.Noon.AddYears(1), 1000);
        foreach (var (name, number) in positions)
            Assert.Equal(number, await Ledger.Positions.LoadAsync(1, name, default));
        Assert.Equal(0, await Ledger.Positions.LoadAsync(1, $"{run}/none", default));
        Assert.Equal(before + facts.Count, Ledger.Ledger.Head.Number);
        await Ledger.VerifyAsync();
    }

    private async Task ReadAsync(int row)
    {
        var (version, operation, reason) = Stored(row);
        var read = await Ledger.ReadAsync(Grain(row), "state");
        Assert.Equal(version == 0 ? null : Text(version), read.ETag);
        Assert.Equal(operation is not null, read.RecordExists);
        Assert.Equal((operation, reason), read.State!.Acts.IsEmpty ? (null, null) : (read.State.Acts.Single().Operation, read.State.Acts.Single().Reason));
        Assert.Empty(read.State.Facts);
    }

    private async Task ReadLedgerAsync(int after, int count, string? directive)
    {
        var expected = facts
            .Select((fact, i) => (Number: before + i + 1, fact.Operation, fact.Directive, Key: Grain(fact.Row).Key.ToString()!))
            .Skip(after).Where(fact => directive is null || fact.Directive == directive).Take(count);
        var read = await Ledger.Ledger.ReadAsync(new(1, before + after), count, directive, default);
        Assert.Equal(expected, read.Select(entry => (entry.Position.Number, ((Opened)entry.Fact).OperationId, entry.Fact.Directive, entry.GrainKey)));
        Assert.All(read, entry => Assert.Equal(("officer", TestLedger.Noon), (entry.GrainType, entry.Fact.At)));
    }

    private async Task ReadDueAsync(DateTimeOffset until, int count)
    {
        var rows = due.Select(row => new DueRow(row.Value, "officer", Grain(row.Key.Row).Key.ToString()!, row.Key.What))
            .OrderBy(row => row.At).ThenBy(row => row.GrainKey, StringComparer.Ordinal).ThenBy(row => row.What, StringComparer.Ordinal).ToList();
        Assert.Equal(rows.Where(row => row.At <= until).Take(count), await Ledger.Due.ReadAsync(until, count, default));
        Assert.Equal(rows.Count == 0 ? null : rows[0].At, await Ledger.Due.NextAsync(default));
    }

    /// <summary>The facts of writes that were made at once come in any order, those of one write together.</summary>
    private async Task AppendAnyOrderAsync(List<(int Row, (string Operation, string? Directive)[] Facts)> written)
    {
        var count = written.Sum(write => write.Facts.Length);
        var read = await Ledger.Ledger.ReadAsync(new(1, before + facts.Count), count + 1, null, default);
        Assert.Equal(count, read.Count);
        for (var i = 0; i < read.Count;)
        {
            var first = ((Opened)read[i].Fact).OperationId;
            var (row, own) = Assert.Single(written, write => write.Facts.Length > 0 && write.Facts[0].Operation == first);
            Assert.Equal(own.Select(fact => fact.Operation), read.Skip(i).Take(own.Length).Select(entry => ((Opened)entry.Fact).OperationId));
            facts.AddRange(own.Select(fact => (row, fact.Operation, fact.Directive)));
            i += own.Length;
        }
    }
}
