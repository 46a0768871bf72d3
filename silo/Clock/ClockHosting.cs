using Directives.Grains;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Directives.Silo.Clock;

internal static class ClockHosting
{
    /// <summary>Adds the clock of the engine and that of the product: the machine's; in the Development environment one that a file sets forward, where a file is named.</summary>
    /// <exception cref="InvalidOperationException">A file is named in another environment, or says no time.</exception>
    public static void AddClock(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<TimeProvider>(new SteadyClock(TimeProvider.System));
        builder.Services.AddSingleton<ClockSteps>();
        if (builder.Configuration[ClockFile.Setting] is { Length: > 0 } path)
            builder.AddDevelopmentClock(new ClockFile(Path.GetFullPath(path)));
        builder.Services.TryAddSingleton(new ProductClock(TimeProvider.System));
    }

    private static void AddDevelopmentClock(this IHostApplicationBuilder builder, ClockFile file)
    {
        if (!builder.Environment.IsDevelopment())
        {
            throw new InvalidOperationException(
                $"{ClockFile.Setting} sets the clock forward and is for the Development environment only; this one is {builder.Environment.EnvironmentName}.");
        }

        var clock = new DevelopmentClock();
        try
        {
            clock.TrySet(file.Read() ?? TimeSpan.Zero);
        }
        catch (Exception wrong) when (wrong is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"{ClockFile.Setting}: {wrong.Message}");
        }

        builder.Services.AddSingleton(file);
        builder.Services.AddSingleton(clock);
        builder.Services.AddSingleton(new ProductClock(clock));
        builder.Services.AddHostedService<ClockWatch>();
    }
}
