using System.Text;
using System.Text.Json;

namespace Directives.Gateway.Web;

/// <summary>
/// Server-sent events to one page, until it goes away, the session ends or the server stops. A beat every
/// <see cref="Beat"/> lets the page notice a dead connection.
/// </summary>
internal sealed class EventStream : IDisposable
{
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan MaxTimer = TimeSpan.FromDays(40);
    private readonly HttpResponse response;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource session;
    private readonly CancellationTokenSource end;

    public EventStream(HttpContext context, Caller caller, IHostApplicationLifetime lifetime, TimeProvider time)
    {
        response = context.Response;
        this.time = time;
        var left = caller.ExpiresAt - time.GetUtcNow();
        session = new CancellationTokenSource(left > TimeSpan.Zero ? left < MaxTimer ? left : MaxTimer : TimeSpan.Zero, time);
        end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping, session.Token);
    }

    /// <summary>When it ends, for whatever reason.</summary>
    public CancellationToken End => end.Token;

    /// <summary>Sends each item as it comes.</summary>
    public async Task SendAllAsync<T>(IAsyncEnumerable<T> items, Func<T, Task> send)
    {
        await using var item = items.GetAsyncEnumerator(End);
        var next = item.MoveNextAsync().AsTask();
        while (await BeatUntilAsync(next))
        {
            await send(item.Current);
            next = item.MoveNextAsync().AsTask();
        }
    }

    /// <param name="id">Where the page resumes after this event; null where it begins anew.</param>
    public async Task SendAsync(string name, string? id, object data)
    {
        var text = new StringBuilder();
        if (id is not null)
            text.Append("id: ").Append(id).Append('\n');
        text.Append("event: ").Append(name).Append("\ndata: ").Append(JsonSerializer.Serialize(data, JsonSerializerOptions.Web)).Append("\n\n");
        await WriteAsync(text.ToString());
    }

    public void Dispose()
    {
        end.Dispose();
        session.Dispose();
    }

    private async Task<bool> BeatUntilAsync(Task<bool> next)
    {
        while (!next.IsCompleted)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(End);
            if (await Task.WhenAny(next, Task.Delay(Beat, time, stop.Token)) != next && !End.IsCancellationRequested)
                await WriteAsync("event: beat\ndata: {}\n\n");
            await stop.CancelAsync();
            if (End.IsCancellationRequested)
                break;
        }

        return await next;
    }

    private async Task WriteAsync(string text)
    {
        if (!response.HasStarted)
        {
            response.ContentType = "text/event-stream; charset=utf-8";
            response.Headers["X-Accel-Buffering"] = "no";
        }

        await response.WriteAsync(text, End);
        await response.Body.FlushAsync(End);
    }
}
