using Directives.Grains;
using Microsoft.Extensions.Options;

namespace Directives.Silo.Storage;

/// <summary>The ledger, what falls due and how far its readers have come, as the rest of the silo sees them.</summary>
internal sealed class Ledger(
    LedgerTail tail, WriteQueue writes, ReadQueue reads, IOptions<StorageOptions> options, ProductClock time)
    : ILedger, IDueQueue, IRelayPositions
{
    private const int MaxCount = 65_536;

    public LedgerPosition Head => tail.Head;

    public async Task<IReadOnlyList<LedgerEntry>> ReadAsync(
        LedgerPosition after, int count, string? directive, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        cancellation.ThrowIfCancellationRequested();
        count = Math.Min(count, MaxCount);
        if (tail.Read(after, count, directive) is { } recent)
            return recent;

        var stored = await reads.RunAsync(reader => reader.ReadEntries(after.Chain, after.Number, count, directive), cancellation);
        return stored.ConvertAll(entry => FactFormat.Read(entry));
    }

    public async Task WaitAsync(LedgerPosition after, CancellationToken cancellation)
    {
        if (after.Chain == tail.Head.Chain)
        {
            await tail.WaitAsync(after, cancellation);
            return;
        }

        while (await reads.RunAsync(reader => reader.ReadHead(after.Chain)?.Number ?? 0, cancellation) <= after.Number)
            await Task.Delay(options.Value.PollInterval, time, cancellation);
    }

    async Task<IReadOnlyList<DueRow>> IDueQueue.ReadAsync(DateTimeOffset now, int count, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return await reads.RunAsync(reader => reader.ReadDue(now, Math.Min(count, MaxCount)), cancellation);
    }

    public Task<DateTimeOffset?> NextAsync(CancellationToken cancellation) => reads.RunAsync(reader => reader.NextDue(), cancellation);

    public Task RemoveAsync(DueRow row, CancellationToken cancellation) => writes.Add(new DueRemoval(row)).WaitAsync(cancellation);

    public Task<long> LoadAsync(int chain, string name, CancellationToken cancellation) =>
        reads.RunAsync(reader => reader.ReadPosition(chain, name), cancellation);

    public Task SaveAsync(int chain, string name, long number, CancellationToken cancellation) =>
        writes.Add(new PositionWrite(chain, name, number)).WaitAsync(cancellation);
}
