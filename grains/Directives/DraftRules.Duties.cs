namespace Directives.Grains;

/// <summary>What the recurring duties of a draft must be by themselves.</summary>
public static partial class DraftRules
{
    public const int MaxDuties = 8;
    public const int MaxAttestDays = 90;
    public const int MaxAttestWorkingDays = 60;

    /// <summary>An id is part of the numbers of its periods.</summary>
    public const int MaxDutyIdLength = 32;

    private static void CheckDuties(DraftViolations found, DirectiveDraft draft)
    {
        if (draft.Duties is not { } duties)
            return;
        CheckList(found, "draft.duties", duties, MaxDuties, (field, duty) => CheckDuty(found, field, duty));
        foreach (var twice in duties.GroupBy(duty => duty.Id).Where(same => same.Count() > 1))
            Require(found, "draft.duties", false, $"id {twice.Key} is used {twice.Count()} times");
        Require(
            found, "draft.duties", draft.Audience.Clauses.Any(clause => clause.Addressee is AddresseeKind.Action),
            "are owed by the offices addressed for action, and nobody is");
    }

    private static void CheckDuty(DraftViolations found, string field, RecurringDuty duty)
    {
        Require(
            found, $"{field}.id", duty.Id.Length <= MaxDutyIdLength && SlugPattern.IsMatch(duty.Id),
            $"must have 1 to {MaxDutyIdLength} lower-case letters, digits and hyphens");
        CheckText(found, $"{field}.text", duty.Text, MaxTitleLength);
        Require(found, $"{field}.frequency", Enum.IsDefined(duty.Frequency), "must be weekly, monthly or quarterly");
        if (duty.FirstDay is { } first)
            CheckDate(found, $"{field}.first_day", first);
        if (duty.LastDay is { } last)
            CheckDate(found, $"{field}.last_day", last);
        Require(found, $"{field}.last_day", !(duty.LastDay < duty.FirstDay), "must not be before the first day");
        Require(
            found, $"{field}.attest_days", duty.Days == 0 != (duty.WorkingDays == 0),
            "give the days to attest in one form: days of the calendar after the last day of a period, or working days");
        Require(found, $"{field}.attest_days", duty.Days is >= 0 and <= MaxAttestDays, $"must be 1 to {MaxAttestDays} days");
        Require(
            found, $"{field}.attest_working_days", duty.WorkingDays is >= 0 and <= MaxAttestWorkingDays,
            $"must be 1 to {MaxAttestWorkingDays} working days");
    }
}
