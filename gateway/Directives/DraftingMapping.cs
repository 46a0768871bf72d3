namespace Directives.Gateway;

/// <summary>Drafts that are kept and what is found about them, from the grains' form to the API's.</summary>
internal static class DraftingMapping
{
    /// <summary>With the text.</summary>
    public static V1.DraftRecord ToWire(this DraftRecord record)
    {
        var draft = record.Draft.ToWire();
        draft.Text = record.Draft.Text.ToWire();
        return new V1.DraftRecord
        {
            Draft = draft,
            DraftDigest = record.Digest,
            Edition = record.Edition,
            DraftedBy = record.DraftedBy,
            DraftedAt = record.DraftedAt.ToWire(),
            ApprovedBy = record.ApprovedBy ?? "",
            ApprovedAt = record.ApprovedAt.ToWire(),
            IssuedAt = record.IssuedAt.ToWire(),
            AmendsVersion = record.Amends,
            AmendReason = record.Reason ?? "",
        };
    }

    public static V1.DraftSummary ToWire(this DraftLine line) => new()
    {
        Number = line.Number,
        Title = line.Title.ToWire(),
        Issuer = line.Issuer,
        DraftedBy = line.DraftedBy,
        DraftedAt = line.DraftedAt.ToWire(),
        Edition = line.Edition,
        AmendsVersion = line.Amends,
    };

    public static V1.DraftCheck ToWire(this DraftCheck check) => new()
    {
        DraftDigest = check.Digest,
        Violations = { check.Violations.Select(ToWire) },
        Warnings = { check.Warnings.Select(ToWire) },
        Audience = check.Audience is { } audience ? ToWire(audience) : null,
        AcknowledgeBy = check.Issued?.AcknowledgeBy.ToWire(),
        ComplyBy = check.Issued?.ComplyBy.ToWire(),
    };

    public static V1.DraftFinding ToWire(FieldViolation finding) => new() { Field = finding.Field, Description = finding.Description };

    private static V1.AudiencePreview ToWire(AudiencePreview audience) => new()
    {
        Offices = audience.Offices,
        Total = ToWire(audience.Total),
        Departments = { audience.Departments.Select(ToWire) },
        Cadres = { audience.Cadres.Select(ToWire) },
        Grades = { audience.Grades.Select(ToWire) },
        VacantPosts = { audience.VacantPosts },
    };

    private static V1.AudienceLine ToWire(AudienceLine line) => new() { Key = line.Key, Name = line.Name?.ToWire(), Count = ToWire(line.Count) };

    private static V1.AudienceCount ToWire(AudienceCount count) => new()
    {
        Posts = count.Posts,
        ForAction = count.ForAction,
        ForInformation = count.ForInformation,
        Vacant = count.Vacant,
    };
}
