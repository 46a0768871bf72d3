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
    private readonly List<Posts> held = [];
    private readonly Dictionary<string, string> seats = new(StringComparer.Ordinal);
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
        var at = (int)(entry.Fact.At.ToUnixTimeSeconds() - Line.Epoch);
        switch (entry.Fact)
        {
            case Received fact when PostsOf(entry.GrainKey, out _) is var posts && fact.Version > posts.Version:
                TakeBack(entry, at, [.. posts.Acts.Keys]);
                posts.Version = fact.Version;
                break;
            case ServedAnew fact:
                TakeBack(entry, at, fact.Posts.Select(post => post.Seat).Concat(fact.Removed));
                break;
            case OfficerFact when PostId.TryParse(entry.GrainKey, out _, out var seat):
                Add(entry, at, seat);
                break;
            case Issued or DeadlinePassed or Reminded or Escalated or Endorsed or ComplianceReported or AnswerFact or SampleDrawn or Verified:
                PostsOf(entry.Department() ?? NoDepartment, out var index);
                lines.Add(new Line(entry.Position.Number, index, at, Act.Other));
                break;
        }
    }

    private void Add(LedgerEntry entry, int at, string seat)
    {
        var posts = PostsOf(entry.Department() ?? NoDepartment, out var index);
        ref var acts = ref CollectionsMarshal.GetValueRefOrAddDefault(posts.Acts, Pooled(seat), out _);
        var act = entry.Fact switch
        {
            Opened => Act.Opened,
            Declined => Act.Declined,
            Acknowledged => acts.HasFlag(Acts.Declined) ? Act.AcknowledgedAfterDeclining : Act.Acknowledged,
            _ => Act.None,
        };
        acts = act switch
        {
            Act.Opened => acts | Acts.Opened,
            Act.Declined => acts | Acts.Declined,
            Act.None => acts,
            _ => (acts & ~Acts.Declined) | Acts.Acknowledged,
        };
        if (act is not Act.None)
            lines.Add(new Line(entry.Position.Number, index, at, act));
    }

    /// <summary>A new version, or another person, is to answer: what was done before counts no more.</summary>
    private void TakeBack(LedgerEntry entry, int at, IEnumerable<string> gone)
    {
        var posts = PostsOf(entry.GrainKey, out var index);
        foreach (var seat in gone)
        {
            if (!posts.Acts.Remove(seat, out var acts))
                continue;
            if (acts.HasFlag(Acts.Opened))
                lines.Add(new Line(entry.Position.Number, index, at, Act.NotOpened));
            if (acts.HasFlag(Acts.Declined))
                lines.Add(new Line(entry.Position.Number, index, at, Act.NotDeclined));
            if (acts.HasFlag(Acts.Acknowledged))
                lines.Add(new Line(entry.Position.Number, index, at, Act.NotAcknowledged));
        }
    }

    private Posts PostsOf(string department, out int index)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(indexes, department, out var exists);
        if (!exists)
        {
            known = departments.Count;
            departments.Add(department);
            held.Add(new Posts());
        }

        index = known;
        return held[index];
    }

    /// <summary>Offices have the same seats by the thousand.</summary>
    private string Pooled(string seat)
    {
        ref var pooled = ref CollectionsMarshal.GetValueRefOrAddDefault(seats, seat, out _);
        return pooled ??= seat;
    }

    /// <summary>What has been done on a post and counts.</summary>
    [Flags]
    private enum Acts : byte
    {
        None = 0,
        Opened = 1,
        Declined = 2,
        Acknowledged = 4,
    }

    /// <summary>The posts of a department that have acted on the version that it received last.</summary>
    private sealed class Posts
    {
        public int Version { get; set; }

        public Dictionary<string, Acts> Acts { get; } = new(StringComparer.Ordinal);
    }

    internal enum Act : byte
    {
        None,
        Opened,
        Declined,
        Acknowledged,
        AcknowledgedAfterDeclining,

        /// <summary>What was done counts no more.</summary>
        NotOpened,
        NotDeclined,
        NotAcknowledged,
        Other,
    }

    /// <param name="Number">Where it stands in the ledger.</param>
    /// <param name="Second">Since the start of 2020.</param>
    internal readonly record struct Line(long Number, int Department, int Second, Act Act)
    {
        public const long Epoch = 1_577_836_800;

        public bool IsShown => Act is not (Act.Opened or Act.NotOpened or Act.NotDeclined or Act.NotAcknowledged);

        public long At => Epoch + Second;
    }
}
