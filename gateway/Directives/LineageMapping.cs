namespace Directives.Gateway;

/// <summary>Decisions, links and how directives stand, from the grains' form to the API's and back.</summary>
internal static class LineageMapping
{
    public static V1.DirectiveStanding ToWire(this DirectiveStanding standing) => new()
    {
        Number = standing.Number,
        Title = standing.Title.ToWire(),
        Issuer = standing.Issuer,
        Jurisdiction = standing.Jurisdiction,
        Version = standing.Version,
        Revision = standing.Revision,
        IssuedAt = standing.IssuedAt.ToWire(),
        Status = (V1.DirectiveStatus)standing.Status,
        ClosedBy = standing.Closed?.Instrument ?? "",
        ClosedReason = standing.Closed?.Reason ?? "",
        ClosedAt = standing.Closed?.At.ToWire(),
        Reiterations = standing.Reiterations,
        ReiteratedAt = standing.ReiteratedAt.ToWire(),
    };

    public static V1.LineageLink ToWire(this LineageLink link)
    {
        var wire = new V1.LineageLink { Kind = (V1.LinkKind)link.Kind, Note = link.Note ?? "" };
        if (link.Decision is { } decision)
            wire.Decision = decision;
        else if (link.Directive is { } directive)
            wire.Directive = directive;
        return wire;
    }

    public static LineageLink ToLink(this V1.LineageLink wire) => new(
        (LinkKind)wire.Kind, wire.HasDecision ? wire.Decision : null, wire.HasDirective ? wire.Directive : null, wire.Note.NullIfEmpty());

    /// <param name="text">With the text.</param>
    public static V1.RecordedDecision ToWire(this RecordedDecision recorded, bool text) => new()
    {
        Decision = new V1.Decision
        {
            Number = recorded.Decision.Number,
            Body = recorded.Decision.Body.ToWire(),
            Meeting = recorded.Decision.Meeting.ToWire(),
            Date = DirectiveMapping.ToWire(recorded.Decision.Date),
            Minute = recorded.Decision.Minute ?? "",
            Text = text ? recorded.Decision.Text.ToWire() : null,
        },
        RecordedBy = recorded.RecordedBy,
        RecordedAt = recorded.RecordedAt.ToWire(),
        TextDigest = recorded.TextDigest,
    };

    public static Decision ToDecision(this V1.Decision wire, List<FieldViolation> unread) => new(
        wire.Number, wire.Body.ToText(), wire.Meeting.ToText(), DraftMapping.ToDate("decision.date", wire.Date, unread),
        wire.Minute.NullIfEmpty(), wire.Text.ToText());
}
