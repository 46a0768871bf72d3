namespace Directives.Bench.Load;

/// <param name="Post">Its id.</param>
/// <param name="Person">Who holds it.</param>
internal sealed record Seat(string Post, string Person)
{
    /// <summary>
    /// Posts that are held, in no order: some that act by themselves, spread evenly over the file and so over the offices,
    /// and as evenly some of the others, which are a quarter at least.
    /// </summary>
    public static (Seat[] Officers, Seat[] Submitted) Take(string file, int officers, int submitted)
    {
        var held = File.ReadLines(file).Skip(1)
            .Select(line => line.Split(','))
            .Select(fields => (Post: fields[0], Person: Array.Find(fields, field => field.StartsWith("p-", StringComparison.Ordinal))))
            .Where(post => post.Person is not null)
            .Select(post => new Seat(post.Post, post.Person!))
            .ToList();
        var (own, others) = Spread(held, Math.Min(officers, held.Count * 3 / 4));
        return (own, Spread([.. others], submitted).Taken);
    }

    private static (Seat[] Taken, Seat[] Left) Spread(List<Seat> seats, int count)
    {
        var parts = seats.Index().ToLookup(seat => (seat.Index + 1L) * count / seats.Count > (long)seat.Index * count / seats.Count, seat => seat.Item);
        var taken = parts[true].ToArray();
        new Random(1).Shuffle(taken);
        return (taken, [.. parts[false]]);
    }
}

/// <summary>What the posts of one kind have still to acknowledge: each post once for each directive, each act once.</summary>
/// <param name="skip">The first directives, which are left alone.</param>
internal sealed class Seats(IReadOnlyList<Seat> seats, bool open, int skip)
{
    private long next = (long)skip * seats.Count;
    private long opened = (long)skip * seats.Count;
    private long again;
    private long end;

    public IReadOnlyList<Seat> All => seats;

    /// <summary>Acts that can be taken now.</summary>
    public long Ready => Math.Max(0, Until - Next);

    /// <summary>The first act that cannot be taken now.</summary>
    public long Until { get; private set; }

    /// <summary>Acts that are left.</summary>
    public long Left => end - Interlocked.Read(ref next);

    /// <summary>Acts that have been done.</summary>
    public long Acted => Next - ((long)skip * seats.Count);

    /// <summary>Directives have been served, BENCH/1 to BENCH/n.</summary>
    public void Serve(int directives)
    {
        end = (long)directives * seats.Count;
        if (!open)
            (opened, Until) = (end, end);
    }

    /// <summary>The next act; null where none is ready.</summary>
    public (Seat Seat, int Directive, long Index)? Take()
    {
        var index = Interlocked.Increment(ref next) - 1;
        if (index < Until)
            return At(index);
        Interlocked.Decrement(ref next);
        return null;
    }

    /// <summary>An act that has been done already.</summary>
    public (Seat Seat, int Directive, long Index)? TakeAgain() => At(((long)skip * seats.Count) + (Interlocked.Increment(ref again) % Math.Max(1, Acted)));

    /// <summary>Makes so many acts ready and no more, or all that there are.</summary>
    /// <returns>Those that have still to be opened.</returns>
    public IEnumerable<(Seat Seat, int Directive, long Index)> MakeReady(long count)
    {
        for (Until = Math.Min(end, next + count); opened < Until; opened++)
            yield return At(opened);
    }

    /// <summary>Of a directive: how many have been opened and how many acknowledged.</summary>
    public (long Opened, long Acknowledged) CountsOf(int directive) => (Within(opened, directive), Within(next, directive));

    /// <summary>The directives that acts between two indices belong to.</summary>
    public IEnumerable<int> DirectivesBetween(long from, long to) =>
        to <= from ? [] : Enumerable.Range((int)(from / seats.Count) + 1, (int)((to - 1) / seats.Count) - (int)(from / seats.Count) + 1);

    public long Next => Interlocked.Read(ref next);

    private long Within(long index, int directive) => Math.Clamp(index - ((long)(directive - 1) * seats.Count), 0, seats.Count);

    private (Seat Seat, int Directive, long Index) At(long index) =>
        (seats[(int)(index % seats.Count)], (int)(index / seats.Count) + 1, index);
}
