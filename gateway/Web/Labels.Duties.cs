namespace Directives.Gateway.Web;

/// <summary>The words of recurring duties.</summary>
internal static partial class Labels
{
    public static LocalText Duties { get; } = new("Recurring duties, by period", "وقفہ وار فرائض، مدت کے لحاظ سے");
    public static LocalText Period { get; } = new("Period", "مدت");
    public static LocalText PeriodOf { get; } = new("A period of {0}", "{0} کی ایک مدت");
    public static LocalText AttestBy { get; } = new("Attest by", "تعمیل نامے کی آخری تاریخ");
    public static LocalText Owing { get; } = new("Offices owing", "واجب دفاتر");
    public static LocalText Attested { get; } = new("Attested", "تعمیل نامہ داخل");
}
