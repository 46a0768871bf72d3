namespace Directives.Grains;

/// <summary>Whether a draft that is right in every field is fit to be issued: to these addressees, by this instrument, now.</summary>
public static class DraftFitness
{
    /// <param name="issued">The draft as it would be issued now.</param>
    /// <param name="offices">How many offices with an addressed post stand so to the issuer.</param>
    public static Fitness Judge(
        IssuedDirective issued, AudiencePreview audience, IReadOnlyDictionary<Correspondent, int> offices, DateTimeOffset now)
    {
        var found = InstrumentRules.Judge(issued.Draft.Instrument, issued.Draft.Audience, offices);
        JudgeAudience(audience, found);
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
        var today = DateOnly.FromDateTime(now.ToOffset(DepartmentRules.PakistanOffset).DateTime);
        if (issued.AcknowledgeBy <= now)
            found.Wrong("draft.deadlines.acknowledge_days", $"the deadline, {issued.AcknowledgeBy:O}, has passed");
        if (issued.ComplyBy <= now)
            found.Wrong("draft.deadlines.comply_days", $"the deadline, {issued.ComplyBy:O}, has passed");
        if (issued.ComplyBy < issued.AcknowledgeBy)
            found.Warn("draft.deadlines.comply_days", "compliance falls due before the acknowledgement");
        if (draft.Precedence is Precedence.Immediate && issued.AcknowledgeBy is null)
            found.Warn("draft.deadlines.acknowledge_days", "an Immediate directive has no deadline to acknowledge");
        if (draft.Dated > today)
            found.Warn("draft.dated", $"is after today, {today:O}");
        if (draft.EffectiveOn < draft.Dated)
            found.Warn("draft.effective_on", "is before the date of the instrument");
    }
}
