namespace Directives.Gateway;

/// <summary>Directives, from the grains' form to the API's.</summary>
internal static class DirectiveMapping
{
    public const string DateFormat = "yyyy-MM-dd";

    /// <summary>Everything but the text.</summary>
    public static V1.Directive ToWire(this IssuedDirective issued) => new()
    {
        Draft = issued.Draft.ToWire(),
        Version = issued.Version,
        IssuedAt = issued.IssuedAt.ToWire(),
        IssuedBy = issued.IssuedBy,
        AcknowledgeBy = issued.AcknowledgeBy.ToWire(),
        ComplyBy = issued.ComplyBy.ToWire(),
        ReceiveBy = issued.ReceiveBy.ToWire(),
        TextDigest = issued.TextDigest,
        DispatchNumber = issued.Dispatch ?? "",
        DraftedBy = issued.DraftedBy ?? "",
        ApprovedBy = issued.ApprovedBy ?? "",
        Period = issued.Period?.ToWire(),
    };

    /// <param name="standing">Null where it is not known: then it has just been issued.</param>
    public static V1.DirectiveSummary ToWire(this DirectiveLine line, DirectiveStanding? standing) => new()
    {
        Number = line.Number,
        Title = line.Title.ToWire(),
        Precedence = (V1.Precedence)line.Precedence,
        IssuedAt = line.IssuedAt.ToWire(),
        Jurisdiction = line.Jurisdiction,
        Status = (V1.DirectiveStatus)(standing?.Status ?? DirectiveStatus.InForce),
        ClosedBy = standing?.Closed?.Instrument ?? "",
        ClosedAt = (standing?.Closed?.At).ToWire(),
        Version = standing?.Version ?? 1,
    };

    /// <param name="language">en or ur; the other one where that was waived.</param>
    public static V1.DirectiveText ToText(this IssuedDirective issued, string language) => new()
    {
        Number = issued.Draft.Number,
        Version = issued.Version,
        Language = Only(issued.Draft.Text, language).Length > 0 ? language : Other(language),
        Title = issued.Draft.Title.In(language),
        Text = issued.Draft.Text.In(language),
        TextDigest = issued.TextDigest,
    };

    /// <summary>In a language; in the other one where it was waived in that.</summary>
    public static string In(this LocalText text, string language) =>
        Only(text, language) is { Length: > 0 } found ? found : Only(text, Other(language));

    private static string Only(LocalText text, string language) => language == "ur" ? text.Ur : text.En;

    private static string Other(string language) => language == "ur" ? "en" : "ur";

    /// <summary>Everything but the text.</summary>
    public static V1.DirectiveDraft ToWire(this DirectiveDraft draft) => new()
    {
        Number = draft.Number,
        Instrument = (V1.Instrument)draft.Instrument,
        Title = draft.Title.ToWire(),
        Issuer = draft.Issuer,
        Jurisdiction = draft.Jurisdiction,
        Provenance = new V1.Provenance
        {
            Body = draft.Provenance.Body.ToWire(),
            Date = ToWire(draft.Provenance.Date),
            Minute = draft.Provenance.Minute ?? "",
        },
        LegalBasis = { draft.LegalBasis.Select(CommonMapping.ToWire) },
        Consequence = draft.Consequence?.ToWire(),
        Precedence = (V1.Precedence)draft.Precedence,
        Classification = (V1.Classification)draft.Classification,
        Dated = ToWire(draft.Dated),
        EffectiveOn = ToWire(draft.EffectiveOn),
        Obligations = { draft.Obligations.Select(ToWire) },
        Audience = new V1.Audience
        {
            Clauses = { draft.Audience.Clauses.Select(ToWire) },
            Exclusions = { draft.Audience.Exclusions.Select(ToWire) },
        },
        Deadlines = draft.Deadlines.ToWire(),
        Reminders = draft.Reminders.ToWire(),
        Waiver = draft.Waiver is { } waiver ? new V1.LanguageWaiver { Language = waiver.Language, Reason = waiver.Reason } : null,
        Lineage = { draft.Lineage?.Links.Select(LineageMapping.ToWire) ?? [] },
        Duties = { draft.Duties?.Select(DutyMapping.ToWire) ?? [] },
    };

    private static V1.Obligation ToWire(Obligation obligation) => new()
    {
        Id = obligation.Id,
        OwedBy = (V1.Obligation.Types.Owner)obligation.OwedBy,
        Text = obligation.Text.ToWire(),
    };

    private static V1.AudienceClause ToWire(AudienceClause clause) => new()
    {
        Addressee = (V1.AddresseeKind)clause.Addressee,
        Filter = ToWire(clause.Filter),
    };

    private static V1.PostFilter ToWire(PostFilter filter) => new()
    {
        Within = { filter.Within },
        Departments = { filter.Departments },
        Cadres = { filter.Cadres },
        ServiceGroups = { filter.ServiceGroups },
        BpsFrom = filter.BpsFrom,
        BpsTo = filter.BpsTo,
        Posts = { filter.Posts },
    };

    public static string ToWire(DateOnly date) => date.ToString(DateFormat, System.Globalization.CultureInfo.InvariantCulture);
}
