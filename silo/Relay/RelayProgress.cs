using Directives.Grains;

namespace Directives.Silo.Relay;

/// <summary>How far the relay has come, for everyone who waits for it.</summary>
internal sealed class RelayProgress : IRelayProgress
{
    private readonly Lock gate = new();
    private LedgerPosition position;
    private TaskCompletionSource advanced = NewSignal();

    public LedgerPosition Position
    {
        get
        {
            lock (gate)
                return position;
        }
    }

    public async Task WaitAsync(LedgerPosition awaited, CancellationToken cancellation)
    {
        while (true)
        {
            Task signal;
            lock (gate)
            {
                if (position.Number >= awaited.Number && position.Chain == awaited.Chain)
                    return;
                signal = advanced.Task;
            }

            await signal.WaitAsync(cancellation);
        }
    }

    /// <summary>Sets the position: onward, or back where effects have to take place again.</summary>
    public void Set(LedgerPosition next)
    {
        TaskCompletionSource signal;
        lock (gate)
        {
            position = next;
            signal = advanced;
            advanced = NewSignal();
        }

        signal.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
