namespace Directives.Gateway;

/// <summary>Verification, from the grains' form to the API's.</summary>
internal static class VerificationMapping
{
    public static V1.DrawnSample ToWire(this DrawnSample sample) => new()
    {
        Directive = sample.Directive,
        Number = sample.Number,
        Seed = sample.Seed,
        At = sample.At.ToWire(),
        By = sample.By,
        Population = sample.Population,
        PopulationDigest = sample.PopulationDigest,
        Size = sample.Size,
        Assigned = sample.Assigned,
        Verified = sample.Verified,
        NotVerified = sample.NotVerified,
        FalseReports = sample.FalseReports,
        Estimate = Estimate.Of(sample) is { } estimate
            ? new V1.Estimate { Found = estimate.Found, Share = estimate.Share, Low = estimate.Low, High = estimate.High }
            : null,
    };

    public static V1.VerificationCase ToWire(this VerificationCase item, string directive) => new()
    {
        Directive = directive,
        Draw = item.Draw,
        Department = item.Department,
        Verifier = item.Verifier ?? "",
        AssignedAt = item.AssignedAt.ToWire(),
        Findings = { item.Findings.Select(ToWire) },
    };

    private static V1.RecordedFinding ToWire(RecordedFinding finding) => new()
    {
        Finding = (V1.Finding)finding.Finding,
        At = finding.At.ToWire(),
        Verifier = finding.Verifier,
        By = finding.By,
        Name = finding.Name.ToWire(),
        Note = finding.Note,
        EvidenceText = finding.EvidenceText ?? "",
        EvidenceSha256 = finding.EvidenceSha256 ?? "",
        Reference = finding.Reference ?? "",
    };
}
