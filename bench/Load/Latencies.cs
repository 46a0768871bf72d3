namespace Directives.Bench.Load;

internal sealed record Percentiles(double P50, double P99, double P999, double Worst);

/// <summary>Durations in buckets that are 2 % wide, so that any number of them takes the same memory.</summary>
internal sealed class Latencies
{
    private const int BucketsAnOctave = 32;

    /// <summary>From 1 µs to over an hour.</summary>
    private readonly long[] buckets = new long[32 * BucketsAnOctave];

    public bool IsEmpty => Array.TrueForAll(buckets, bucket => bucket == 0);

    public void Add(TimeSpan duration)
    {
        var bucket = (int)(Math.Log2(Math.Max(1, duration.TotalMicroseconds)) * BucketsAnOctave);
        Interlocked.Increment(ref buckets[Math.Min(bucket, buckets.Length - 1)]);
    }

    /// <summary>In milliseconds; the upper edge of each bucket, so never too good.</summary>
    public Percentiles Read() => new(At(0.5), At(0.99), At(0.999), At(1));

    private double At(double share)
    {
        var rank = (long)Math.Ceiling(buckets.Sum() * share);
        var seen = 0L;
        for (var bucket = 0; rank > 0 && bucket < buckets.Length; bucket++)
        {
            seen += buckets[bucket];
            if (seen >= rank)
                return Math.Pow(2, (bucket + 1.0) / BucketsAnOctave) / 1_000;
        }

        return 0;
    }
}
