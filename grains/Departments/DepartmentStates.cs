using System.Text.Json.Serialization;

namespace Directives.Grains;

/// <summary>A department's place and roster. State name: <c>place</c>.</summary>
public sealed record PlaceState : LedgeredState
{
    /// <summary>Null until the department is established.</summary>
    public DepartmentPlace? Place { get; init; }

    /// <summary>How often the place or the roster has changed.</summary>
    public int Changes { get; init; }

    /// <summary>The version of the organogram in which they changed last.</summary>
    public long ChangedIn { get; init; }

    /// <summary>How many charges have been assumed of its posts, each numbered by this count.</summary>
    public int Charges { get; init; }
}

/// <summary>Who has held one post, the latest last. State name: <c>incumbency/seat</c>.</summary>
public sealed record IncumbencyState : LedgeredState
{
    public const int MaxHeld = 500;

    public ImmutableArray<HeldCharge> Held { get; init; } = [];
}

/// <summary>An incumbency with the operations that began and ended it.</summary>
public sealed record HeldCharge(Incumbency Incumbency, string? Assumed, string? AssumedDigest, string? Relinquished, string? RelinquishedDigest);

/// <summary>
/// The newest page of the inward diary (state name: <c>diary</c>), or a page that is full (<c>diary/n</c>, from 0): which
/// directives were received, in the order of their serials. In pages, and the entries in rows of their own, so that
/// receiving a directive writes no more in a department's tenth year than in its first week.
/// </summary>
public sealed record DiaryState : LedgeredState
{
    public const int PageSize = 16;

    /// <summary>Full pages before this one.</summary>
    public int Pages { get; init; }

    /// <summary>The last inward serial, and the year that it counts in.</summary>
    public int Serial { get; init; }

    public int Year { get; init; }

    /// <summary>How often an entry has been changed after it was first received.</summary>
    public int Changes { get; init; }

    /// <summary>Numbers of directives, the oldest first.</summary>
    public ImmutableArray<string> Directives { get; init; } = [];

    /// <summary>How many directives were received, over all years.</summary>
    [JsonIgnore] public int Count => Pages * PageSize + Directives.Length;
}

/// <summary>An entry of the diary. State name: <c>entry/number</c>.</summary>
public sealed record EntryState : LedgeredState
{
    /// <summary>Null where the directive was not received.</summary>
    public DiaryEntry? Entry { get; init; }
}

/// <summary>
/// What the posts of a department have done under one directive, and the tallies of its children. Kept in memory as the
/// relay enters it, and stored some seconds later. State name: <c>register/number</c>.
/// </summary>
public sealed record RegisterState : LedgeredState
{
    /// <summary>
    /// Grows with whatever is entered and follows from nothing else, so that the same entries have the same number
    /// however often, and in whatever portions, they were entered.
    /// </summary>
    public long Sequence
    {
        get
        {
            var sum = 0L;
            foreach (var act in Acts)
                sum += act.Sequence;
            foreach (var child in Children)
                sum += child.Sequence;
            return sum;
        }
    }

    /// <summary>By seat, the latest act of each; the empty seat is the office's own compliance report.</summary>
    [JsonConverter(typeof(OrdinalKeys<RegisteredAct>))]
    public ImmutableArray<RegisteredAct> Acts { get; init; } = [];

    /// <summary>By department id, the latest tally of each child.</summary>
    [JsonConverter(typeof(OrdinalKeys<TallyReport>))]
    public ImmutableArray<TallyReport> Children { get; init; } = [];
}

/// <summary>The compliance reports of a department under one directive. State name: <c>report/number</c>.</summary>
public sealed record ReportState : LedgeredState
{
    public ImmutableArray<ComplianceReport> Reports { get; init; } = [];
}

/// <summary>What a department has endorsed of one directive, the oldest first. State name: <c>endorsement/number</c>.</summary>
public sealed record EndorsementState : LedgeredState
{
    public ImmutableArray<GivenEndorsement> Given { get; init; } = [];

    /// <summary>Null where no endorsement came from that operation.</summary>
    public GivenEndorsement? Find(string operationId) => Given.FirstOrDefault(given => given.OperationId == operationId);
}
