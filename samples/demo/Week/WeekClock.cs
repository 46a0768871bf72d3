using System.Globalization;
using Directives.Cli;

namespace Directives.Demo.Week;

/// <summary>
/// The gateway's clock, which the demo sets forward by the file that the gateway watches (Clock:File): a week in a minute.
/// It only goes forward, and its office hours are Pakistan's.
/// </summary>
internal sealed class WeekClock(string file, Connection connection, TimeProvider time)
{
    private static readonly TimeSpan Pakistan = TimeSpan.FromHours(5);
    private static readonly TimeSpan Opening = TimeSpan.FromHours(9);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private TimeSpan ahead;
    private DateTimeOffset monday;

    /// <summary>The gateway's time, in Pakistan.</summary>
    public DateTimeOffset Now => (time.GetUtcNow() + ahead).ToOffset(Pakistan);

    /// <summary>Like <c>Monday 23 November 09:00</c>.</summary>
    public string Text => Now.ToString("dddd d MMMM HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A day of the week that is told, counted from its Monday; ISO 8601.</summary>
    public string DateOf(int day) => monday.AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Goes on to the next Monday, at the opening of offices.</summary>
    public async Task BeginAsync(CancellationToken cancellation)
    {
        var today = new DateTimeOffset(Now.Date, Pakistan);
        monday = today.AddDays((int)(DayOfWeek.Monday - today.DayOfWeek + 7) % 7);
        if (monday + Opening < Now)
            monday = monday.AddDays(7);
        await GoToAsync(0, Opening, cancellation);
    }

    /// <summary>Goes on to a time of a day.</summary>
    /// <param name="day">Counted from the Monday of the week that is told.</param>
    /// <exception cref="DemoException">The gateway does not follow.</exception>
    public async Task GoToAsync(int day, TimeSpan hour, CancellationToken cancellation)
    {
        var moment = monday.AddDays(day) + hour;
        await SetAsync(moment, cancellation);
        var began = time.GetTimestamp();
        while (await ReadAsync(cancellation) < moment.AddSeconds(-1))
        {
            if (time.GetElapsedTime(began) > Patience)
                throw new DemoException($"The gateway's clock has not come to {moment:u}; its log says why.");
            await Task.Delay(Glance, time, cancellation);
        }
    }

    /// <summary>Lets hours of office pass, evenly, in a shorter time.</summary>
    public async Task PassAsync(TimeSpan hours, TimeSpan length, CancellationToken cancellation)
    {
        var (from, began) = (Now, time.GetTimestamp());
        for (var share = 0.0; share < 1;)
        {
            await Task.Delay(Tick, time, cancellation);
            share = Math.Min(1, time.GetElapsedTime(began) / length);
            var moment = from + hours * share;
            if (moment > Now)
                await SetAsync(moment, cancellation);
        }
    }

    private async Task SetAsync(DateTimeOffset moment, CancellationToken cancellation)
    {
        ahead = TimeSpan.FromTicks(Math.Max(ahead.Ticks, (moment - time.GetUtcNow()).Ticks));
        await File.WriteAllTextAsync(file + ".new", ahead.ToString("c", CultureInfo.InvariantCulture), cancellation);
        File.Move(file + ".new", file, overwrite: true);
    }

    /// <summary>The gateway's own time, to the second, as the end of a token that is good for a minute tells it.</summary>
    private async Task<DateTimeOffset> ReadAsync(CancellationToken cancellation)
    {
        var token = await connection.GetTokenAsync(new Bearer("role", "oversight"), minutes: 1, cancellation);
        return token.ExpiresAt.ToDateTimeOffset().AddMinutes(-1);
    }
}
