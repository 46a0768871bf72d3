namespace Directives.Gateway;

/// <summary>What a department did, from the grains' form to the API's.</summary>
internal static class DepartmentMapping
{
    public static V1.DiaryEntry ToWire(this DiaryEntry entry, string department, bool complied)
    {
        var action = entry.Served.Count(post => post.Addressee is AddresseeKind.Action);
        return new V1.DiaryEntry
        {
            Directive = entry.Directive,
            Version = entry.Version,
            Title = entry.Title.ToWire(),
            DiaryNumber = entry.DiaryNumber,
            ReceivedAt = entry.ReceivedAt.ToWire(),
            ServedForAction = action,
            ServedForInformation = entry.Served.Length - action,
            Vacant = entry.Served.Count(post => post.Vacant),
            PassedTo = entry.PassedTo.Length,
            Complied = complied,
            Status = (V1.DirectiveStatus)(entry.Closed ?? DirectiveStatus.InForce),
            AcknowledgeBy = entry.AcknowledgeBy.ToWire(),
            ComplyBy = entry.ComplyBy.ToWire(),
            Endorsements = { entry.Endorsed.Select(EndorsementMapping.ToWire) },
            OrderAcknowledgeBy = entry.TightenedAt(DeadlineKind.Acknowledge) is null ? null : entry.OrderDeadlineOf(DeadlineKind.Acknowledge).ToWire(),
            OrderComplyBy = entry.TightenedAt(DeadlineKind.Comply) is null ? null : entry.OrderDeadlineOf(DeadlineKind.Comply).ToWire(),
            Notices = { entry.Chase?.Notices.Select(notice => notice.ToWire(department)) ?? [] },
        };
    }

    /// <summary>A report as the ledger has it.</summary>
    public static V1.ComplianceReport ToReport(this ComplianceReported report, string department) => new ComplianceReport(
        report.Directive ?? "", report.Version, report.At, report.By,
        report.Statement, report.EvidenceText, report.EvidenceSha256, report.OperationId)
    {
        Reference = report.Reference,
        Partial = report.Partial,
    }.ToWire(department);

    public static V1.ComplianceReport ToWire(this ComplianceReport report, string department) => new()
    {
        Department = department,
        Directive = report.Directive,
        Version = report.Version,
        At = report.At.ToWire(),
        By = report.By,
        Statement = report.Statement,
        EvidenceText = report.EvidenceText ?? "",
        EvidenceSha256 = report.EvidenceSha256 ?? "",
        Reference = report.Reference ?? "",
        Percent = report.Partial?.Percent ?? 100,
        Plan = report.Partial?.Plan ?? "",
        PlannedBy = report.Partial is { } partial ? Days.Write(partial.By) : "",
    };
}
