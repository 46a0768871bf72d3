using System.Globalization;

namespace Directives.Gateway;

/// <summary>Deadlines and what is done about them, between the grains' form and the API's.</summary>
internal static class DeadlineMapping
{
    public static V1.Deadlines ToWire(this DeadlineDays deadlines) => new()
    {
        AcknowledgeDays = deadlines.Acknowledge,
        ComplyDays = deadlines.Comply,
        ReceiveOn = ToDate(deadlines.ReceiveBy),
        ReceiveWorkingDays = deadlines.ReceiveBy?.WorkingDays ?? 0,
        AcknowledgeOn = ToDate(deadlines.AcknowledgeBy),
        AcknowledgeWorkingDays = deadlines.AcknowledgeBy?.WorkingDays ?? 0,
        ComplyOn = ToDate(deadlines.ComplyBy),
        ComplyWorkingDays = deadlines.ComplyBy?.WorkingDays ?? 0,
    };

    public static V1.ReminderPolicy? ToWire(this ReminderPolicy? policy) => policy is null ? null : new()
    {
        RemindBefore = { policy.RemindBefore },
        HeadAfter = policy.HeadAfter,
        DepartmentAfter = policy.DepartmentAfter,
        IssuerAfter = policy.IssuerAfter,
    };

    /// <param name="unread">Takes what cannot be read.</param>
    public static DeadlineDays ToDeadlines(this V1.Deadlines? wire, List<FieldViolation> unread) => wire is null
        ? new DeadlineDays(0, 0)
        : new DeadlineDays(wire.AcknowledgeDays, wire.ComplyDays)
        {
            ReceiveBy = ToDeadline("receive", wire.ReceiveOn, wire.ReceiveWorkingDays, unread),
            AcknowledgeBy = ToDeadline("acknowledge", wire.AcknowledgeOn, wire.AcknowledgeWorkingDays, unread),
            ComplyBy = ToDeadline("comply", wire.ComplyOn, wire.ComplyWorkingDays, unread),
        };

    public static ReminderPolicy? ToPolicy(this V1.ReminderPolicy? wire) =>
        wire is null ? null : new([.. wire.RemindBefore], wire.HeadAfter, wire.DepartmentAfter, wire.IssuerAfter);

    /// <summary>acknowledge, comply or receive.</summary>
    public static string ToWord(this DeadlineKind kind) => IssuerChasing.WordOf(kind);

    public static V1.Notice ToWire(this Notice notice, string department) => new()
    {
        Kind = (V1.Notice.Types.Kind)notice.Kind,
        Deadline = notice.Deadline.ToWord(),
        Due = notice.Due.ToWire(),
        At = notice.At.ToWire(),
        To = notice.To is not { } to ? "" : notice.Kind is StepKind.Remind ? PostId.Of(department, to) : to,
        Posts = { notice.Seats.Select(seat => PostId.Of(department, seat)) },
        PostsOutstanding = notice.Posts,
        OfficesOutstanding = notice.Offices,
    };

    private static Deadline? ToDeadline(string field, string on, int workingDays, List<FieldViolation> unread)
    {
        if (on.Length == 0)
            return workingDays == 0 ? null : new Deadline(null, workingDays);
        if (!DateOnly.TryParseExact(on, DirectiveMapping.DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            unread.Add(new FieldViolation($"draft.deadlines.{field}_on", "must be a date as YYYY-MM-DD"));
        return new Deadline(day, workingDays);
    }

    private static string ToDate(Deadline? deadline) => deadline?.On is { } day ? DirectiveMapping.ToWire(day) : "";
}
