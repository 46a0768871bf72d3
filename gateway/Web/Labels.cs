using Directives.Grains;

namespace Directives.Gateway.Web;

/// <summary>Every text of the pages, in both languages. The words of the field have one form each, here and in the API.</summary>
internal static partial class Labels
{
    public static LocalText Product { get; } = new("Directives", "ہدایات");
    public static LocalText Government { get; } = new("Government of the Punjab", "حکومت پنجاب");
    public static LocalText ListComma { get; } = new(", ", "، ");
    public static LocalText SkipToContent { get; } = new("Skip to content", "براہ راست مواد پر جائیں");
    public static LocalText OtherLanguage { get; } = new("اردو", "English");
    public static LocalText Breadcrumb { get; } = new("You are here", "آپ یہاں ہیں");

    public static LocalText SignIn { get; } = new("Sign in", "داخل ہوں");
    public static LocalText SignOut { get; } = new("Sign out", "باہر نکلیں");
    public static LocalText SignInLead { get; } = new(
        "Compliance is shown only to those who oversee it: sign in with your token.",
        "عمل درآمد کی صورت حال صرف نگران افسران کو دکھائی جاتی ہے: اپنے ٹوکن کے ذریعے داخل ہوں۔");
    public static LocalText SignInToken { get; } = new("Token", "ٹوکن");
    public static LocalText SignInCommand { get; } = new(
        "In a trial installation, this command makes a token:",
        "آزمائشی تنصیب میں یہ کمانڈ ٹوکن بناتی ہے:");
    public static LocalText SignInRefused { get; } = new(
        "This token is not valid here, or it has expired. Make a new one and try again.",
        "یہ ٹوکن یہاں قابل قبول نہیں یا اس کی میعاد ختم ہو چکی ہے۔ نیا ٹوکن بنا کر دوبارہ کوشش کریں۔");
    public static LocalText SignedInAs { get; } = new("Signed in as", "بطور");

    public static LocalText NotFound { get; } = new("Not found", "موجود نہیں");
    public static LocalText NotFoundLead { get; } = new(
        "There is no such directive or department.", "اس نام کی کوئی ہدایت یا محکمہ موجود نہیں۔");
    public static LocalText Forbidden { get; } = new("Not open to you", "آپ کو اجازت نہیں");
    public static LocalText ForbiddenLead { get; } = new(
        "Compliance is open to oversight, to the issuer, and to the head of a department for the offices under it.",
        "عمل درآمد کی صورت حال نگران افسران، جاری کنندہ، اور محکمے کے سربراہ کو اپنے ماتحت دفاتر کی حد تک دکھائی جاتی ہے۔");
    public static LocalText Failed { get; } = new("That did not work", "یہ عمل مکمل نہ ہو سکا");
    public static LocalText FailedLead { get; } = new(
        "The fault is recorded. Try again in a moment.", "خرابی درج کر لی گئی ہے۔ کچھ دیر بعد دوبارہ کوشش کریں۔");

    public static LocalText AllDirectives { get; } = new("All directives", "تمام ہدایات");
    public static LocalText AllDirectivesLead { get; } = new(
        "Each order issued, and how many of the posts that it was served on have acknowledged it.",
        "ہر جاری شدہ حکم، اور جن اسامیوں کو وہ پہنچایا گیا ان میں سے کتنی نے اقرار کیا۔");
    public static LocalText NoneIssued { get; } = new("No directive has been issued yet.", "ابھی کوئی ہدایت جاری نہیں ہوئی۔");
    public static LocalText NoneIssuedLead { get; } = new(
        "It appears here when one is issued.", "جاری ہوتے ہی وہ یہاں نظر آئے گی۔");

    public static LocalText Live { get; } = new("Live", "براہ راست");
    public static LocalText Connecting { get; } = new("Connecting", "رابطہ ہو رہا ہے");
    public static LocalText Reconnecting { get; } = new("Reconnecting", "دوبارہ رابطہ ہو رہا ہے");
    public static LocalText SignedOut { get; } = new("Signed out: sign in again", "سیشن ختم: دوبارہ داخل ہوں");
    public static LocalText AsOf { get; } = new("As of", "بوقت");
    public static LocalText NeedsScript { get; } = new(
        "These are the counts at the time of loading; live updates need JavaScript.",
        "یہ صفحہ کھلنے کے وقت کی تعداد ہے؛ براہ راست تازہ کاری کے لیے جاوا اسکرپٹ درکار ہے۔");

    public static LocalText Figures { get; } = new("Counts", "تعداد");
    public static LocalText Offices { get; } = new("Offices", "دفاتر");
    public static LocalText Posts { get; } = new("Posts", "اسامیاں");
    public static LocalText Honest { get; } = new(
        "Served is not opened; opened is not acknowledged; reported is not verified. Vacant posts are counted.",
        "پہنچایا گیا حکم کھولا گیا نہیں؛ کھولا گیا حکم اقرار شدہ نہیں؛ رپورٹ تصدیق نہیں۔ خالی اسامیاں شمار میں شامل ہیں۔");
    public static LocalText Spoken { get; } = new(
        "{0} of {1} posts have acknowledged, {2} have declined, {3} are overdue.",
        "{1} میں سے {0} اسامیوں نے اقرار کیا، {2} نے انکار کیا، {3} کی میعاد گزر چکی۔");
    public static LocalText OfficesReceived { get; } = new("Offices received", "دفاتر میں موصول");
    public static LocalText OfficesReceivedHint { get; } = new("received and entered in the diary", "موصول ہو کر ڈائری میں درج");
    public static LocalText OfficesComplied { get; } = new("Departments complied", "عمل درآمد کی رپورٹ");
    public static LocalText OfficesCompliedHint { get; } = new("reported by themselves, not verified", "محکموں کی اپنی رپورٹ، تصدیق شدہ نہیں");
    public static LocalText AveragePercent { get; } = new("Average reported, per cent", "اوسط رپورٹ، فیصد");
    public static LocalText AveragePercentHint { get; } = new("of the departments that have reported", "رپورٹ دینے والے محکموں میں");
    public static LocalText OfficesExempted { get; } = new("Departments exempted", "مستثنیٰ محکمے");
    public static LocalText OfficesExemptedHint { get; } = new("by the issuer, for a time", "جاری کنندہ کی طرف سے، محدود مدت کے لیے");
    public static LocalText OfficesOverdue { get; } = new("Reports overdue", "تاخیر شدہ رپورٹیں");
    public static LocalText OfficesOverdueHint { get; } = new("owing, past the deadline to comply", "واجب، عمل درآمد کی میعاد گزر چکی");
    public static LocalText ServedHint { get; } = new("by their office, entered in its diary", "دفتر نے پہنچایا اور ڈائری میں درج کیا");
    public static LocalText OpenedHint { get; } = new("by the officer, whatever followed", "افسر نے کھولا، آگے جو بھی ہوا");
    public static LocalText AcknowledgedHint { get; } = new("of the exact version", "عین اسی متن کا");
    public static LocalText DeclinedHint { get; } = new("with a reason, below", "وجہ کے ساتھ، نیچے درج");
    public static LocalText VacantHint { get; } = new("without an officer when served", "پہنچاتے وقت کوئی افسر تعینات نہ تھا");
    public static LocalText OutstandingHint { get; } = new("for action and not answered", "برائے تعمیل، جواب نہیں آیا");
    public static LocalText Exempted { get; } = new("Exempted", "مستثنیٰ");
    public static LocalText ExemptedHint { get; } = new("by the issuer, for a time", "جاری کنندہ کی طرف سے، محدود مدت کے لیے");
    public static LocalText OverdueHint { get; } = new("outstanding past the deadline", "میعاد گزرنے پر بھی باقی");

    public static LocalText StagesChart { get; } = new("From service to answer", "پہنچانے سے جواب تک");
    public static LocalText TimelineChart { get; } = new("Answers over time", "وقت کے ساتھ جوابات");
    public static LocalText TimelineEmpty { get; } = new("No officer has acted yet.", "ابھی کسی افسر نے کارروائی نہیں کی۔");

    public static LocalText Hierarchy { get; } = new("Down the hierarchy", "محکمہ وار صورت حال");
    public static LocalText HierarchyLead { get; } = new(
        "Each department with everything under it. Open one to go down; the counts follow live.",
        "ہر محکمہ اپنے تمام ماتحت دفاتر سمیت۔ نیچے جانے کے لیے محکمہ کھولیں؛ تعداد ساتھ ساتھ بدلتی ہے۔");
    public static LocalText Department { get; } = new("Department", "محکمہ");
    public static LocalText Received { get; } = new("Received", "موصول");
    public static LocalText Progress { get; } = new("Progress", "پیش رفت");
    public static LocalText Complied { get; } = new("Complied", "عمل درآمد");
    public static LocalText Expand { get; } = new("Show the offices under {0}", "{0} کے ماتحت دفاتر دکھائیں");
    public static LocalText NotReceived { get; } = new("not received yet", "ابھی موصول نہیں");
    public static LocalText NotReceivedLead { get; } = new(
        "The directive has not been received here yet. This page shows it as soon as it is.",
        "ہدایت ابھی یہاں موصول نہیں ہوئی۔ موصول ہوتے ہی یہ صفحہ اسے دکھائے گا۔");
    public static LocalText HasReported { get; } = new("has reported compliance", "عمل درآمد کی رپورٹ دے چکا");
    public static LocalText NoChildren { get; } = new("No office under this one is addressed.", "اس کے ماتحت کوئی دفتر مخاطب نہیں۔");

    public static LocalText OwnPosts { get; } = new("Posts of this office", "اس دفتر کی اسامیاں");
    public static LocalText OwnPostsNone { get; } = new("No post of this office itself is addressed.", "خود اس دفتر کی کوئی اسامی مخاطب نہیں۔");
    public static LocalText Post { get; } = new("Post", "اسامی");
    public static LocalText Officer { get; } = new("Officer", "افسر");
    public static LocalText Bps { get; } = new("BPS", "اسکیل");
    public static LocalText AddressedFor { get; } = new("Addressed", "مخاطب");
    public static LocalText StandingHeader { get; } = new("Standing", "صورت حال");

    public static LocalText Endorsements { get; } = new("Endorsed for this department", "اس محکمے کے لیے تظہیر");
    public static LocalText EndorsementsLead { get; } = new(
        "Covering instructions of the departments above. They are no part of the order itself.",
        "بالا محکموں کی اضافی ہدایات۔ یہ اصل حکم کا حصہ نہیں۔");

    public static LocalText Verification { get; } = new("Verification", "تصدیق");
    public static LocalText AsReported { get; } = new(
        "Reported in force by {0} of {1} departments that owe it.", "{1} واجب محکموں میں سے {0} نے عمل درآمد کی رپورٹ دی۔");
    public static LocalText AsVerified { get; } = new(
        "Of the reports, {0} are verified; with 95 in 100 certainty {1} to {2}.",
        "رپورٹوں میں سے {0} کی تصدیق ہوئی؛ سو میں پچانوے یقین کے ساتھ {1} سے {2} تک۔");
    public static LocalText SampleState { get; } = new(
        "A random sample of {0} of {1} departments: {2} verified, {3} not verified, {4} false reports.",
        "{1} میں سے {0} محکموں کا قرعہ: {2} تصدیق شدہ، {3} غیر تصدیق شدہ، {4} غلط رپورٹیں۔");
    public static LocalText Seed { get; } = new("Seed of the draw", "قرعہ کا بیج");

    public static LocalText LatestEvents { get; } = new("Latest events", "تازہ کارروائیاں");
    public static LocalText NoEvents { get; } = new("Nothing has happened here yet.", "ابھی یہاں کوئی کارروائی نہیں ہوئی۔");

    public static LocalText ReadText { get; } = new("Read the text", "متن پڑھیں");
    public static LocalText TextDigest { get; } = new("SHA-256 of the text", "متن کا SHA-256");
    public static LocalText Obligations { get; } = new("What is owed", "کیا واجب ہے");
    public static LocalText LegalBasis { get; } = new("Legal basis", "قانونی بنیاد");
    public static LocalText Consequence { get; } = new("Consequence", "خلاف ورزی کا نتیجہ");
    public static LocalText Provenance { get; } = new("In the light of", "بنیاد");
    public static LocalText Minute { get; } = new("minute {0}", "روداد {0}");
    public static LocalText IssuedAt { get; } = new("Issued", "جاری");
    public static LocalText Dated { get; } = new("Dated", "مورخہ");
    public static LocalText EffectiveOn { get; } = new("In force from", "نافذ از");
    public static LocalText AcknowledgeBy { get; } = new("Acknowledge by", "اقرار کی آخری تاریخ");
    public static LocalText ComplyBy { get; } = new("Comply by", "عمل درآمد کی آخری تاریخ");
    public static LocalText Passed { get; } = new("passed", "گزر چکی");
    public static LocalText Version { get; } = new("Version {0}", "متن {0}");
}
