using System.Runtime.InteropServices;
using Directives.Grains;

namespace Directives.Gateway.Web;

/// <summary>
/// What was done under one directive, in the order of the ledger: when, in which department and what. It is read from
/// the ledger once and onward from there, only as far as the relay has come, so that it agrees with the counts.
/// </summary>
internal sealed class DirectiveJournal(string directive, ILedger ledger, IRelayProgress relay)
{
    private const int PageSize = 1_000;
    private const string NoDepartment = "";

    private readonly List<Line> lines = [];
    private readonly List<string> departments = [];
    private readonly Dictionary<string, int> indexes = new(StringComparer.Ordinal);
    private readonly HashSet<string> declined = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private Task last = Task.CompletedTask;
    private LedgerPosition position = new(relay.Position.Chain, 0);

    /// <param name="isWithin">Whether a department is in the subtree that is asked for.</param>
    /// <returns>The running counts of the subtree, from the first act to the last.</returns>
    public Task<Timeline> GetTimelineAsync(Func<string, ValueTask<bool>> isWithin, CancellationToken cancellation) =>
        ReadAsync(isWithin, (found, _) => Task.FromResult(Timeline.Of(found)), cancellation);

    /// <returns>The newest facts of the subtree that a list of events shows, the newest first, and up to where this is so.</returns>
    public Task<(LedgerPosition Position, IReadOnlyList<LedgerEntry> Entries)> GetLatestAsync(
        Func<string, ValueTask<bool>> isWithin, int count, CancellationToken cancellation) =>
        ReadAsync(isWithin, async (found, within) =>
        {
            var entries = new List<LedgerEntry>(count);
            for (var i = lines.Count - 1; i >= 0 && entries.Count < count; i--)
            {
                if (lines[i].IsShown && within[lines[i].Department])
                    entries.AddRange(await ledger.ReadAsync(position with { Number = lines[i].Number - 1 }, 1, directive, cancellation));
            }

            return (position, (IReadOnlyList<LedgerEntry>)entries);
        }, cancellation);

    /// <summary>One reader after the other.</summary>
    private Task<T> ReadAsync<T>(
        Func<string, ValueTask<bool>> isWithin, Func<IEnumerable<Line>, bool[], Task<T>> answer, CancellationToken cancellation)
    {
        lock (gate)
        {
            var reading = ReadAfterAsync(last, isWithin, answer, cancellation);
            last = reading;
            return reading;
        }
    }

    private async Task<T> ReadAfterAsync<T>(
        Task previous, Func<string, ValueTask<bool>> isWithin, Func<IEnumerable<Line>, bool[], Task<T>> answer, CancellationToken cancellation)
    {
        await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        cancellation.ThrowIfCancellationRequested();
        await CatchUpAsync(cancellation);
        var within = new bool[departments.Count];
        for (var i = 0; i < within.Length; i++)
            within[i] = departments[i] == NoDepartment || await isWithin(departments[i]);
        return await answer(lines.Where(line => within[line.Department]), within);
    }

    private async Task CatchUpAsync(CancellationToken cancellation)
    {
        var passed = relay.Position;
        while (position.Number < passed.Number)
        {
            var entries = await ledger.ReadAsync(position, PageSize, directive, cancellation);
            foreach (var entry in entries)
            {
                if (entry.Position.Number > passed.Number)
                    break;
                Add(entry);
                position = entry.Position;
            }

            if (entries.Count < PageSize || entries[^1].Position.Number > passed.Number)
                position = passed;
        }
    }

    private void Add(LedgerEntry entry)
    {
        var act = entry.Fact switch
        {
            Opened => Act.Opened,
            Declined => Act.Declined,
            Acknowledged => declined.Remove(entry.GrainKey) ? Act.AcknowledgedAfterDeclining : Act.Acknowledged,
            Issued or DeadlinePassed or Reminded or Escalated or ComplianceReported or AnswerFact or SampleDrawn or Verified => Act.Other,
            _ => Act.None,
        };
        if (act is Act.None)
            return;
        if (act is Act.Declined)
            declined.Add(entry.GrainKey);

        var department = entry.Department() ?? NoDepartment;
        ref var index = ref CollectionsMarshal.GetValueRefOrAddDefault(indexes, department, out var known);
        if (!known)
        {
            index = departments.Count;
            departments.Add(department);
        }

        lines.Add(new Line(entry.Position.Number, index, (int)(entry.Fact.At.ToUnixTimeSeconds() - Line.Epoch), act));
    }

    internal enum Act : byte
    {
        None,
        Opened,
        Declined,
        Acknowledged,
        AcknowledgedAfterDeclining,
        Other,
    }

    /// <param name="Number">Where it stands in the ledger.</param>
    /// <param name="Second">Since the start of 2020.</param>
    internal readonly record struct Line(long Number, int Department, int Second, Act Act)
    {
        public const long Epoch = 1_577_836_800;

        public bool IsShown => Act is not Act.Opened;

        public long At => Epoch + Second;
    }
}
