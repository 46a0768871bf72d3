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

    private static string Format(Timestamp? time, string format) =>
        time?.ToDateTimeOffset().ToOffset(Pakistan).ToString(format, CultureInfo.InvariantCulture) ?? "-";
}
