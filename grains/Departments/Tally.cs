namespace Directives.Grains;

/// <summary>
/// Counts of a department or of its whole subtree under one directive. Absolute, never differences, so that a
/// repeated or late one is harmless. Vacant posts are in every denominator.
/// </summary>
[GenerateSerializer, Immutable, Alias("Tally")]
public readonly record struct Tally
{
    /// <summary>Departments that the directive goes to.</summary>
    [Id(0)] public int Offices { get; init; }
    [Id(1)] public int OfficesReceived { get; init; }
    /// <summary>Offices with at least one post addressed for action, which owe compliance.</summary>
    [Id(2)] public int OfficesOwing { get; init; }
    /// <summary>Offices that have reported it wholly in force.</summary>
    [Id(3)] public int OfficesComplied { get; init; }
    [Id(4)] public int ServedForAction { get; init; }
    [Id(5)] public int ServedForInformation { get; init; }
    /// <summary>Of the served: without an incumbent when served.</summary>
    [Id(6)] public int Vacant { get; init; }
    /// <summary>Of the served: opened, whatever the officer did next.</summary>
    [Id(7)] public int Opened { get; init; }
    [Id(8)] public int Acknowledged { get; init; }
    [Id(9)] public int Declined { get; init; }
    /// <summary>Served for action and neither acknowledged nor declined, while the directive is in force.</summary>
    [Id(10)] public int Outstanding { get; init; }

    /// <summary>Of the outstanding: their office's deadline to acknowledge has passed.</summary>
    [Id(11)] public int Overdue { get; init; }
    /// <summary>Offices owing and not complied whose deadline to comply has passed.</summary>
    [Id(12)] public int OfficesOverdue { get; init; }
    /// <summary>Served for action, unanswered, and exempted for the time being.</summary>
    [Id(13)] public int Exempted { get; init; }
    /// <summary>Offices owing, not complied, and exempted for the time being.</summary>
    [Id(14)] public int OfficesExempted { get; init; }
    /// <summary>Served for action and unanswered when the directive went out of force.</summary>
    [Id(15)] public int Closed { get; init; }
    /// <summary>Offices owing and not complied when the directive went out of force.</summary>
    [Id(16)] public int OfficesClosed { get; init; }
    /// <summary>Offices owing that have reported it in force, wholly or in part.</summary>
    [Id(17)] public int OfficesReported { get; init; }
    /// <summary>The sum of what these have reported in per cent: their average is this by their number.</summary>
    [Id(18)] public int PercentReported { get; init; }

    /// <summary>Offices owing that have neither reported nor need to.</summary>
    public int OfficesUnreported => OfficesOwing - OfficesComplied - OfficesExempted - OfficesClosed;

    /// <summary>Posts served, for action and for information together.</summary>
    public int Served => ServedForAction + ServedForInformation;

    public static Tally operator +(Tally left, Tally right) => Add(left, right);

    public static Tally Add(Tally left, Tally right) => new()
    {
        Offices = left.Offices + right.Offices,
        OfficesReceived = left.OfficesReceived + right.OfficesReceived,
        OfficesOwing = left.OfficesOwing + right.OfficesOwing,
        OfficesComplied = left.OfficesComplied + right.OfficesComplied,
        ServedForAction = left.ServedForAction + right.ServedForAction,
        ServedForInformation = left.ServedForInformation + right.ServedForInformation,
        Vacant = left.Vacant + right.Vacant,
        Opened = left.Opened + right.Opened,
        Acknowledged = left.Acknowledged + right.Acknowledged,
        Declined = left.Declined + right.Declined,
        Outstanding = left.Outstanding + right.Outstanding,
        Overdue = left.Overdue + right.Overdue,
        OfficesOverdue = left.OfficesOverdue + right.OfficesOverdue,
        Exempted = left.Exempted + right.Exempted,
        OfficesExempted = left.OfficesExempted + right.OfficesExempted,
        Closed = left.Closed + right.Closed,
        OfficesClosed = left.OfficesClosed + right.OfficesClosed,
        OfficesReported = left.OfficesReported + right.OfficesReported,
        PercentReported = left.PercentReported + right.PercentReported,
    };
}

/// <summary>A department's whole tally, numbered: the parent keeps the one with the highest sequence.</summary>
/// <param name="Parent">The department that passed the directive on; null where it entered the hierarchy.</param>
/// <param name="Depth">Departments above it in the organogram.</param>
/// <param name="Complied">The department itself has reported compliance.</param>
[GenerateSerializer, Immutable, Alias("TallyReport")]
public sealed record TallyReport(
    [property: Id(0)] string Department,
    [property: Id(1)] string? Parent,
    [property: Id(2)] int Depth,
    [property: Id(3)] long Sequence,
    [property: Id(4)] bool Complied,
    [property: Id(5)] Tally Tally) : INumbered
{
    string INumbered.Key => Department;
}
