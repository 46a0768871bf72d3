using Directives.Grains;
using Reason = Directives.V1.Gap.Types.Reason;

namespace Directives.Gateway.Web;

/// <summary>The words of the page that says where a directive stopped.</summary>
internal static partial class Labels
{
    public static LocalText Coverage { get; } = new("Where it stopped", "کہاں رکا");
    public static LocalText HeldUp { get; } = new(
        "Held up at the {0} level: {1} of {2} offices have received it, and {3} posts owe an answer.",
        "{0} کی سطح پر رکا ہوا ہے: {2} میں سے {1} دفاتر کو موصول، اور {3} اسامیوں کا جواب باقی۔");
    public static LocalText NothingHeldUp { get; } = new("Nothing is held up.", "کہیں رکاوٹ نہیں۔");
    public static LocalText ByTier { get; } = new("By tier of the hierarchy", "درجہ وار صورت حال");
    public static LocalText Tier { get; } = new("Tier", "درجہ");
    public static LocalText CannotAnswer { get; } = new("Counted, and cannot answer", "شمار میں شامل، مگر جواب ممکن نہیں");
    public static LocalText CannotAnswerNone { get; } = new("Every office and post that is counted can answer.", "شمار میں شامل ہر دفتر اور اسامی جواب دے سکتی ہے۔");
    public static LocalText FirstOfMany { get; } = new("The first {0} are shown.", "پہلے {0} دکھائے گئے ہیں۔");
    public static LocalText Reason { get; } = new("Reason", "وجہ");
    public static LocalText Since { get; } = new("Since", "کب سے");
    public static LocalText SlowestOffices { get; } = new("Slowest offices", "سست ترین دفاتر");
    public static LocalText FastestOffices { get; } = new("Fastest offices", "تیز ترین دفاتر");
    public static LocalText IssueToReceipt { get; } = new("Issue to receipt", "اجرا سے وصولی تک");
    public static LocalText ServiceToAcknowledgement { get; } = new("Service to acknowledgement, in the middle", "پہنچانے سے اقرار تک، وسطی مدت");
    public static LocalText Seconds { get; } = new("{0} s", "{0} سیکنڈ");
    public static LocalText Minutes { get; } = new("{0} min", "{0} منٹ");
    public static LocalText Hours { get; } = new("{0} h", "{0} گھنٹے");
    public static LocalText DaysTaken { get; } = new("{0} days", "{0} دن");

    private static readonly Dictionary<Reason, LocalText> GapReasons = new()
    {
        [V1.Gap.Types.Reason.OnItsWay] = new("on its way", "راستے میں"),
        [V1.Gap.Types.Reason.NotInOrganogram] = new("not in the organogram any more", "اب تنظیمی ڈھانچے میں نہیں"),
        [V1.Gap.Types.Reason.NotReceived] = new("passed on and not received", "بھیجا گیا، موصول نہیں کیا گیا"),
        [V1.Gap.Types.Reason.PostVacant] = new("post vacant", "اسامی خالی"),
        [V1.Gap.Types.Reason.PostNotOnRoster] = new("post not on the roster any more", "اسامی اب فہرست میں نہیں"),
        [V1.Gap.Types.Reason.NoHead] = new("office without a head", "دفتر کا کوئی سربراہ نہیں"),
        [V1.Gap.Types.Reason.OlderVersion] = new("has an older version", "پرانا متن موجود"),
    };

    public static LocalText Of(Reason reason) => GapReasons.GetValueOrDefault(reason, Unknown);

    /// <summary>How long something took, in the largest unit that says it.</summary>
    public static (LocalText Unit, string Number) OfDuration(double seconds) => seconds switch
    {
        >= 2 * 86_400 => (DaysTaken, Round(seconds / 86_400)),
        >= 2 * 3_600 => (Hours, Round(seconds / 3_600)),
        >= 120 => (Minutes, Round(seconds / 60)),
        _ => (Seconds, Round(seconds)),
    };

    private static string Round(double number) => number.ToString("#,0.0", System.Globalization.CultureInfo.InvariantCulture);
}
