namespace Directives.Grains;

/// <summary>Whether a draft that is right in every field is fit to be issued: to these addressees, by this instrument, now.</summary>
public static class DraftFitness
{
    /// <param name="issued">The draft as it would be issued now.</param>
    /// <param name="offices">How many offices with an addressed post stand so to the issuer.</param>
    /// <param name="calendar">That its deadlines would count by.</param>
    /// <param name="older">The version that it amends; null for a directive that is to be.</param>
    public static Fitness Judge(
        IssuedDirective issued, AudiencePreview audience, IReadOnlyDictionary<Correspondent, int> offices, DateTimeOffset now,
        WorkingCalendar calendar, DirectiveDraft? older = null)
    {
        var found = InstrumentRules.Judge(issued.Draft.Instrument, issued.Draft.Audience, offices);
        JudgeAudience(audience, found);
        foreach (var wrong in DeadlineRules.Check(issued.Draft, calendar, now).Concat(DutyRules.Check(issued.Draft, older, calendar, now)))
            found.Wrong(wrong.Field, wrong.Description);
        JudgeTime(issued, now, found);
        if (issued.Draft.Waiver is { } waiver)
            found.Warn("draft.waiver", $"the text in {(waiver.Language == "ur" ? "Urdu" : "English")} is waived: {waiver.Reason}");
        return found;
    }

    private static void JudgeAudience(AudiencePreview audience, Fitness found)
    {
        var total = audience.Total;
        if (total.Posts == 0)
            found.Wrong("draft.audience", "addresses no post of the organogram");
        else if (total.ForAction == 0)
            found.Warn("draft.audience", $"addresses {total.Posts} posts for information and none for action");
        if (total.Vacant > 0)
            found.Warn("draft.audience", $"{total.Vacant} of the {total.Posts} posts addressed are vacant");
    }

    private static void JudgeTime(IssuedDirective issued, DateTimeOffset now, Fitness found)
    {
        var draft = issued.Draft;
        var today = PakistanDay.Of(now);
        if (draft.Precedence is Precedence.Immediate && issued.AcknowledgeBy is null)
            found.Warn("draft.deadlines.acknowledge_days", "an Immediate directive has no deadline to acknowledge");
        if (draft.Dated > today)
            found.Warn("draft.dated", $"is after today, {today:O}");
        if (draft.EffectiveOn < draft.Dated)
            found.Warn("draft.effective_on", "is before the date of the instrument");
    }
}
