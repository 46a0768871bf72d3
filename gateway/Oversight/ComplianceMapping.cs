namespace Directives.Gateway;

/// <summary>The deadlines of a directive and the time at which its counts are looked at.</summary>
/// <param name="AcknowledgeVaries">
/// Each office has its own: then it is overdue when its deadline has passed there. So it is before the directive's where an
/// endorsement has made it tighter.
/// </param>
/// <param name="ComplyVaries">The same.</param>
internal sealed record DeadlineView(
    DateTimeOffset Now, DateTimeOffset? AcknowledgeBy, DateTimeOffset? ComplyBy, bool AcknowledgeVaries, bool ComplyVaries)
{
    public int Overdue(Tally tally) => AcknowledgeVaries ? tally.Overdue : Overdue(AcknowledgeBy, tally.Outstanding, tally.Overdue);

    public int OfficesOverdue(Tally tally) => ComplyVaries ? tally.OfficesOverdue : Overdue(ComplyBy, tally.OfficesUnreported, tally.OfficesOverdue);

    /// <summary>In its last microsecond a deadline has not passed, though offices may have counted it already.</summary>
    private int Overdue(DateTimeOffset? by, int open, int passed) => Now > by ? open : Now == by ? 0 : passed;

    public static DeadlineView Of(IssuedDirective issued, DateTimeOffset now) => new(
        now, issued.AcknowledgeBy, issued.ComplyBy, !issued.IsSameForAll(DeadlineKind.Acknowledge), !issued.IsSameForAll(DeadlineKind.Comply));
}

/// <summary>Counts, from the grains' form to the API's.</summary>
internal static class ComplianceMapping
{
    public static V1.Tally ToWire(this Tally tally, DeadlineView deadlines) => new()
    {
        Offices = tally.Offices,
        OfficesReceived = tally.OfficesReceived,
        OfficesOwing = tally.OfficesOwing,
        OfficesComplied = tally.OfficesComplied,
        Served = tally.Served,
        ServedForAction = tally.ServedForAction,
        ServedForInformation = tally.ServedForInformation,
        Vacant = tally.Vacant,
        Opened = tally.Opened,
        Acknowledged = tally.Acknowledged,
        Declined = tally.Declined,
        Outstanding = tally.Outstanding,
        Overdue = deadlines.Overdue(tally),
        OfficesOverdue = deadlines.OfficesOverdue(tally),
        Exempted = tally.Exempted,
        OfficesExempted = tally.OfficesExempted,
        Closed = tally.Closed,
        OfficesClosed = tally.OfficesClosed,
        OfficesReported = tally.OfficesReported,
        PercentReported = tally.PercentReported,
    };

    public static V1.DepartmentCompliance ToWire(this ChildCompliance child, DeadlineView deadlines) => new()
    {
        Department = child.Child.Id,
        Name = child.Child.Name.ToWire(),
        Kind = child.Child.Kind.ToName(),
        Received = child.Received,
        Complied = child.Complied,
        Tally = child.Tally.ToWire(deadlines),
        HasChildren = child.Child.Departments > 1,
    };

    /// <summary>A department as the whole of its subtree.</summary>
    public static V1.DepartmentCompliance ToTotal(
        this DepartmentPlace place, bool received, bool complied, Tally tally, DeadlineView deadlines) => new()
        {
            Department = place.Id,
            Name = place.Name.ToWire(),
            Kind = place.Kind.ToName(),
            Received = received,
            Complied = complied,
            Tally = tally.ToWire(deadlines),
            HasChildren = !place.Children.IsEmpty,
        };
}
