namespace Orleans.Runtime;

/// <summary>The caller's side of a method that answers with many elements; each enumeration is a run of its own.</summary>
internal sealed class GrainStream<T>(GrainReference target, StreamMethod<T> method, object?[] arguments) : IAsyncEnumerable<T>
{
    public GrainReference Target => target;

    public StreamMethod<T> Method => method;

    public object?[] Arguments => arguments;

    public int MaxBatchSize { get; set; } = 100;

    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        new GrainStreamReader<T>(this, cancellationToken);
}

public static class AsyncEnumerableExtensions
{
    /// <summary>How many elements, of those that are there at once, the grain sends together.</summary>
    public static IAsyncEnumerable<T> WithBatchSize<T>(this IAsyncEnumerable<T> self, int maxBatchSize)
    {
        if (self is GrainStream<T> stream)
            stream.MaxBatchSize = maxBatchSize;
        return self;
    }
}
