using System.Globalization;
using Directives.Grains;

namespace Directives.Gateway.Web;

/// <summary>
/// The language of one request's pages: <c>?lang=</c>, else the cookie that it left, else English. Digits are Western
/// in both, as Pakistan's offices write them.
/// </summary>
internal sealed class PageLanguage
{
    private const string Cookie = "directives.lang";

    private static readonly string[] EnglishMonths = CultureInfo.InvariantCulture.DateTimeFormat.MonthNames;

    private static readonly string[] UrduMonths =
        ["جنوری", "فروری", "مارچ", "اپریل", "مئی", "جون", "جولائی", "اگست", "ستمبر", "اکتوبر", "نومبر", "دسمبر"];

    private readonly bool urdu;

    private PageLanguage(bool urdu) => this.urdu = urdu;

    public static PageLanguage English { get; } = new(urdu: false);

    public static PageLanguage Urdu { get; } = new(urdu: true);

    /// <summary>en or ur, as in the API and in HTML.</summary>
    public string Code => urdu ? "ur" : "en";

    public string Direction => urdu ? "rtl" : "ltr";

    public PageLanguage Other => urdu ? English : Urdu;

    /// <summary>A text; the other language where this one was waived.</summary>
    public string this[LocalText text]
    {
        get
        {
            var (first, second) = urdu ? (text.Ur, text.En) : (text.En, text.Ur);
            return first.Length == 0 ? second : first;
        }
    }

    /// <summary>The language of a request; asked for in the query it is remembered for a year.</summary>
    public static PageLanguage Of(HttpContext context)
    {
        var asked = context.Request.Query["lang"].ToString();
        if (asked is not ("en" or "ur"))
            return context.Request.Cookies[Cookie] == "ur" ? Urdu : English;

        if (!context.Response.HasStarted)
        {
            context.Response.Cookies.Append(Cookie, asked, new CookieOptions
            {
                HttpOnly = true,
                IsEssential = true,
                MaxAge = TimeSpan.FromDays(365),
                SameSite = SameSiteMode.Strict,
                Secure = context.Request.IsHttps,
            });
        }

        return asked == "ur" ? Urdu : English;
    }

    /// <summary>A text of the API; the other language where this one is empty.</summary>
    public string Of(V1.LocalText? text)
    {
        var (first, second) = urdu ? (text?.Ur, text?.En) : (text?.En, text?.Ur);
        return string.IsNullOrEmpty(first) ? second ?? "" : first;
    }

    /// <summary>Fills a text's placeholders; each value keeps its own direction in the sentence.</summary>
    public string Format(LocalText text, params ReadOnlySpan<object> values)
    {
        var isolated = new object[values.Length];
        for (var i = 0; i < values.Length; i++)
            isolated[i] = $"\u2068{(values[i] is int number ? Number(number) : values[i])}\u2069";
        return string.Format(CultureInfo.InvariantCulture, this[text], isolated);
    }

    public static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A share in per cent, to one decimal.</summary>
    public static string Share(double share) => share.ToString("0.0%", CultureInfo.InvariantCulture);

    /// <summary>The date in Pakistan: 31 January 2020.</summary>
    public string Date(DateTimeOffset at) => Date(PakistanDay.Of(at));

    public string Date(DateOnly date) => string.Create(
        CultureInfo.InvariantCulture, $"{date.Day} {(urdu ? UrduMonths : EnglishMonths)[date.Month - 1]} {date.Year}");

    /// <summary>The date and the hour in Pakistan: 31 January 2020, 14:05.</summary>
    public string DateAndHour(DateTimeOffset at) => $"{Date(at)}{this[Labels.ListComma]}{Time(at)[..5]}";

    /// <summary>The hour in Pakistan: 14:05:09.</summary>
    public static string Time(DateTimeOffset at) =>
        at.ToOffset(DepartmentRules.PakistanOffset).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>For machines, in the <c>datetime</c> of a time element.</summary>
    public static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    public static string Iso(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
