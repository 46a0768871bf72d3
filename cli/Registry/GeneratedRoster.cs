namespace Directives.Cli.Registry;

/// <summary>The seats of a generated office besides its head's, in the order in which they are filled.</summary>
internal static class GeneratedRoster
{
    /// <summary>The most posts in one office, its head's among them.</summary>
    public const int MaxPosts = 20;

    private static readonly Seat EstateOfficer = new("estate-officer", new("Estate Officer", "اسٹیٹ افسر"), 17, "estate-officer", "ex-cadre");

    private static readonly Seat[] Common =
    [
        new("law-officer", new("Law Officer", "لاء افسر"), 17, "law-officer", "ex-cadre"),
        new("superintendent", new("Superintendent", "سپرنٹنڈنٹ"), 17, "superintendent", "ministerial"),
        new("assistant-director", new("Assistant Director", "اسسٹنٹ ڈائریکٹر"), 17, "assistant-director", "ex-cadre"),
        .. Row(4, "assistant", new("Assistant", "اسسٹنٹ"), 16, "assistant"),
        .. Row(3, "stenographer", new("Stenographer", "سٹینوگرافر"), 14, "stenographer"),
        .. Row(6, "junior-clerk", new("Junior Clerk", "جونیئر کلرک"), 11, "junior-clerk"),
    ];

    private static readonly Seat[] Secretariat =
    [
        new("deputy-secretary", new("Deputy Secretary", "ڈپٹی سیکرٹری"), 18, "deputy-secretary", "pms"),
        new("section-officer-1", new("Section Officer (General)", "سیکشن افسر (عمومی)"), 17, "section-officer", "pms"),
        new("section-officer-2", new("Section Officer (Establishment)", "سیکشن افسر (اسٹیبلشمنٹ)"), 17, "section-officer", "pms"),
        .. Common,
    ];

    private static readonly Seat[] Field =
    [
        new("assistant-commissioner-general", new("Assistant Commissioner (General)", "اسسٹنٹ کمشنر (عمومی)"), 17, "assistant-commissioner", "pms"),
        new("deputy-director", new("Deputy Director (Development)", "ڈپٹی ڈائریکٹر (ترقیات)"), 18, "deputy-director", "technical"),
        new("naib-tehsildar", new("Naib Tehsildar", "نائب تحصیلدار"), 14, "tehsildar", "revenue"),
        .. Common,
    ];

    /// <summary>The seat at a place from 1, after the head's; every fifth office has an estate officer.</summary>
    /// <param name="office">The office's number.</param>
    /// <param name="isField">Whether it stands in a division.</param>
    /// <param name="place">1 to <see cref="MaxPosts"/> - 1.</param>
    public static Seat At(int office, bool isField, int place)
    {
        var seat = (isField ? Field : Secretariat)[place - 1];
        return seat.Slug == "assistant-director" && office % 5 == 0 ? EstateOfficer : seat;
    }

    private static IEnumerable<Seat> Row(int count, string slug, Bilingual designation, int bps, string cadre) =>
        Enumerable.Range(1, count).Select(number => new Seat($"{slug}-{number}", designation, bps, cadre, "ministerial"));
}
