namespace Directives.Grains;

/// <summary>The serials of an office, inward and outward: from 1 in each year of Pakistan, and never back into an earlier one.</summary>
internal static class OfficeSerial
{
    /// <param name="serial">The last one given, and the year that it counts in.</param>
    public static (int Serial, int Year) Next(int serial, int year, DateTimeOffset now)
    {
        var present = Math.Max(PakistanDay.Of(now).Year, year);
        return (present == year ? serial + 1 : 1, present);
    }
}
