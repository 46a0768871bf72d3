namespace Directives.Gateway.Web;

/// <summary>
/// The counts of a subtree as the pages show them. Each member's name, in camel case, is the <c>data-count</c> of the
/// element that shows it, which is how a page's script finds it when it changes.
/// </summary>
internal sealed record Counts(
    int Offices,
    int OfficesReceived,
    int OfficesOwing,
    int OfficesComplied,
    int OfficesOverdue,
    int Served,
    int ServedForAction,
    int ServedForInformation,
    int Vacant,
    int Opened,
    int Acknowledged,
    int Declined,
    int Outstanding,
    int Overdue,
    int Exempted,
    int OfficesExempted,
    int OfficesReported,
    int AveragePercent)
{
    public static Counts Of(V1.Tally tally) => new(
        tally.Offices, tally.OfficesReceived, tally.OfficesOwing, tally.OfficesComplied, tally.OfficesOverdue,
        tally.Served, tally.ServedForAction, tally.ServedForInformation, tally.Vacant,
        tally.Opened, tally.Acknowledged, tally.Declined, tally.Outstanding, tally.Overdue,
        tally.Exempted, tally.OfficesExempted, tally.OfficesReported,
        tally.OfficesReported == 0 ? 0 : tally.PercentReported / tally.OfficesReported);
}

/// <summary>A department in the table of a page.</summary>
/// <param name="Department">Its id.</param>
/// <param name="Received">It has received the directive itself.</param>
/// <param name="Complied">It has itself reported compliance.</param>
internal sealed record DepartmentCounts(string Department, bool Received, bool Complied, Counts Counts)
{
    public static DepartmentCounts Of(V1.DepartmentCompliance department) =>
        new(department.Department, department.Received, department.Complied, Counts.Of(department.Tally));
}

/// <summary>The counts of one department's page, as its script takes them.</summary>
/// <param name="AsOf">The hour in Pakistan.</param>
/// <param name="Own">The department's own posts only.</param>
internal sealed record PageCounts(string AsOf, DepartmentCounts Total, Counts Own, IReadOnlyList<DepartmentCounts> Children)
{
    public static PageCounts Of(V1.Compliance compliance) => new(
        PageLanguage.Time(compliance.AsOf.ToDateTimeOffset()), DepartmentCounts.Of(compliance.Total), Counts.Of(compliance.Own),
        [.. compliance.Children.Select(DepartmentCounts.Of)]);
}
