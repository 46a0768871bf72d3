namespace Directives.Gateway;

/// <summary>A page of events, bounded in number and in bytes so that it always fits into one message.</summary>
internal sealed class EventPage(int size)
{
    private const int MaxBytes = 2 * 1024 * 1024;
    private int bytes;

    public V1.ListHistoryResponse Response { get; } = new();

    public bool IsFull => Response.Events.Count >= size || bytes >= MaxBytes;

    public void Add(V1.Event item)
    {
        bytes += item.CalculateSize();
        Response.Events.Add(item);
    }
}
