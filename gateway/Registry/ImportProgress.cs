namespace Directives.Gateway;

/// <summary>Tells the caller of an import how far it has come.</summary>
internal sealed class ImportProgress(IServerStreamWriter<V1.ImportResponse> responses, CancellationToken cancellation)
{
    /// <summary>Rows or departments between two messages of the same phase.</summary>
    private const long Step = 10_000;
    private V1.ImportProgress.Types.Phase phase;
    private long told;

    /// <summary>Tells what is new enough to be told.</summary>
    /// <param name="total">0 while it is not known.</param>
    public Task TellAsync(V1.ImportProgress.Types.Phase now, long done, long total)
    {
        if (now == phase && done - told < Step && (done != total || done == told))
            return Task.CompletedTask;

        (phase, told) = (now, done);
        return responses.WriteAsync(
            new V1.ImportResponse { Progress = new V1.ImportProgress { Phase = now, Done = done, Total = total } }, cancellation);
    }

    public Task TellAsync(V1.ImportResult result) => responses.WriteAsync(new V1.ImportResponse { Result = result }, cancellation);
}
