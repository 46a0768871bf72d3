using Directives.Crash.World;

namespace Directives.Crash.Faults;

/// <summary>The disk of the data, or of the write-ahead log, is full to the last byte for a while.</summary>
/// <param name="what">data or wal.</param>
internal sealed class DiskFull(string what) : Fault($"disk-full-{what}")
{
    public override async Task PrepareAsync(Province province, Random random, CancellationToken cancellation)
    {
        await province.Gateway.EndAsync(Signals.Terminate, cancellation);
        await province.Disk.MountAsync(province.Store.SizeOf(what), cancellation);
        await province.Store.MoveToAsync(province.Disk, what, cancellation);
        await province.StartGatewayAsync([], smallSteps: random.Next(2) == 0, cancellation);
    }

    public override async Task<string> StrikeAsync(Province province, Random random, CancellationToken roundIsOver, CancellationToken cancellation)
    {
        var full = TimeSpan.FromMilliseconds(random.Next(600, 2_500));
        var started = Time.GetTimestamp();
        while (Time.GetElapsedTime(started) < full)
        {
            province.Disk.Fill();
            await Task.Delay(TimeSpan.FromMilliseconds(20), Time, cancellation);
        }

        province.Disk.Free();
        return $"for {full.TotalSeconds:N1} s";
    }

    public override async Task RestoreAsync(Province province, CancellationToken cancellation)
    {
        await province.Gateway.EndAsync(Signals.Terminate, cancellation);
        await province.Store.MoveBackAsync(cancellation);
        await province.Disk.UnmountAsync(cancellation);
        await province.StartGatewayAsync([], smallSteps: false, cancellation);
    }
}
