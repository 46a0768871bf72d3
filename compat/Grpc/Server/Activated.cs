namespace Grpc.AspNetCore.Server;

/// <summary>An object made for one call, to be disposed after it unless the services own it.</summary>
internal readonly struct Activated<T>(T instance, bool isOwned)
    where T : class
{
    internal T Instance => instance;

    internal bool NeedsDisposal => isOwned && instance is IDisposable or IAsyncDisposable;

    internal ValueTask DisposeAsync()
    {
        if (instance is IAsyncDisposable asynchronous)
            return asynchronous.DisposeAsync();
        ((IDisposable)instance).Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Ends with the call, after disposal where that is due.</summary>
    internal Task<TResponse> Finish<TResponse>(Task<TResponse> call) => NeedsDisposal ? FinishAsync(call) : call;

    internal Task Finish(Task call) => NeedsDisposal ? FinishAsync(call) : call;

    private async Task<TResponse> FinishAsync<TResponse>(Task<TResponse> call)
    {
        try
        {
            return await call;
        }
        finally
        {
            await DisposeAsync();
        }
    }

    private async Task FinishAsync(Task call)
    {
        try
        {
            await call;
        }
        finally
        {
            await DisposeAsync();
        }
    }
}
