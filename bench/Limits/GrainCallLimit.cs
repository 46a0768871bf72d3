using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Hosting;

namespace Directives.Bench.Limits;

/// <summary>A call that does nothing; what the engine takes for passing it.</summary>
[Alias("IBareGrain")]
public interface IBareGrain : IGrainWithStringKey
{
    [Alias("Pass")]
    Task<int> Pass(int number);
}

internal sealed class BareGrain : Grain, IBareGrain
{
    public Task<int> Pass(int number) => Task.FromResult(number);
}

/// <summary>Bare grain calls in this process: how many a second, and the CPU time of one.</summary>
internal static class GrainCallLimit
{
    public const string CpuName = "actor: a bare grain call";
    private const int Callers = 64;
    private const int Grains = 10_000;

    public static async Task MeasureAsync(TimeSpan time, Report report, CancellationToken cancellation)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleans(silo => silo.UseLocalhostClustering());
        using var host = builder.Build();
        await host.StartAsync(cancellation);
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        await CallAsync(grains, time / 2);
        var before = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        var calls = await CallAsync(grains, time);
        var cpu = Environment.CpuUsage.TotalTime - before;
        report.Add(new Figure($"bare grain calls, {Callers} callers", "", calls / watch.Elapsed.TotalSeconds, "/s"));
        report.Add(new Figure(CpuName, "", cpu.TotalMicroseconds / calls, "µs"));
        await host.StopAsync(cancellation);
    }

    private static async Task<long> CallAsync(IGrainFactory grains, TimeSpan time)
    {
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            var count = 0L;
            for (; watch.Elapsed < time; count++)
                await grains.GetGrain<IBareGrain>($"grain-{((count * Callers) + caller) % Grains}").Pass((int)count);
            return count;
        })));
        return counts.Sum();
    }
}
