using Directives.Grains;
using Directives.Silo.Storage;
using Microsoft.Extensions.Options;

namespace Directives.Silo.Relay;

/// <summary>
/// Reads the ledger onward from a stored position and brings about what follows from each fact. Departments keep what
/// they count in memory; now and then it has them store it, and then stores its position. A batch that was
/// interrupted, and whatever was counted and not stored, is delivered again; every receiver takes a repeat for what it
/// is.
/// </summary>
internal sealed partial class RelayService(
    ILedger ledger,
    IRelayPositions positions,
    Delivery delivery,
    RelayProgress progress,
    IOptions<RelayOptions> options,
    ProductClock time,
    ILogger<RelayService> logger) : BackgroundService
{
    private const string Name = "relay";
    private const int ManyActs = 64;
    private const int FewRegisters = 1_000;
    private const int FactsOfARegister = 8;
    private static readonly TimeSpan PauseForAnAct = TimeSpan.FromMilliseconds(0.5);
    private static readonly TimeSpan LongestRetryDelay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private int chain;
    private long delivered;
    private long stored;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        chain = ledger.Head.Chain;
        await RetryAsync(async () => stored = await positions.LoadAsync(chain, Name, stoppingToken), stoppingToken);
        LogStarted(new(chain, stored), ledger.Head);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                delivered = stored;
                progress.Set(new(chain, stored));
                await RunAsync(stoppingToken);
            }
            catch (RegisterLostException lost)
            {
                LogLost(lost.Message, new(chain, stored));
                delivery.Unstored.Take();
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                await StoreLastAsync();
            }
        }
    }

    /// <summary>Delivers and stores until one of them ends, by an exception.</summary>
    private async Task RunAsync(CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Task[] both = [DeliverAsync(ended.Token), StoreAsync(ended.Token)];
        var first = await Task.WhenAny(both);
        await ended.CancelAsync();
        await Task.WhenAll(both).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    private async Task DeliverAsync(CancellationToken stopping)
    {
        while (true)
        {
            var after = new LedgerPosition(chain, delivered);
            await ledger.WaitAsync(after, stopping);
            IReadOnlyList<LedgerEntry> entries = [];
            await RetryAsync(async () => entries = await ledger.ReadAsync(after, options.Value.BatchSize, null, stopping), stopping);
            if (entries.Count == 0)
                continue;

            Failpoint.Reach(Failpoint.RelayRead);
            await RetryAsync(() => delivery.DeliverAsync(entries, stopping), stopping);
            Failpoint.Reach(Failpoint.RelayDelivered);
            Volatile.Write(ref delivered, entries[^1].Position.Number);
            progress.Set(entries[^1].Position);
            if (PauseAfter(entries) is var pause && pause > TimeSpan.Zero)
                await Task.Delay(pause, time, stopping);
        }
    }

    /// <summary>
    /// Where acts come by the hundred, the next batch is given time to become larger: then departments high up, to which
    /// every act's tally climbs, are counted less often. Orders wait for nothing on their way down, and a batch that is as
    /// large as one may be has enough behind it.
    /// </summary>
    private TimeSpan PauseAfter(IReadOnlyList<LedgerEntry> entries)
    {
        if (entries.Count < ManyActs || entries.Count >= options.Value.BatchSize || !entries.All(entry => entry.Fact is OfficerFact or ComplianceReported))
            return TimeSpan.Zero;
        var pause = PauseForAnAct * entries.Count;
        return pause < options.Value.MaxPause ? pause : options.Value.MaxPause;
    }

    private async Task StoreAsync(CancellationToken stopping)
    {
        using var interval = new PeriodicTimer(options.Value.StoreInterval, time);
        var last = time.GetTimestamp();
        while (await interval.WaitForNextTickAsync(stopping))
        {
            if (!IsStoringCheap() && time.GetElapsedTime(last) < options.Value.LongestStoreInterval)
                continue;
            await TryStoreAsync(stopping);
            last = time.GetTimestamp();
        }
    }

    /// <summary>
    /// Whether registers are few, or few beside the facts that were counted in them: where acts come to tens of thousands of
    /// offices, storing after each few of them would cost as much as the acts themselves.
    /// </summary>
    private bool IsStoringCheap()
    {
        var registers = delivery.Unstored.Count;
        return registers <= FewRegisters || Volatile.Read(ref delivered) - stored >= (long)FactsOfARegister * registers;
    }

    private async Task StoreLastAsync()
    {
        using var patience = new CancellationTokenSource(StopPatience, time);
        await TryStoreAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Has everything stored that follows from the facts up to where the relay has come, and then the position.</summary>
    private async Task TryStoreAsync(CancellationToken stopping)
    {
        // What is delivered from here on is either in the registers taken or among the next ones.
        var reached = Volatile.Read(ref delivered);
        var registers = delivery.Unstored.Take();
        try
        {
            await delivery.StoreAsync(registers, stopping);
            if (reached != stored)
                await positions.SaveAsync(chain, Name, reached, stopping);
        }
        catch (Exception exception) when (exception is not RegisterLostException)
        {
            delivery.Unstored.PutBack(registers);
            stopping.ThrowIfCancellationRequested();
            LogNotStored(exception, new(chain, stored));
            return;
        }

        stored = reached;
        Failpoint.Reach(Failpoint.RelayStored);
    }

    /// <summary>Tries until it succeeds: a fact that cannot be delivered now holds up those after it, and is never passed over.</summary>
    private async Task RetryAsync(Func<Task> step, CancellationToken stopping)
    {
        for (var delay = options.Value.RetryDelay; ; delay = delay * 2 < LongestRetryDelay ? delay * 2 : LongestRetryDelay)
        {
            try
            {
                await step();
                return;
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested && exception is not RegisterLostException)
            {
                LogRetrying(exception, progress.Position, delay);
                await Task.Delay(delay, time, stopping);
            }
        }
    }
}
