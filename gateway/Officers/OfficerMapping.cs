namespace Directives.Gateway;

/// <summary>What an officer did, from the grains' form to the API's.</summary>
internal static class OfficerMapping
{
    public static V1.OfficerRecord ToWire(this OfficerRecord record)
    {
        var declined = record.LatestAct(nameof(Declined));
        return new V1.OfficerRecord
        {
            Post = record.Post,
            Directive = record.Directive,
            Version = record.Version,
            Title = record.Title.ToWire(),
            Addressee = (V1.AddresseeKind)record.Addressee,
            DiaryNumber = record.DiaryNumber,
            ServedAt = record.ServedAt.ToWire(),
            Standing = (V1.Standing)record.Standing,
            OpenedAt = record.LatestAct(nameof(Opened))?.At.ToWire(),
            AcknowledgedAt = record.LatestAct(nameof(Acknowledged))?.At.ToWire(),
            DeclinedAt = declined?.At.ToWire(),
            DeclineReason = declined?.Reason ?? "",
            AcknowledgeBy = record.AcknowledgeBy.ToWire(),
            Status = (V1.DirectiveStatus)(record.Closed ?? DirectiveStatus.InForce),
            Acts = { record.Acts.Select(act => act.ToWire(record)) },
            Reminders = record.Reminders,
            RemindedAt = record.RemindedAt.ToWire(),
            Endorsements = { record.Endorsed?.Select(EndorsementMapping.ToWire) ?? [] },
            OrderAcknowledgeBy = record.OrderAcknowledgeBy.ToWire(),
        };
    }

    /// <summary>The service and the acts after it, in their order.</summary>
    public static IEnumerable<V1.Event> ToEvents(this OfficerRecord record)
    {
        var department = PostId.TryParse(record.Post, out var parsed, out _) ? parsed : "";
        yield return new V1.Event
        {
            Kind = nameof(RosterServed),
            At = record.ServedAt.ToWire(),
            Directive = record.Directive,
            Department = department,
            Post = record.Post,
            Version = record.Version,
            Detail = record.DiaryNumber,
        };
        foreach (var act in record.Acts)
        {
            yield return new V1.Event
            {
                Kind = act.Fact,
                At = act.At.ToWire(),
                Directive = record.Directive,
                Department = department,
                Post = record.Post,
                Person = act.By,
                Name = act.Name.ToWire(),
                Version = act.Version,
                Detail = act.Reason ?? "",
                Via = act.Via ?? "",
                ActedFor = act.For ?? "",
                Paper = act.Paper.ToWire(),
            };
        }
    }

    public static V1.PaperEntry? ToWire(this PaperEntry? paper) => paper is null ? null : new V1.PaperEntry
    {
        On = paper.On.ToString(DirectiveMapping.DateFormat, System.Globalization.CultureInfo.InvariantCulture),
        Reference = paper.Reference,
        EnteredBy = paper.EnteredBy,
    };

    private static V1.OfficerAct ToWire(this OfficerAct act, OfficerRecord record) => new()
    {
        Fact = act.Fact,
        At = act.At.ToWire(),
        Person = act.By,
        Name = act.Name.ToWire(),
        Version = act.Version,
        Reason = act.Reason ?? "",
        Via = act.Via ?? "",
        ActedFor = act.For ?? "",
        Paper = act.Paper.ToWire(),
        Counts = act.Version == record.Version && act.Incumbency == record.Incumbency,
    };

    private static OfficerAct? LatestAct(this OfficerRecord record, string fact) =>
        record.Acts.LastOrDefault(act => act.Fact == fact && act.Version == record.Version && act.Incumbency == record.Incumbency);
}
