namespace Directives.Grains;

/// <summary>What is done about a deadline, in the order in which it is done where the times are the same.</summary>
[GenerateSerializer, Alias("StepKind")]
public enum StepKind
{
    /// <summary>Those who owe are reminded.</summary>
    Remind = 1,

    /// <summary>The deadline passes.</summary>
    Pass = 2,

    /// <summary>The head of the office is told.</summary>
    Head = 3,

    /// <summary>An accountable head of department is told, of the whole subtree.</summary>
    Department = 4,

    /// <summary>The issuer is told.</summary>
    Issuer = 5,
}

/// <param name="At">When it falls due.</param>
public readonly record struct ChaseStep(DateTimeOffset At, StepKind Kind, DeadlineKind Deadline);

/// <summary>When the steps about a deadline fall due.</summary>
public static class ChaseSteps
{
    /// <summary>Those of one deadline that are an office's own, in order.</summary>
    /// <param name="accountable">Its head answers for the subtree too.</param>
    public static IEnumerable<ChaseStep> OfOffice(OrderTerms terms, DeadlineKind deadline, DateTimeOffset by, bool accountable)
    {
        foreach (var before in terms.Policy.RemindBefore)
            yield return new(Before(terms, by, before), StepKind.Remind, deadline);
        yield return new(Before(terms, by, 0), StepKind.Remind, deadline);
        yield return new(by, StepKind.Pass, deadline);
        if (terms.Policy.HeadAfter > 0)
            yield return new(After(terms, by, terms.Policy.HeadAfter), StepKind.Head, deadline);
        if (terms.Policy.DepartmentAfter > 0 && accountable)
            yield return new(After(terms, by, terms.Policy.DepartmentAfter), StepKind.Department, deadline);
    }

    /// <summary>When the issuer is told that a deadline has passed; null for never.</summary>
    public static DateTimeOffset? OfIssuer(OrderTerms terms, DateTimeOffset by) =>
        terms.Policy.IssuerAfter == 0 ? null : After(terms, by, terms.Policy.IssuerAfter);

    /// <summary>
    /// The departments whose heads answer for their subtree: administrative and attached departments, autonomous bodies, and
    /// divisions, whose commissioners do.
    /// </summary>
    public static bool IsAccountable(DepartmentKind kind) => kind
        is DepartmentKind.AdministrativeDepartment or DepartmentKind.AttachedDepartment or DepartmentKind.AutonomousBody or DepartmentKind.DivisionOffice;

    /// <summary>By working time: when offices open so many working days before the last one. By the clock: so many hours before.</summary>
    private static DateTimeOffset Before(OrderTerms terms, DateTimeOffset by, int before)
    {
        if (terms.ByTheClock)
            return by.AddHours(-before);
        var last = terms.Calendar.Before(PakistanDay.Of(by), 0);
        return PakistanDay.At(before == 0 ? last : terms.Calendar.Before(last, before), PakistanDay.Opening);
    }

    private static DateTimeOffset After(OrderTerms terms, DateTimeOffset by, int after) => terms.ByTheClock
        ? by.AddHours(after)
        : PakistanDay.At(terms.Calendar.After(PakistanDay.Of(by), after), PakistanDay.Opening);
}
