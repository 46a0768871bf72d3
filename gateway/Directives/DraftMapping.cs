using System.Globalization;

namespace Directives.Gateway;

/// <summary>A draft, from the API's form to the grains', with everything that is wrong with it by itself.</summary>
internal static class DraftMapping
{
    private const int MostViolations = 100;

    /// <exception cref="RefusedException">InvalidArgument, with each field that is wrong.</exception>
    public static DirectiveDraft ToDraft(this V1.DirectiveDraft wire) =>
        wire.Read() is var (draft, violations) && violations.Count == 0 ? draft : throw new RefusedException(violations);

    /// <summary>A draft, with each field that is wrong.</summary>
    public static (DirectiveDraft Draft, IReadOnlyList<FieldViolation> Violations) Read(this V1.DirectiveDraft wire)
    {
        var unread = new List<FieldViolation>();
        var draft = new DirectiveDraft
        {
            Number = wire.Number,
            Instrument = (Instrument)wire.Instrument,
            Title = wire.Title.ToText(),
            Issuer = wire.Issuer,
            Jurisdiction = wire.Jurisdiction,
            Provenance = new Provenance(
                (wire.Provenance?.Body).ToText(),
                ToDate("draft.provenance.date", wire.Provenance?.Date ?? "", unread),
                wire.Provenance?.Minute.NullIfEmpty()),
            LegalBasis = [.. wire.LegalBasis.Select(CommonMapping.ToText)],
            Consequence = wire.Consequence is { } consequence && consequence.En.Length + consequence.Ur.Length > 0 ? consequence.ToText() : null,
            Precedence = (Precedence)wire.Precedence,
            Classification = (Classification)wire.Classification,
            Dated = ToDate("draft.dated", wire.Dated, unread),
            EffectiveOn = ToDate("draft.effective_on", wire.EffectiveOn, unread),
            Obligations = [.. wire.Obligations.Select(ToObligation)],
            Audience = new AudienceRule(
                [.. wire.Audience?.Clauses.Select(ToClause) ?? []], [.. wire.Audience?.Exclusions.Select(ToFilter) ?? []]),
            Deadlines = wire.Deadlines.ToDeadlines(unread),
            Reminders = wire.Reminders.ToPolicy(),
            Text = wire.Text.ToText(),
            Waiver = wire.Waiver is { } waiver ? new LanguageWaiver(waiver.Language, waiver.Reason) : null,
            Duties = wire.Duties.ToDuties(unread),
            Lineage = wire.Lineage.Count == 0 ? null : new Lineage([.. wire.Lineage.Select(LineageMapping.ToLink)]),
        };

        CheckPlaces(draft, unread);
        var known = unread.Select(violation => violation.Field).ToHashSet(StringComparer.Ordinal);
        var violations = unread.Concat(DraftRules.Check(draft).Where(violation => !known.Contains(violation.Field))).Take(MostViolations).ToList();
        return (draft, violations);
    }

    private static void CheckPlaces(DirectiveDraft draft, List<FieldViolation> found)
    {
        const string department = "must be a department's id: 1 to 64 lower-case letters, digits and hyphens";
        if (!FieldChecks.IsSlug(draft.Issuer))
            found.Add(new FieldViolation("draft.issuer", department));
        if (!FieldChecks.IsSlug(draft.Jurisdiction))
            found.Add(new FieldViolation("draft.jurisdiction", department));
    }

    public static DateOnly ToDate(string field, string text, List<FieldViolation> found)
    {
        if (!DateOnly.TryParseExact(text, DirectiveMapping.DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            found.Add(new FieldViolation(field, "must be a date as YYYY-MM-DD"));
        return date;
    }

    private static Obligation ToObligation(V1.Obligation wire) =>
        new(wire.Id, (ObligationOwner)wire.OwedBy, wire.Text.ToText());

    private static AudienceClause ToClause(V1.AudienceClause wire) =>
        new((AddresseeKind)wire.Addressee, ToFilter(wire.Filter ?? new V1.PostFilter()));

    private static PostFilter ToFilter(V1.PostFilter wire) => new(
        [.. wire.Within], [.. wire.Departments], [.. wire.Cadres], [.. wire.ServiceGroups], wire.BpsFrom, wire.BpsTo, [.. wire.Posts]);
}
