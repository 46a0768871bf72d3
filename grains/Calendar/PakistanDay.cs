namespace Directives.Grains;

/// <summary>Days as Pakistan's offices count them: UTC+5 all year.</summary>
public static class PakistanDay
{
    /// <summary>When offices open, which is when they are reminded.</summary>
    public static readonly TimeOnly Opening = new(9, 0);

    public static DateOnly Of(DateTimeOffset instant) =>
        DateOnly.FromDateTime(instant.ToOffset(DepartmentRules.PakistanOffset).DateTime);

    /// <summary>The first instant of a day.</summary>
    public static DateTimeOffset StartOf(DateOnly day) => At(day, TimeOnly.MinValue);

    /// <summary>The last microsecond of a day.</summary>
    public static DateTimeOffset EndOf(DateOnly day) => StartOf(day.AddDays(1)).AddMicroseconds(-1);

    /// <summary>An hour of a day.</summary>
    public static DateTimeOffset At(DateOnly day, TimeOnly hour) =>
        new DateTimeOffset(day.ToDateTime(hour), DepartmentRules.PakistanOffset).ToUniversalTime();
}
