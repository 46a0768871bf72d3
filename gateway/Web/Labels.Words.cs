using Directives.Grains;

namespace Directives.Gateway.Web;

/// <summary>The words of the field.</summary>
internal static partial class Labels
{
    public static LocalText Served { get; } = new("Served", "پہنچایا گیا");
    public static LocalText Opened { get; } = new("Opened", "کھولا گیا");
    public static LocalText OpenedOnly { get; } = new("Opened, not answered", "کھولا گیا، جواب باقی");
    public static LocalText NotOpened { get; } = new("Not opened", "نہیں کھولا گیا");
    public static LocalText Acknowledged { get; } = new("Acknowledged", "اقرار");
    public static LocalText Declined { get; } = new("Declined", "انکار");
    public static LocalText Vacant { get; } = new("Vacant", "خالی");
    public static LocalText Outstanding { get; } = new("Outstanding", "باقی");
    public static LocalText Overdue { get; } = new("Overdue", "تاخیر");
    public static LocalText Reported { get; } = new("Compliance reported", "عمل درآمد کی رپورٹ");
    public static LocalText Drafted { get; } = new("Drafted", "مسودہ تیار");
    public static LocalText Approved { get; } = new("Approved", "منظور");
    public static LocalText Issued { get; } = new("Issued", "جاری");
    public static LocalText Amended { get; } = new("Amended", "ترمیم شدہ");
    public static LocalText Reiterated { get; } = new("Reiterated", "اعادہ");
    public static LocalText Superseded { get; } = new("Superseded", "متبادل حکم جاری");
    public static LocalText StatusInForce { get; } = new("In force", "نافذ العمل");
    public static LocalText Rescinded { get; } = new("Rescinded", "منسوخ");
    public static LocalText DeadlinePassed { get; } = new("Deadline passed", "میعاد گزر گئی");
    public static LocalText ForAction { get; } = new("for action", "برائے تعمیل");
    public static LocalText ForInformation { get; } = new("for information", "برائے اطلاع");
    public static LocalText DeadlineToAcknowledge { get; } = new("to acknowledge", "برائے اقرار");
    public static LocalText Reminded { get; } = new("Reminded", "یاد دہانی");
    public static LocalText Escalated { get; } = new("Escalated", "بالا افسر کو اطلاع");
    public static LocalText Endorsed { get; } = new("Endorsed downward", "تظہیر جاری");
    public static LocalText DeadlineToReceive { get; } = new("to receive", "برائے وصولی");
    public static LocalText DeadlineToComply { get; } = new("to comply", "برائے عمل درآمد");

    private static readonly Dictionary<Instrument, LocalText> Instruments = new()
    {
        [Instrument.Letter] = new("Letter", "مراسلہ"),
        [Instrument.Memorandum] = new("Memorandum", "یادداشت"),
        [Instrument.OfficeMemorandum] = new("Office Memorandum", "دفتری یادداشت"),
        [Instrument.DemiOfficialLetter] = new("Demi-official Letter", "نیم سرکاری مراسلہ"),
        [Instrument.UnOfficialNote] = new("Un-official Note", "غیر رسمی نوٹ"),
        [Instrument.Endorsement] = new("Endorsement", "تظہیر"),
        [Instrument.Notification] = new("Notification", "اعلامیہ"),
        [Instrument.OfficeOrder] = new("Office Order", "دفتری حکم"),
        [Instrument.Circular] = new("Circular", "گشتی مراسلہ"),
    };

    private static readonly Dictionary<Precedence, LocalText> Precedences = new()
    {
        [Precedence.Routine] = new("Routine", "معمول"),
        [Precedence.Priority] = new("Priority", "ترجیحی"),
        [Precedence.Immediate] = new("Immediate", "فوری"),
    };

    private static readonly Dictionary<Classification, LocalText> Classifications = new()
    {
        [Classification.Unclassified] = new("Unclassified", "غیر خفیہ"),
        [Classification.Restricted] = new("Restricted", "محدود"),
        [Classification.Confidential] = new("Confidential", "بصیغہ راز"),
        [Classification.Secret] = new("Secret", "خفیہ"),
    };

    private static readonly Dictionary<Standing, LocalText> Standings = new()
    {
        [Standing.Served] = NotOpened,
        [Standing.Opened] = OpenedOnly,
        [Standing.Declined] = Declined,
        [Standing.Acknowledged] = Acknowledged,
    };

    private static readonly Dictionary<AddresseeKind, LocalText> Addressees = new()
    {
        [AddresseeKind.Action] = ForAction,
        [AddresseeKind.Information] = ForInformation,
    };

    private static readonly Dictionary<ObligationOwner, LocalText> Owners = new()
    {
        [ObligationOwner.Post] = new("Each officer", "ہر افسر"),
        [ObligationOwner.Department] = new("Each department", "ہر محکمہ"),
    };

    /// <summary>Kinds of departments, by their names in the organogram.</summary>
    private static readonly Dictionary<string, LocalText> Kinds = new(StringComparer.Ordinal)
    {
        ["government"] = new("Government", "حکومت"),
        ["administrative-department"] = new("Administrative Department", "انتظامی محکمہ"),
        ["attached-department"] = new("Attached Department", "ملحقہ محکمہ"),
        ["autonomous-body"] = new("Autonomous Body", "خود مختار ادارہ"),
        ["wing"] = new("Wing", "ونگ"),
        ["section"] = new("Section", "سیکشن"),
        ["division-office"] = new("Division", "ڈویژن"),
        ["district-office"] = new("District", "ضلع"),
        ["tehsil-office"] = new("Tehsil", "تحصیل"),
    };

    private static readonly Dictionary<Finding, LocalText> Findings = new()
    {
        [Finding.Verified] = new("in force as reported", "رپورٹ کے مطابق نافذ"),
        [Finding.NotVerified] = new("not verified", "تصدیق نہ ہو سکی"),
        [Finding.FalseReport] = new("false report", "غلط رپورٹ"),
    };

    /// <summary>The kinds of facts that the list of events shows.</summary>
    private static readonly Dictionary<string, LocalText> Facts = new(StringComparer.Ordinal)
    {
        [nameof(Grains.Drafted)] = Drafted,
        [nameof(Grains.Approved)] = Approved,
        [nameof(Grains.Issued)] = Issued,
        [nameof(Grains.Amended)] = Amended,
        [nameof(Grains.Reiterated)] = Reiterated,
        [nameof(Grains.Superseded)] = Superseded,
        [nameof(Grains.Rescinded)] = Rescinded,
        [nameof(Grains.Acknowledged)] = Acknowledged,
        [nameof(Grains.Declined)] = Declined,
        [nameof(ComplianceReported)] = Reported,
        [nameof(Grains.DeadlinePassed)] = DeadlinePassed,
        [nameof(Grains.Reminded)] = Reminded,
        [nameof(Grains.Escalated)] = Escalated,
        [nameof(Grains.Endorsed)] = Endorsed,
        [nameof(ClarificationAsked)] = new("Clarification asked", "وضاحت طلب کی گئی"),
        [nameof(ClarificationAnswered)] = new("Clarification given", "وضاحت دی گئی"),
        [nameof(ExemptionRequested)] = new("Exemption requested", "استثنیٰ کی درخواست"),
        [nameof(ExemptionGranted)] = new("Exempted until", "استثنیٰ تا"),
        [nameof(ExemptionRefused)] = new("Exemption refused", "استثنیٰ نامنظور"),
        [nameof(ExemptionExpired)] = new("Exemption expired", "استثنیٰ کی میعاد ختم"),
        [nameof(SampleDrawn)] = new("Sample drawn for verification", "تصدیق کے لیے قرعہ اندازی"),
        [nameof(Verified)] = new("Report verified", "رپورٹ کی جانچ"),
        [nameof(Grains.PeriodOpened)] = new("Period opened", "نئی مدت شروع"),
    };

    public static LocalText Of(DirectiveStatus status) => status switch
    {
        DirectiveStatus.Superseded => Superseded,
        DirectiveStatus.Rescinded => Rescinded,
        _ => StatusInForce,
    };

    public static LocalText Of(Instrument instrument) => Instruments.GetValueOrDefault(instrument, Unknown);

    public static LocalText Of(Precedence precedence) => Precedences.GetValueOrDefault(precedence, Unknown);

    public static LocalText Of(Classification classification) => Classifications.GetValueOrDefault(classification, Unknown);

    public static LocalText Of(Standing standing) => Standings.GetValueOrDefault(standing, Unknown);

    public static LocalText Of(AddresseeKind addressee) => Addressees.GetValueOrDefault(addressee, Unknown);

    public static LocalText Of(ObligationOwner owner) => Owners.GetValueOrDefault(owner, Unknown);

    public static LocalText Of(Finding finding) => Findings.GetValueOrDefault(finding, Unknown);

    public static LocalText OfKind(string kind) => Kinds.GetValueOrDefault(kind, Unknown);

    /// <summary>Null for a fact that the list of events leaves out.</summary>
    public static LocalText? OfFact(string fact) => Facts.GetValueOrDefault(fact);

    private static LocalText Unknown { get; } = new("—", "—");
}
