namespace Directives.Grains;

/// <summary>Weekly and public holidays. State name: <c>calendar</c>.</summary>
public sealed record CalendarState : LedgeredState
{
    public const int MaxYears = 100;
    public const int MaxOutcomes = 100;

    /// <summary>0 before the first import.</summary>
    public int Version { get; init; }

    /// <summary>The earliest first.</summary>
    public ImmutableArray<CalendarYear> Years { get; init; } = [];

    /// <summary>The latest imports, the oldest first.</summary>
    public ImmutableArray<StoredCalendarImport> Imports { get; init; } = [];
}

/// <summary>What an import led to, by its operation.</summary>
public sealed record StoredCalendarImport(string OperationId, string Digest, CalendarOutcome Outcome);
