namespace Directives.Grains;

/// <summary>
/// How an office that has not answered is chased: it is one due row for each directive, which names the next step. When it
/// falls due, every step until then is taken in order, each once, with its own due time.
/// </summary>
public static class Chasing
{
    /// <summary>What falls due: this and the directive's number.</summary>
    public const string DuePrefix = "step/";

    /// <summary>When an office that was served at some time is first to be looked at; null where nothing is owed below it.</summary>
    public static DueEntry? Begin(DepartmentPlace place, DiaryEntry entry, DirectiveOrder order, DateTimeOffset now) =>
        order.Terms is null || entry.Closed is not null ? null : Next(entry, Plan(place, entry, order.Terms), IsOpenAtFirst(entry), now);

    /// <summary>
    /// Something became owed again in an office: what fell due while nothing was owed is not made up for, and what was done stays
    /// done where the clock was ahead then. It is looked at anew at once.
    /// </summary>
    /// <param name="entry">As it will be stored, with this change counted.</param>
    public static DiaryEntry Reopen(DiaryEntry entry, DateTimeOffset now, out DueEntry due)
    {
        due = new DueEntry(AtOnce(entry, now), DuePrefix + entry.Directive);
        return entry.Chase is { Idle: true } chase
            ? entry with { Chase = chase with { Idle = false, Until = now > chase.Until ? now : chase.Until } }
            : entry;
    }

    /// <summary>Takes every step that is due.</summary>
    /// <returns>The state that was given, where there is nothing to write.</returns>
    public static EntryState Pass(EntryState state, DepartmentPlace place, RegisterState register, DirectiveOrder order, DateTimeOffset now)
    {
        if (state.Entry is not { Closed: null } entry || order is not { Status: DirectiveStatus.InForce, Terms: { } terms })
            return state;

        var plan = Plan(place, entry, terms);
        var chase = entry.Chase ?? new Chase(entry.ReceivedAt, false, [], []);
        var owed = new Owed(place, entry, register);
        var facts = ImmutableArray.CreateBuilder<Fact>();
        foreach (var step in plan)
        {
            if (!IsDue(step, chase, now) || owed.Tell(step) is not { } fact)
                continue;
            facts.Add(fact with { Directive = entry.Directive, At = now });
            chase = chase.After(step, fact, now);
        }

        chase = chase with { Until = now > chase.Until ? now : chase.Until };
        var next = Next(entry with { Chase = chase }, plan, owed.IsOpen, now);
        if (facts.Count == 0 && next is null && entry.Chase is { Idle: true })
            return state;
        return state with
        {
            Entry = entry with { Chase = chase with { Idle = next is null }, Changes = entry.Changes + (facts.Count > 0 ? 1 : 0) },
            Facts = facts.DrainToImmutable(),
            Due = next is null ? [] : [next],
        };
    }

    private static bool IsDue(ChaseStep step, Chase chase, DateTimeOffset now) =>
        step.At <= now && (step.Kind is StepKind.Pass ? !chase.Passed.Contains(step.Deadline) : step.At > chase.Until);

    /// <summary>The office's steps in the order of their times.</summary>
    private static ChaseStep[] Plan(DepartmentPlace place, DiaryEntry entry, OrderTerms terms)
    {
        var accountable = ChaseSteps.IsAccountable(place.Kind);
        var steps = new List<ChaseStep>();
        if (entry.AcknowledgeBy is { } acknowledge)
            steps.AddRange(StepsOf(entry, terms, DeadlineKind.Acknowledge, acknowledge, accountable));
        if (entry.ComplyBy is { } comply)
            steps.AddRange(StepsOf(entry, terms, DeadlineKind.Comply, comply, accountable));
        return [.. steps.Distinct().OrderBy(step => step.At).ThenBy(step => step.Kind).ThenBy(step => step.Deadline)];
    }

    /// <summary>Nobody is reminded of an endorsed deadline at a time before it was endorsed.</summary>
    private static IEnumerable<ChaseStep> StepsOf(DiaryEntry entry, OrderTerms terms, DeadlineKind kind, DateTimeOffset by, bool accountable)
    {
        var steps = ChaseSteps.OfOffice(terms, kind, by, accountable);
        return entry.TightenedAt(kind) is { } since ? steps.Where(step => step.At > since) : steps;
    }

    /// <summary>The next step at which there may be something to do: what is not owed now needs no looking at.</summary>
    private static DueEntry? Next(DiaryEntry entry, ChaseStep[] plan, Func<ChaseStep, bool> isOpen, DateTimeOffset now)
    {
        var until = entry.Chase?.Until ?? entry.ReceivedAt;
        foreach (var step in plan)
        {
            var pending = step.Kind is StepKind.Pass ? !(entry.Chase?.Passed.Contains(step.Deadline) ?? false) : step.At > until;
            if (pending && isOpen(step))
                return new DueEntry(step.At > now ? step.At : AtOnce(entry, now), DuePrefix + entry.Directive);
        }

        return null;
    }

    /// <summary>
    /// A time that has come, and has still where the clock turns out to be ahead and is set back. No two changes of an entry have
    /// the same: what was due is taken off the list by its time, and must not take with it what has become due meanwhile.
    /// </summary>
    private static DateTimeOffset AtOnce(DiaryEntry entry, DateTimeOffset now)
    {
        DateTimeOffset[] times = [now, entry.ReceivedAt, entry.AcknowledgeBy ?? now, entry.ComplyBy ?? now];
        return times.Min().AddMicroseconds(-entry.Changes);
    }

    private static Func<ChaseStep, bool> IsOpenAtFirst(DiaryEntry entry)
    {
        var owes = DepartmentRules.Owes(entry);
        return step => owes || (step.Kind is StepKind.Department && !entry.PassedTo.IsEmpty);
    }

    /// <summary>What an office and the offices below it owe now.</summary>
    private sealed class Owed(DepartmentPlace place, DiaryEntry entry, RegisterState register)
    {
        private readonly ImmutableArray<string> seats =
            [.. entry.Served.Where(post => DepartmentRules.IsOutstanding(entry, post, register)).Select(post => post.Seat)];

        private readonly Tally own = DepartmentRules.Own(entry, register);
        private readonly string? head = HeadOf(place);

        /// <summary>A head of department is told of his subtree, of which more may come to be known until then.</summary>
        public bool IsOpen(ChaseStep step) =>
            (step.Kind is StepKind.Department && !entry.PassedTo.IsEmpty)
            || (step.Deadline is DeadlineKind.Acknowledge ? !seats.IsEmpty : own.OfficesUnreported > 0);

        /// <summary>The fact of a step; null where nothing is owed.</summary>
        public Fact? Tell(ChaseStep step)
        {
            if (step.Kind is StepKind.Department)
                return TellDepartment(step);
            if (!IsOpen(step))
                return null;
            var toAnswer = step.Deadline is DeadlineKind.Acknowledge;
            return step.Kind switch
            {
                StepKind.Remind => new Reminded(step.Deadline, step.At, toAnswer ? seats : [], toAnswer && !AnyVacant() ? null : head),
                StepKind.Pass => new DeadlinePassed(step.Deadline, step.At),
                _ => new Escalated(
                    step.Kind, step.Deadline, step.At, PostOf(head), toAnswer ? seats.Length : 0, toAnswer ? 0 : 1, toAnswer ? seats : []),
            };
        }

        private Escalated? TellDepartment(ChaseStep step)
        {
            var whole = DepartmentRules.Report(place, entry, register).Tally;
            var (posts, offices) = step.Deadline is DeadlineKind.Acknowledge ? (whole.Outstanding, 0) : (0, whole.OfficesUnreported);
            return posts + offices == 0 ? null : new Escalated(step.Kind, step.Deadline, step.At, PostOf(head), posts, offices, []);
        }

        private bool AnyVacant() => place.Roster.Any(post => post.Incumbent is null && seats.Contains(post.Seat));

        private string? PostOf(string? seat) => seat is null ? null : PostId.Of(place.Id, seat);
    }

    /// <summary>
    /// The seat of whoever looks after an office: of its head, or where nobody holds charge of that post, of the most senior
    /// officer. Null where the office has nobody.
    /// </summary>
    /// <remarks>Whoever holds additional, acting, current or look-after charge of a post is its incumbent.</remarks>
    public static string? HeadOf(DepartmentPlace place)
    {
        if (place.HeadPost is { } head && PostId.TryParse(head, out _, out var seat)
            && place.Roster.Any(post => post.Seat == seat && post.Incumbent is not null))
        {
            return seat;
        }

        return place.Roster.Where(post => post.Incumbent is not null).MaxBy(post => post.Bps)?.Seat;
    }
}

/// <summary>How far an office has been chased about a directive.</summary>
/// <param name="Until">Steps up to then have been looked at.</param>
/// <param name="Idle">Nothing was owed and no step is to come.</param>
/// <param name="Passed">Deadlines that passed while something was owed.</param>
/// <param name="Notices">Who was told what, the latest last.</param>
[GenerateSerializer, Immutable, Alias("Chase")]
public sealed record Chase(
    [property: Id(0)] DateTimeOffset Until,
    [property: Id(1)] bool Idle,
    [property: Id(2)] ImmutableArray<DeadlineKind> Passed,
    [property: Id(3)] ImmutableArray<Notice> Notices)
{
    public const int MaxNotices = 24;

    internal Chase After(ChaseStep step, Fact fact, DateTimeOffset now)
    {
        var notice = fact switch
        {
            Reminded told => new Notice(step.Kind, step.Deadline, step.At, now, told.To, told.Seats, told.Seats.Length, 0),
            Escalated told => new Notice(step.Kind, step.Deadline, step.At, now, told.To, told.Seats, told.Posts, told.Offices),
            _ => null,
        };
        var kept = Notices.Length < MaxNotices ? Notices : Notices.RemoveAt(0);
        return this with
        {
            Passed = step.Kind is StepKind.Pass ? Passed.Add(step.Deadline) : Passed,
            Notices = notice is null ? Notices : kept.Add(notice),
        };
    }
}

/// <summary>Somebody was reminded or told.</summary>
/// <param name="Due">When it was due.</param>
/// <param name="At">When it took place.</param>
/// <param name="To">As in the fact.</param>
/// <param name="Seats">Of the office, that had not answered.</param>
/// <param name="Posts">How many had not answered.</param>
/// <param name="Offices">How many had not reported.</param>
[GenerateSerializer, Immutable, Alias("Notice")]
public sealed record Notice(
    [property: Id(0)] StepKind Kind,
    [property: Id(1)] DeadlineKind Deadline,
    [property: Id(2)] DateTimeOffset Due,
    [property: Id(3)] DateTimeOffset At,
    [property: Id(4)] string? To,
    [property: Id(5)] ImmutableArray<string> Seats,
    [property: Id(6)] int Posts,
    [property: Id(7)] int Offices);
