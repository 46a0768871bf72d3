using Directives.Gateway.Web;

namespace Directives.Gateway.Reports;

/// <summary>The words of reports. Those that the pages have too are the pages' own.</summary>
internal static class ReportWords
{
    public static LocalText DirectiveReport { get; } = new("Compliance report", "رپورٹ عمل درآمد");
    public static LocalText DepartmentReport { get; } = new("Inward diary and standings", "ڈائری وصولی اور صورت حال");
    public static LocalText OfficerReport { get; } = new("Charge report", "چارج رپورٹ");
    public static LocalText FactsReport { get; } = new("Facts", "اندراجات");
    public static LocalText Number { get; } = new("Number", "نمبر");
    public static LocalText Department => Labels.Department;
    public static LocalText Officer => Labels.Officer;
    public static LocalText Post => Labels.Post;
    public static LocalText Bps => Labels.Bps;
    public static LocalText IssuedAt => Labels.IssuedAt;
    public static LocalText AsOf => Labels.AsOf;
    public static LocalText Vacant => Labels.Vacant;
    public static LocalText NotReceived => Labels.NotReceived;
    public static LocalText Counts { get; } = new("Counts", "تعداد");
    public static LocalText PostsOfRoster { get; } = new("Posts on the roster", "منظور شدہ اسامیاں");
    public static LocalText Directive { get; } = new("Directive", "ہدایت");
    public static LocalText Diary { get; } = new("Diary no.", "ڈائری نمبر");
    public static LocalText ServedOn { get; } = new("Served on", "تاریخ ترسیل");
    public static LocalText LastAct { get; } = new("Last act", "آخری کارروائی");
    public static LocalText OpenUntil { get; } = new("Open until", "جواب کی آخری تاریخ");
    public static LocalText Open { get; } = new("open", "جواب باقی");
    public static LocalText Page { get; } = new("Page {0}", "صفحہ {0}");
    public static LocalText Empty { get; } = new("Nothing to report.", "کوئی اندراج نہیں۔");

    /// <summary>Columns of a table of posts.</summary>
    public static ImmutableArray<ReportColumn> PostColumns { get; } =
    [
        new(Labels.Post, 32), new(Labels.Officer, 28), new(Labels.Bps, 8), new(Labels.AddressedFor, 14), new(Labels.StandingHeader, 18),
    ];

    public static ImmutableArray<ReportColumn> RecordColumns { get; } =
    [
        new(Directive, 36), new(Diary, 10), new(ServedOn, 14), new(Labels.StandingHeader, 14), new(LastAct, 13), new(OpenUntil, 13),
    ];

    public static ImmutableArray<LocalText> PostCells(PostStanding post) =>
    [
        LocalTexts.Or(post.Post.Designation, post.Post.Seat),
        post.Post.Incumbent is { } incumbent ? LocalTexts.Or(incumbent.Name, incumbent.Person) : Vacant,
        LocalTexts.Number(post.Post.Bps), Labels.Of(post.Served.Addressee), Labels.Of(post.Standing),
    ];

    public static LocalText Tally(Tally tally) => LocalTexts.Format(
        new(
            "{0} of {1} offices have received it; of {2} posts served {3} have opened, {4} acknowledged, {5} declined; {6} owe an answer, {7} are vacant; {8} of {9} departments report compliance.",
            "{1} میں سے {0} دفاتر کو موصول؛ {2} اسامیوں میں سے {3} نے کھولا، {4} نے اقرار کیا، {5} نے انکار کیا؛ {6} کا جواب باقی، {7} خالی؛ {9} میں سے {8} محکموں نے عمل درآمد کی رپورٹ دی۔"),
        tally.OfficesReceived, tally.Offices, tally.Served, tally.Opened, tally.Acknowledged, tally.Declined, tally.Outstanding, tally.Vacant,
        tally.OfficesComplied, tally.OfficesOwing);

    public static LocalText Office(DepartmentCompliance office) => Detail(office.Entry, office.Own, office.Complied);

    public static LocalText Entry(DiaryLine line, Tally own) => Detail(line.Entry, own, line.Complied);

    /// <summary>As in the API.</summary>
    public static string NameOf(AddresseeKind addressee) => addressee is AddresseeKind.Action ? "action" : "information";

    /// <summary>As in the API.</summary>
    public static string NameOf(Standing standing) => standing switch
    {
        Standing.Acknowledged => "acknowledged",
        Standing.Declined => "declined",
        Standing.Opened => "opened",
        _ => "served",
    };

    private static LocalText Detail(DiaryEntry entry, Tally own, bool complied)
    {
        var received = LocalTexts.Date(entry.ReceivedAt);
        var detail = LocalTexts.Format(
            new(
                "diary no. {0} · served {1} · opened {2} · acknowledged {3} · declined {4} · outstanding {5}",
                "ڈائری نمبر {0} · پہنچایا گیا {1} · کھولا گیا {2} · اقرار {3} · انکار {4} · باقی {5}"),
            entry.DiaryNumber, own.Served, own.Opened, own.Acknowledged, own.Declined, own.Outstanding);
        var report = complied ? new LocalText($" · {Labels.HasReported.En}", $" · {Labels.HasReported.Ur}") : new LocalText("", "");
        return new($"{received.En} · {detail.En}{report.En}", $"{received.Ur} · {detail.Ur}{report.Ur}");
    }
}
