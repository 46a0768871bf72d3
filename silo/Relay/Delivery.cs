using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using Directives.Grains;
using Microsoft.Extensions.Options;
using Orleans;

namespace Directives.Silo.Relay;

/// <summary>
/// Brings about what follows from a batch of facts: an order goes to the next offices, acts go into the register of
/// their office, and the tallies that changed go up, deepest first, each parent once.
/// </summary>
internal sealed partial class Delivery(
    IGrainFactory grains, IOptions<RelayOptions> options, ILogger<Delivery> logger)
{
    /// <summary>
    /// Counting and storing what was counted go on beside the acts: few at a time, so that who acts or asks never stands behind
    /// many of them.
    /// </summary>
    private const int MaxBeside = 128;
    private const int MaxFailures = 16;

    /// <summary>What has been counted and not stored.</summary>
    public UnstoredRegisters Unstored { get; } = new();

    /// <summary>
    /// Delivers a batch. When it returns, every effect has taken place, and is durable or among what is not stored.
    /// </summary>
    /// <exception cref="RegisterLostException">An earlier effect that was not stored is gone.</exception>
    public async Task DeliverAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellation)
    {
        var batch = new Batch();
        foreach (var entry in entries)
        {
            if (entry.Fact is RegistryImported imported)
            {
                await DeliverAsync(batch, cancellation);
                await EstablishAsync(imported, cancellation);
                batch = new Batch();
            }
            else
            {
                batch.Add(entry);
            }
        }

        await DeliverAsync(batch, cancellation);
    }

    /// <summary>Has departments store what they have counted.</summary>
    /// <exception cref="RegisterLostException">One has ended before.</exception>
    public Task StoreAsync(
        IReadOnlyDictionary<(string Directive, string Department), Guid> registers, CancellationToken cancellation) => Parallel.ForEachAsync(
        registers,
        UpTo(Math.Min(options.Value.MaxInFlight, MaxBeside), cancellation),
        async (register, token) =>
        {
            var (directive, department) = register.Key;
            if (!await grains.GetGrain<IDepartmentGrain>(department).StoreRegister(directive, register.Value).WaitAsync(token))
                throw new RegisterLostException(directive, department);
            Failpoint.Reach(Failpoint.RegisterStored);
        });

    private async Task DeliverAsync(Batch batch, CancellationToken cancellation)
    {
        var reports = new ConcurrentDictionary<(string Directive, string Department), TallyReport>();
        await InFlightAsync(batch.Drafts, ListDraftAsync, cancellation);
        // One after the other: the list has them in the order of their issue.
        foreach (var issued in batch.Issued)
            await ListAsync(issued, cancellation);
        foreach (var version in batch.Linking)
            await LinkAsync(version, cancellation);
        foreach (var period in batch.Periods)
            await OpenAsync(period, cancellation);
        foreach (var change in batch.Revised)
            await ClosePeriodsAsync(change, cancellation);
        var orders = await OrdersAsync(batch, cancellation);
        var endorsements = await EndorsementsAsync(batch, cancellation);
        await InFlightAsync(batch.Receivers(orders, endorsements), (to, token) => ReceiveAsync(to.Order, to.Department, reports, token), cancellation);
        await InFlightAsync(batch.Exemptions, (exemptions, token) => ExemptAsync(exemptions.Key, exemptions.Value, reports, token), cancellation);
        await InFlightAsync(batch.Recounted, (office, token) => RecountAsync(office, reports, token), cancellation);
        await InFlightAsync(batch.Acts, (acts, token) => RegisterAsync(acts.Key, acts.Value, reports, token), cancellation, MaxBeside);
        await ClimbAsync(reports, cancellation);
    }

    private async ValueTask ListAsync(string directive, CancellationToken cancellation)
    {
        // Periods are listed under their directive.
        if (await grains.GetGrain<IDirectiveGrain>(directive).Get() is not { Period: null } issued)
            return;
        var line = new DirectiveLine(
            directive, issued.Draft.Title, issued.Draft.Precedence, issued.IssuedAt, issued.Draft.Jurisdiction);
        await grains.GetGrain<IDirectiveListGrain>(IDirectiveListGrain.Key).Add(line);
    }

    /// <summary>As the draft stands by now, so that it matters not how often or how late that is done.</summary>
    private async ValueTask ListDraftAsync(string number, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var list = grains.GetGrain<IDraftListGrain>(IDraftListGrain.Key);
        if (await grains.GetGrain<IDirectiveGrain>(number).GetDraft() is { ApprovedBy: null, IssuedAt: null } waiting)
        {
            await list.Put(new DraftLine(
                number, waiting.Draft.Title, waiting.Draft.Issuer, waiting.DraftedBy, waiting.DraftedAt, waiting.Edition, waiting.Amends));
        }
        else
        {
            await list.Remove(number);
        }
    }

    private async Task<IReadOnlyDictionary<string, DirectiveOrder>> OrdersAsync(Batch batch, CancellationToken cancellation)
    {
        var orders = new ConcurrentDictionary<string, DirectiveOrder>(StringComparer.Ordinal);
        await InFlightAsync(
            batch.GoingDown,
            async (directive, _) =>
            {
                if (await grains.GetGrain<IDirectiveGrain>(directive).GetOrder() is { } order)
                    orders[directive] = order;
            },
            cancellation);
        return orders;
    }

    private async ValueTask ReceiveAsync(
        DirectiveOrder order, string department,
        ConcurrentDictionary<(string, string), TallyReport> reports, CancellationToken cancellation)
    {
        try
        {
            var receipt = await grains.GetGrain<IDepartmentGrain>(department).Receive(order, cancellation);
            reports[(order.Number, department)] = receipt.Tally;
            Failpoint.Reach(Failpoint.RelayReceived);
        }
        catch (RefusedException refusal) when (refusal.Reason is DepartmentRules.NotInForce)
        {
            // It went out of force on its way: nobody here was served.
        }
        catch (RefusedException refusal) when (refusal.Refusal is not Refusal.Exhausted)
        {
            LogNotReceived(order.Number, department, refusal.Message);
        }
    }

    private async ValueTask ExemptAsync(
        (string Directive, string Department) office, ImmutableArray<SeatExemption> exemptions,
        ConcurrentDictionary<(string, string), TallyReport> reports, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (await grains.GetGrain<IDepartmentGrain>(office.Department).Exempt(office.Directive, exemptions) is { } tally)
            reports[office] = tally;
    }

    private async ValueTask RecountAsync(
        (string Directive, string Department) office,
        ConcurrentDictionary<(string, string), TallyReport> reports, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (await grains.GetGrain<IDepartmentGrain>(office.Department).GetTally(office.Directive) is { } tally)
            reports[office] = tally;
    }

    private async ValueTask RegisterAsync(
        (string Directive, string Department) office, ImmutableArray<RegisteredAct> acts,
        ConcurrentDictionary<(string, string), TallyReport> reports, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var entered = await grains.GetGrain<IDepartmentGrain>(office.Department).Register(office.Directive, acts);
        Unstored.Add(office.Directive, office.Department, entered.Activation);
        reports[office] = entered.Tally;
        Failpoint.Reach(Failpoint.RelayRegistered);
    }

    /// <summary>Takes tallies up a level at a time, so that each department counts all its children's news at once.</summary>
    private async Task ClimbAsync(
        ConcurrentDictionary<(string Directive, string Department), TallyReport> reports, CancellationToken cancellation)
    {
        while (!reports.IsEmpty)
        {
            var depth = reports.Values.Max(report => report.Depth);
            var level = reports.Where(report => report.Value.Depth == depth).ToList();
            foreach (var report in level)
                reports.TryRemove(report.Key, out _);

            var parents = level
                .Where(report => report.Value.Parent is not null)
                .GroupBy(report => (report.Key.Directive, Parent: report.Value.Parent!), report => report.Value)
                .Select(children => (children.Key.Directive, children.Key.Parent, Reports: children.ToImmutableArray()));
            await InFlightAsync(
                parents,
                async (family, _) =>
                {
                    var parent = grains.GetGrain<IDepartmentGrain>(family.Parent);
                    if (await parent.Gather(family.Directive, family.Reports) is { } entered)
                    {
                        Unstored.Add(family.Directive, family.Parent, entered.Activation);
                        reports[(family.Directive, family.Parent)] = entered.Tally;
                    }

                    Failpoint.Reach(Failpoint.RelayClimbed);
                },
                cancellation,
                MaxBeside);
        }
    }

    /// <summary>
    /// One that fails holds up none of the others, and the whole fails after them. Where many fail, the rest waits for the next
    /// attempt.
    /// </summary>
    private async Task InFlightAsync<T>(
        IEnumerable<T> items, Func<T, CancellationToken, ValueTask> deliver, CancellationToken cancellation, int most = int.MaxValue)
    {
        var failures = new ConcurrentQueue<Exception>();
        await Parallel.ForEachAsync(items, UpTo(Math.Min(options.Value.MaxInFlight, most), cancellation), async (item, token) =>
        {
            try
            {
                await deliver(item, token);
            }
            catch (Exception failure) when (failure is not RegisterLostException && !token.IsCancellationRequested && failures.Count < MaxFailures)
            {
                failures.Enqueue(failure);
            }
        });
        if (failures.TryPeek(out var first))
            ExceptionDispatchInfo.Throw(first);
    }

    private static ParallelOptions UpTo(int calls, CancellationToken cancellation) =>
        new() { MaxDegreeOfParallelism = calls, CancellationToken = cancellation };
}
