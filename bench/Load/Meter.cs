using System.Diagnostics;

namespace Directives.Bench.Load;

/// <summary>Counts what is answered between <see cref="Begin"/> and <see cref="End"/>.</summary>
internal sealed class Meter(IReadOnlyDictionary<string, int> processes)
{
    private readonly Latencies latencies = new();
    private readonly Latencies told = new();
    private Dictionary<string, double> before = [];
    private Dictionary<string, double> after = [];
    private long count;
    private long began;
    private long ended;

    /// <summary>Called when measuring begins.</summary>
    public Action? Begun { get; init; }

    public bool IsEmpty => Interlocked.Read(ref count) == 0;

    public bool IsOpen => began != 0 && ended == 0;

    public void Begin()
    {
        before = ReadProcesses();
        Volatile.Write(ref began, Stopwatch.GetTimestamp());
        Begun?.Invoke();
    }

    public void End()
    {
        Volatile.Write(ref ended, Stopwatch.GetTimestamp());
        after = ReadProcesses();
    }

    /// <param name="sent">When it was sent, by <see cref="Stopwatch.GetTimestamp"/>.</param>
    public void Answered(long sent)
    {
        if (!IsOpen)
            return;
        Interlocked.Increment(ref count);
        latencies.Add(Stopwatch.GetElapsedTime(sent));
    }

    /// <summary>A watcher has the event of an act that was sent in the measured time.</summary>
    public void Told(long sent)
    {
        if (began != 0 && sent >= began && (ended == 0 || sent < ended))
            told.Add(Stopwatch.GetElapsedTime(sent));
    }

    public Measured Read(TimeSpan settled)
    {
        var counted = Math.Max(1, count);
        return new Measured(
            count, Stopwatch.GetElapsedTime(began, ended).TotalSeconds, latencies.Read(),
            before.ToDictionary(process => process.Key, process => (after[process.Key] - process.Value) / counted),
            told.IsEmpty ? null : told.Read(), settled.TotalSeconds);
    }

    private Dictionary<string, double> ReadProcesses() =>
        processes.Append(new("client", Environment.ProcessId)).ToDictionary(process => process.Key, process => ProcessorTime.Of(process.Value));
}
