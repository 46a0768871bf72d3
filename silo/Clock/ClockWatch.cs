namespace Directives.Silo.Clock;

/// <summary>Sets the clock forward whenever its file says so, and wakes whoever waits for a moment that has come by it.</summary>
internal sealed partial class ClockWatch(ClockFile file, DevelopmentClock clock, ClockSteps steps, ILogger<ClockWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        LogAhead(file.Path, clock.Ahead);
        using var glances = new PeriodicTimer(Glance, TimeProvider.System);
        var refused = "";
        while (await glances.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                Look();
                refused = "";
            }
            catch (Exception wrong) when (wrong is FormatException or IOException or UnauthorizedAccessException)
            {
                if (refused != wrong.Message)
                    LogRefused(refused = wrong.Message);
            }
        }
    }

    private void Look()
    {
        if (file.Read() is not { } ahead || ahead == clock.Ahead)
            return;
        if (!clock.TrySet(ahead))
            throw new FormatException($"The clock is {clock.Ahead:c} ahead and is not set back to {ahead:c}.");
        steps.Tell();
    }
}
