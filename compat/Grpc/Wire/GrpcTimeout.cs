using System.Globalization;

namespace Grpc.Wire;

/// <summary>The <c>grpc-timeout</c> header: up to eight digits and a unit.</summary>
internal static class GrpcTimeout
{
    private const int MaxDigits = 8;
    private const long MaxValue = 99_999_999;

    private static readonly (char Unit, long Ticks)[] Units =
    [
        ('n', 0), // A hundredth of a tick; handled apart.
        ('u', TimeSpan.TicksPerMicrosecond),
        ('m', TimeSpan.TicksPerMillisecond),
        ('S', TimeSpan.TicksPerSecond),
        ('M', TimeSpan.TicksPerMinute),
        ('H', TimeSpan.TicksPerHour),
    ];

    /// <summary>Longest time that is kept: what eight digits of seconds can say, about three years.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromSeconds(MaxValue);

    internal static bool TryParse(string? text, out TimeSpan timeout)
    {
        timeout = default;
        if (text is null || text.Length is < 2 or > MaxDigits + 1)
            return false;
        if (!long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            return false;
        foreach (var (unit, ticks) in Units)
        {
            if (unit != text[^1])
                continue;
            var total = unit == 'n' ? value / 100 : value * ticks;
            timeout = total < Longest.Ticks ? TimeSpan.FromTicks(total) : Longest;
            return true;
        }
        return false;
    }

    /// <summary>The finest unit that fits in eight digits, rounded up so that the server does not expire first.</summary>
    internal static string Format(TimeSpan timeout)
    {
        if (timeout <= TimeSpan.Zero)
            return "1n";
        for (var i = 2; i < Units.Length; i++)
        {
            var value = (timeout.Ticks + Units[i].Ticks - 1) / Units[i].Ticks;
            if (value <= MaxValue)
                return string.Create(CultureInfo.InvariantCulture, $"{value}{Units[i].Unit}");
        }
        return string.Create(CultureInfo.InvariantCulture, $"{MaxValue}H");
    }
}
