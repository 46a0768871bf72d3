using System.Diagnostics.Metrics;

namespace Directives.Silo.Storage;

/// <summary>What the storage counts, under the meter <c>Directives.Storage</c>.</summary>
internal sealed class StorageMetrics : IDisposable
{
    private readonly Meter meter = new("Directives.Storage");
    private readonly Histogram<int> batch;
    private readonly Histogram<double> duration;
    private readonly Histogram<int> reads;

    public StorageMetrics(WriteQueue queue)
    {
        batch = meter.CreateHistogram<int>("directives.storage.commit.writes", "{write}", "Writes of one transaction.");
        duration = meter.CreateHistogram<double>("directives.storage.commit.duration", "s", "From the first statement of a transaction until it is durable.");
        reads = meter.CreateHistogram<int>("directives.storage.read.states", "{state}", "States read with one statement.");
        meter.CreateObservableGauge("directives.storage.queue.writes", () => queue.Count, "{write}", "Writes that wait.");
    }

    public void Committed(int writes, TimeSpan elapsed)
    {
        batch.Record(writes);
        duration.Record(elapsed.TotalSeconds);
    }

    public void Read(int states) => reads.Record(states);

    public void Dispose() => meter.Dispose();
}
