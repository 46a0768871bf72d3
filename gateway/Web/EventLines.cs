using Directives.Grains;
using Orleans;

namespace Directives.Gateway.Web;

/// <summary>Puts facts into a reader's words: the officer, his post, his department.</summary>
internal sealed class EventLines(IClusterClient cluster, ProductClock time)
{
    /// <summary>The newest first; facts that the list of events leaves out are left out.</summary>
    /// <param name="events">The oldest first.</param>
    /// <param name="most">Only the newest so many.</param>
    public async Task<IReadOnlyList<EventLine>> OfAsync(IReadOnlyList<V1.Event> events, PageLanguage language, int most)
    {
        var lines = new List<EventLine>();
        for (var i = events.Count - 1; i >= 0 && lines.Count < most; i--)
        {
            if (Labels.OfFact(events[i].Kind) is { } label)
                lines.Add(await OfAsync(events[i], language, language[label]));
        }

        return lines;
    }

    private async Task<EventLine> OfAsync(V1.Event item, PageLanguage language, string label)
    {
        var department = item.Department.Length == 0 ? await IssuerOfAsync(item.Directive) : item.Department;
        var place = department.Length == 0 ? null : await cluster.GetGrain<IDepartmentGrain>(department).GetPlace();
        var office = place is null ? department : language[place.Name];
        var post = PostId.TryParse(item.Post, out _, out var seat) ? place?.Roster.FirstOrDefault(one => one.Seat == seat) : null;
        var designation = post is null ? item.Post : language[post.Designation];
        var who = item.Name is null ? office : language.Of(item.Name);
        string[] whose = designation.Length > 0 ? [designation, office] : [office];
        var where = item.Name is null ? "" : string.Join(language[Labels.ListComma], whose);
        var at = item.At.ToDateTimeOffset();
        var day = language.Date(at) == language.Date(time.GetUtcNow()) ? "" : language.Date(at) + " ";
        return new EventLine(
            item.Position, Tone(item.Kind), label, PageLanguage.Iso(at), day + PageLanguage.Time(at), who, where, Detail(item, language));
    }

    private async Task<string> IssuerOfAsync(string directive) =>
        (await cluster.GetGrain<IDirectiveGrain>(directive).Get())?.Draft.Issuer ?? "";

    private static string Detail(V1.Event item, PageLanguage language) => (item.Kind, item.Detail) switch
    {
        (nameof(DeadlinePassed), var deadline) => language[DeadlineOf(deadline)],
        (nameof(Reminded) or nameof(Escalated), var deadline) => language[DeadlineOf(deadline)] + language[Labels.ListComma] + PageLanguage.Number(item.Outstanding),
        (nameof(Verified), var finding) when Enum.TryParse<Finding>(finding, out var known) => language[Labels.Of(known)],
        _ => item.Detail,
    };

    private static LocalText DeadlineOf(string word) => word switch
    {
        DirectiveRules.AcknowledgeDue => Labels.DeadlineToAcknowledge,
        DirectiveRules.ReceiveDue => Labels.DeadlineToReceive,
        _ => Labels.DeadlineToComply,
    };

    private static string Tone(string kind) => kind switch
    {
        nameof(Opened) => "opened",
        nameof(Acknowledged) => "acknowledged",
        nameof(Declined) => "declined",
        nameof(ComplianceReported) => "complied",
        nameof(DeadlinePassed) or nameof(Escalated) or nameof(ExemptionExpired) => "overdue",
        _ => "plain",
    };
}
