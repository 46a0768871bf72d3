using System.ComponentModel.DataAnnotations;

namespace Directives.Silo.Relay;

/// <summary>How the relay reads and delivers. Section <c>Relay</c> of the configuration.</summary>
public sealed class RelayOptions
{
    /// <summary>Facts read and delivered together, 1 to 100,000. Default: 4,096.</summary>
    [Range(1, 100_000)]
    public int BatchSize { get; set; } = 4_096;

    /// <summary>Grain calls in flight at a time, 1 to 10,000; counting and storing take at most 128 of them. Default: 1,024.</summary>
    [Range(1, 10_000)]
    public int MaxInFlight { get; set; } = 1_024;

    /// <summary>
    /// How often the counting is stored where that is cheap beside what was counted; what was not is counted again after a
    /// stop. Default: 5 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan StoreInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often it is stored where it is not. Default: 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan LongestStoreInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the relay waits at most for more acts to count together, under load. Default: 250 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan MaxPause { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The wait before a delivery that failed is tried again; doubles up to 10 s. Default: 100 ms.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(100);
}
