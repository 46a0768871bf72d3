using Phase = Directives.V1.ImportProgress.Types.Phase;

namespace Directives.Gateway;

/// <summary>Imports an organogram: takes the files, checks them, and has the registry establish it. One at a time.</summary>
internal sealed class OrganogramImport(OrganogramStore store, ProductClock time)
{
    /// <summary>How long an import that has been begun may send nothing.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private int running;

    /// <exception cref="RefusedException">
    /// InvalidArgument with each mistake; NotAllowedNow (IMPORT_UNDER_WAY); OperationIdReused.
    /// </exception>
    public async Task RunAsync(
        IAsyncStreamReader<V1.ImportRequest> requests, IServerStreamWriter<V1.ImportResponse> responses, Caller caller, CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref running, 1) == 1)
            throw RefusedException.NotAllowedNow("IMPORT_UNDER_WAY", "Another import is being read; try again when it is done.");
        try
        {
            var progress = new ImportProgress(responses, cancellation);
            var header = await ReadHeaderAsync(requests, cancellation);
            var (parts, digest) = await ReadFilesAsync(requests, progress, cancellation);
            await progress.TellAsync(header.DryRun
                ? await store.TryAsync(parts, digest, cancellation)
                : await store.StoreAsync(parts, digest, header.OperationId, caller.Subject, progress, cancellation));
        }
        finally
        {
            Volatile.Write(ref running, 0);
        }
    }

    private async Task<V1.ImportHeader> ReadHeaderAsync(IAsyncStreamReader<V1.ImportRequest> requests, CancellationToken cancellation)
    {
        if (!await NextAsync(requests, cancellation) || requests.Current.PartCase != V1.ImportRequest.PartOneofCase.Header)
            throw RefusedException.Field("header", "must be sent first");
        var fields = new FieldChecks();
        fields.OperationId(requests.Current.Header.OperationId);
        fields.ThrowIfAny();
        return requests.Current.Header;
    }

    private async Task<(OrganogramParts Parts, string Digest)> ReadFilesAsync(
        IAsyncStreamReader<V1.ImportRequest> requests, ImportProgress progress, CancellationToken cancellation)
    {
        await using var upload = new ImportUpload(cancellation);
        await progress.TellAsync(Phase.Reading, 0, 0);
        while (!upload.IsGivenUp && await NextAsync(requests, cancellation))
        {
            if (requests.Current.PartCase != V1.ImportRequest.PartOneofCase.Chunk)
                throw RefusedException.Field("chunk", "only chunks of the files may follow the header");
            await upload.AddAsync(requests.Current.Chunk);
            await progress.TellAsync(Phase.Reading, upload.Rows, 0);
        }

        await progress.TellAsync(Phase.Validating, 0, 0);
        var (organogram, digest) = await upload.CompleteAsync();
        await progress.TellAsync(Phase.Validating, organogram.Places.Length, organogram.Places.Length);
        return (new OrganogramParts(organogram), digest);
    }

    /// <summary>Whether the client sent more. One that falls silent would keep all others waiting.</summary>
    private async Task<bool> NextAsync(IAsyncStreamReader<V1.ImportRequest> requests, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            return await requests.MoveNext(either.Token);
        }
        catch (Exception exception) when (patience.IsCancellationRequested && exception is OperationCanceledException or RpcException)
        {
            throw RefusedException.NotAllowedNow("IMPORT_SILENT", $"Nothing was sent for {Patience.TotalSeconds} seconds; begin the import again.");
        }
    }
}
