using System.Runtime.InteropServices;

namespace Directives.Bench;

/// <summary>What the figures were read on.</summary>
internal sealed record Machine(string Processor, int Processors, double MemoryGigabytes, string System, string Runtime, DateTimeOffset At)
{
    public static Machine Read() => new(
        ValueOf("/proc/cpuinfo", "model name"), Environment.ProcessorCount, Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9, 1),
        RuntimeInformation.OSDescription, RuntimeInformation.FrameworkDescription, TimeProvider.System.GetUtcNow());

    public override string ToString() => $"{Processors} × {Processor}, {MemoryGigabytes} GB, {System}, {Runtime}, {At:d MMMM yyyy HH:mm} UTC";

    private static string ValueOf(string file, string name) =>
        File.Exists(file) && File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
            ? line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
            : RuntimeInformation.ProcessArchitecture.ToString();
}
