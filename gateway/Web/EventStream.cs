using System.Text;
using System.Text.Json;

namespace Directives.Gateway.Web;

/// <summary>
/// Server-sent events to one page, until it goes away or reads no more, the session ends, or the server stops or may not be
/// the active one. A beat every <see cref="Beat"/> lets the page notice a dead connection.
/// </summary>
internal sealed class EventStream(HttpContext context, StreamEnd end, TimeProvider time)
{
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    private readonly HttpResponse response = context.Response;

    private CancellationToken End => end.Token;

    /// <summary>After the end: closes the connection of a page that reads nothing, and refuses one that has got nothing yet.</summary>
    public Task EndAsync()
    {
        if (end.IsSlow)
            context.Abort();
        return !response.HasStarted && end.Lapsed.IsCancellationRequested
            ? GrpcRefusal.WriteAsync(context, ActiveOnly.Refuse(), StatusCodes.Status503ServiceUnavailable)
            : Task.CompletedTask;
    }

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

        await end.TakenAsync(response.WriteAsync(text, End));
        await end.TakenAsync(response.Body.FlushAsync(End));
    }
}
