using System.Globalization;
using Google.Protobuf.WellKnownTypes;

namespace Directives.Cli.Views;

/// <summary>Times as Pakistan's offices read them: UTC+5 all year.</summary>
internal static class Moment
{
    private static readonly TimeSpan Pakistan = TimeSpan.FromHours(5);

    /// <summary>To the minute; a dash where there is none.</summary>
    public static string Of(Timestamp? time) => Format(time, "yyyy-MM-dd HH:mm");

    /// <summary>The time of day, to the second.</summary>
    public static string Clock(Timestamp? time) => Format(time, "HH:mm:ss");

    /// <summary>Reads a day, which means its last microsecond, or a time of day; with an offset, or else in Pakistan.</summary>
    public static bool TryRead(string text, out DateTimeOffset moment)
    {
        const DateTimeStyles Styles = DateTimeStyles.None;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, Styles, out var day))
        {
            moment = EndOf(day);
            return true;
        }

        string[] local = ["yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss"];
        if (DateTime.TryParseExact(text, local, CultureInfo.InvariantCulture, Styles, out var time))
        {
            moment = new DateTimeOffset(time, Pakistan);
            return true;
        }

        string[] absolute = ["yyyy-MM-ddTHH:mm:sszzz", "yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz"];
        return DateTimeOffset.TryParseExact(
            text.EndsWith('Z') ? $"{text[..^1]}+00:00" : text, absolute, CultureInfo.InvariantCulture, Styles, out moment);
    }

    /// <summary>The last microsecond of a time's day in Pakistan.</summary>
    public static DateTimeOffset EndOfDay(DateTimeOffset time) => EndOf(DateOnly.FromDateTime(time.ToOffset(Pakistan).DateTime));

    private static DateTimeOffset EndOf(DateOnly day) =>
        new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), Pakistan).AddDays(1).AddMicroseconds(-1);

    private static string Format(Timestamp? time, string format) =>
        time?.ToDateTimeOffset().ToOffset(Pakistan).ToString(format, CultureInfo.InvariantCulture) ?? "-";
}
