using System.Text;
using System.Text.RegularExpressions;

namespace Directives.Grains;

/// <summary>What a draft must be, by itself, before it is looked at against the organogram.</summary>
public static partial class DraftRules
{
    public const int MaxTitleLength = 300;
    public const int MaxNoteLength = 1_000;
    public const int MaxTextBytes = 64 * 1024;
    public const int MaxClauses = 100;
    public const int MaxValues = 1_000;
    public const int MaxDays = 3_650;
    public const int MaxLinks = 50;
    internal const string NumberForm =
        "must have 1 to 64 letters, digits, spaces or any of ( ) & . / -, and begin and end with neither a space nor a slash";

    /// <summary>Everything that is wrong, each with its field; none where the draft is right.</summary>
    public static IReadOnlyList<FieldViolation> Check(DirectiveDraft draft)
    {
        var found = new DraftViolations(draft.Waiver?.Language);
        Require(found, "draft.number", IsNumber(draft.Number), NumberForm);
        Require(found, "draft.instrument", Enum.IsDefined(draft.Instrument), "names no instrument");
        Require(found, "draft.precedence", Enum.IsDefined(draft.Precedence), "names no precedence");
        Require(found, "draft.classification", Enum.IsDefined(draft.Classification), "names no classification");
        CheckText(found, "draft.title", draft.Title, MaxTitleLength);
        CheckText(found, "draft.provenance.body", draft.Provenance.Body, MaxTitleLength);
        Require(found, "draft.provenance.minute", draft.Provenance.Minute is null or { Length: <= MaxTitleLength }, $"must have at most {MaxTitleLength} characters");
        CheckList(found, "draft.legal_basis", draft.LegalBasis, MaxClauses, (field, text) => CheckText(found, field, text, MaxNoteLength));
        if (draft.Consequence is { } consequence)
            CheckText(found, "draft.consequence", consequence, MaxNoteLength);
        CheckDate(found, "draft.provenance.date", draft.Provenance.Date);
        CheckDate(found, "draft.dated", draft.Dated);
        CheckDate(found, "draft.effective_on", draft.EffectiveOn);
        Require(found, "draft.provenance.date", draft.Provenance.Date <= draft.Dated, "must not be after the date of the instrument");
        CheckObligations(found, draft.Obligations);
        CheckAudience(found, draft.Audience);
        CheckDays(found, "draft.deadlines.acknowledge_days", draft.Deadlines.Acknowledge);
        CheckDays(found, "draft.deadlines.comply_days", draft.Deadlines.Comply);
        CheckDeadline(found, "receive", draft.Deadlines.ReceiveBy, 0);
        CheckDeadline(found, "acknowledge", draft.Deadlines.AcknowledgeBy, draft.Deadlines.Acknowledge);
        CheckDeadline(found, "comply", draft.Deadlines.ComplyBy, draft.Deadlines.Comply);
        if (draft.Reminders is { } policy)
            CheckPolicy(found, policy, draft.Precedence);
        CheckBody(found, "draft.text.en", draft.Text.En, found.IsWaived("en"));
        CheckBody(found, "draft.text.ur", draft.Text.Ur, found.IsWaived("ur"));
        if (draft.Waiver is { } waiver)
            CheckWaiver(found, waiver);
        CheckLinks(found, draft.Number, draft.Lineage?.Links ?? []);
        CheckDuties(found, draft);
        return found;
    }

    private static void CheckObligations(DraftViolations found, ImmutableArray<Obligation> obligations)
    {
        Require(found, "draft.obligations", !obligations.IsEmpty, "name at least one: what is owed under this directive");
        CheckList(found, "draft.obligations", obligations, MaxClauses, (field, obligation) =>
        {
            Require(found, $"{field}.id", SlugPattern.IsMatch(obligation.Id), "must have 1 to 64 lower-case letters, digits and hyphens");
            Require(found, $"{field}.owed_by", Enum.IsDefined(obligation.OwedBy), "must be post or department");
            CheckText(found, $"{field}.text", obligation.Text, MaxNoteLength);
        });
        foreach (var twice in obligations.GroupBy(obligation => obligation.Id).Where(same => same.Count() > 1))
            Require(found, "draft.obligations", false, $"id {twice.Key} is used {twice.Count()} times");
    }

    private static void CheckAudience(DraftViolations found, AudienceRule audience)
    {
        Require(found, "draft.audience.clauses", !audience.Clauses.IsEmpty, "name at least one: nobody is addressed");
        CheckList(found, "draft.audience.clauses", audience.Clauses, MaxClauses, (field, clause) =>
        {
            Require(found, $"{field}.addressee", Enum.IsDefined(clause.Addressee), "must be action or information");
            CheckFilter(found, $"{field}.filter", clause.Filter);
        });
        CheckList(found, "draft.audience.exclusions", audience.Exclusions, MaxClauses, (field, filter) =>
        {
            CheckFilter(found, field, filter);
            Require(found, field, !IsEmpty(filter), "has no filter and would exclude every post");
        });
    }

    private static void CheckFilter(DraftViolations found, string field, PostFilter filter)
    {
        CheckNames(found, $"{field}.within", filter.Within, SlugPattern);
        CheckNames(found, $"{field}.departments", filter.Departments, SlugPattern);
        CheckNames(found, $"{field}.cadres", filter.Cadres, SlugPattern);
        CheckNames(found, $"{field}.service_groups", filter.ServiceGroups, SlugPattern);
        CheckNames(found, $"{field}.posts", filter.Posts, PostPattern);
        Require(found, $"{field}.bps_from", filter.BpsFrom is >= 0 and <= 22, "must be a grade from 1 to 22, or 0 for any");
        Require(found, $"{field}.bps_to", filter.BpsTo is >= 0 and <= 22, "must be a grade from 1 to 22, or 0 for any");
        Require(found, $"{field}.bps_to", filter.BpsTo == 0 || filter.BpsFrom <= filter.BpsTo, "must not be below bps_from");
    }

    private static bool IsEmpty(PostFilter filter) =>
        filter is { Within.IsEmpty: true, Departments.IsEmpty: true, Cadres.IsEmpty: true, ServiceGroups.IsEmpty: true, Posts.IsEmpty: true, BpsFrom: 0, BpsTo: 0 };

    private static void CheckNames(DraftViolations found, string field, ImmutableArray<string> names, Regex pattern) =>
        CheckList(found, field, names, MaxValues, (item, name) => Require(found, item, pattern.IsMatch(name), $"\"{Shorten(name)}\" is no id"));

    private static void CheckList<T>(DraftViolations found, string field, ImmutableArray<T> items, int most, Action<string, T> check)
    {
        Require(found, field, items.Length <= most, $"must have at most {most} items");
        for (var i = 0; i < Math.Min(items.Length, most); i++)
            check($"{field}[{i}]", items[i]);
    }

    private static void CheckText(DraftViolations found, string field, LocalText text, int most)
    {
        Require(found, $"{field}.en", Is(text.En, most, found.IsWaived("en")), $"must have 1 to {most} characters");
        Require(found, $"{field}.ur", Is(text.Ur, most, found.IsWaived("ur")), $"must have 1 to {most} characters");
    }

    private static bool Is(string text, int most, bool waived) =>
        (waived && text.Length == 0) || (!string.IsNullOrWhiteSpace(text) && text.Length <= most);

    private static void CheckBody(DraftViolations found, string field, string text, bool waived) => Require(
        found, field, (waived && text.Length == 0) || (!string.IsNullOrWhiteSpace(text) && Encoding.UTF8.GetByteCount(text) <= MaxTextBytes),
        $"must have a text of at most {MaxTextBytes} bytes");

    internal static bool IsNumber(string number) => NumberPattern.IsMatch(number);

    private static void CheckLinks(DraftViolations found, string number, ImmutableArray<LineageLink> links)
    {
        CheckList(found, "draft.lineage", links, MaxLinks, (field, link) =>
        {
            Require(found, $"{field}.kind", Enum.IsDefined(link.Kind), "names no kind of link");
            Require(found, field, link.Decision is null != link.Directive is null, "must name a decision or a directive, one of them");
            Require(found, $"{field}.decision", link.Decision is null || IsNumber(link.Decision), NumberForm);
            Require(found, $"{field}.directive", link.Directive is null || IsNumber(link.Directive), NumberForm);
            Require(found, $"{field}.directive", link.Directive != number, "is the directive itself");
            Require(
                found, field, link.Decision is null || link.Kind is LinkKind.Implements or LinkKind.Adopts,
                "names a decision, which is implemented or adopted");
            Require(found, field, link.Directive is null || link.Kind is not LinkKind.Implements, "names a directive; what is implemented is a decision");
            Require(found, $"{field}.note", link.Note is null or { Length: <= MaxTitleLength }, $"must have at most {MaxTitleLength} characters");
        });
        foreach (var twice in links.GroupBy(link => (link.Kind, link.Decision, link.Directive)).Where(same => same.Count() > 1))
            Require(found, "draft.lineage", false, $"{twice.Key.Decision ?? twice.Key.Directive} is named {twice.Count()} times for the same");
    }

    private static void CheckWaiver(DraftViolations found, LanguageWaiver waiver)
    {
        Require(found, "draft.waiver.language", waiver.Language is "en" or "ur", "must be en or ur, the language that is left out");
        Require(
            found, "draft.waiver.reason", !string.IsNullOrWhiteSpace(waiver.Reason) && waiver.Reason.Length <= MaxTitleLength,
            $"must say why in 1 to {MaxTitleLength} characters");
    }

    private static void CheckDate(DraftViolations found, string field, DateOnly date) => Require(
        found, field, date.Year is >= 1947 and <= 2200, "must be a date from 1947 to 2200");

    private static void CheckDays(DraftViolations found, string field, int days) => Require(
        found, field, days is >= 0 and <= MaxDays, $"must be 1 to {MaxDays} days, or 0 for no deadline");

    private static void CheckDeadline(DraftViolations found, string field, Deadline? deadline, int days)
    {
        if (deadline is null)
            return;
        var path = $"draft.deadlines.{field}";
        Require(found, $"{path}_days", days == 0, "give the deadline in one form: calendar days after issue, a date, or working days after service");
        Require(found, $"{path}_working_days", deadline.On is null || deadline.WorkingDays == 0, "give the deadline in one form: a date, or working days after service");
        if (deadline.On is { } on)
            CheckDate(found, $"{path}_on", on);
        else
            Require(found, $"{path}_working_days", deadline.WorkingDays is > 0 and <= DeadlineRules.MaxWorkingDays, $"must be 1 to {DeadlineRules.MaxWorkingDays} working days");
    }

    private static void CheckPolicy(DraftViolations found, ReminderPolicy policy, Precedence precedence)
    {
        var (most, unit) = precedence is Precedence.Immediate
            ? (ReminderPolicy.MaxHours, "hours, since the directive is Immediate") : (ReminderPolicy.MaxDays, "working days");
        Require(found, "draft.reminders.remind_before", policy.RemindBefore.Length <= ReminderPolicy.MaxReminders, $"must have at most {ReminderPolicy.MaxReminders} items");
        for (var i = 0; i < Math.Min(policy.RemindBefore.Length, ReminderPolicy.MaxReminders); i++)
        {
            var earlier = i == 0 ? int.MaxValue : policy.RemindBefore[i - 1];
            Require(found, $"draft.reminders.remind_before[{i}]", policy.RemindBefore[i] > 0 && policy.RemindBefore[i] <= most, $"must be 1 to {most} {unit}");
            Require(found, $"draft.reminders.remind_before[{i}]", policy.RemindBefore[i] < earlier, "must be less than the one before it");
        }

        var last = 0;
        foreach (var (field, after) in new[] { ("head_after", policy.HeadAfter), ("department_after", policy.DepartmentAfter), ("issuer_after", policy.IssuerAfter) })
        {
            Require(found, $"draft.reminders.{field}", after >= 0 && after <= most, $"must be 1 to {most} {unit}, or 0 for never");
            Require(found, $"draft.reminders.{field}", after == 0 || after >= last, "must not be before the step below it");
            last = Math.Max(last, after);
        }
    }

    private static void Require(DraftViolations found, string field, bool right, string description)
    {
        if (!right && found.Count < 100)
            found.Add(new FieldViolation(field, description));
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";

    [GeneratedRegex(@"^(?![ /])[A-Za-z0-9()&./ -]{1,64}(?<![ /])\z")]
    private static partial Regex NumberPattern { get; }

    [GeneratedRegex(@"^[a-z0-9-]{1,64}\z")]
    private static partial Regex SlugPattern { get; }

    [GeneratedRegex(@"^[a-z0-9-]{1,64}/[a-z0-9-]{1,32}\z")]
    private static partial Regex PostPattern { get; }

    /// <param name="waived">The language that may be left out; null where none may.</param>
    private sealed class DraftViolations(string? waived) : List<FieldViolation>
    {
        public bool IsWaived(string language) => waived == language;
    }
}
