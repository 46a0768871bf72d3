using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>Runs an activation's turns one at a time, on whichever pool thread is free.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The field is a task, which needs no disposing.")]
internal sealed class ActivationScheduler(Activation activation) : TaskScheduler, IThreadPoolWorkItem
{
    /// <summary>Turns that run before the thread goes to others.</summary>
    private const int Quantum = 128;

    private static readonly Action<object?> s_pump = static state => ((Activation)state!).Pump();

    private Queue<Task>? _turns;
    private Task? _pump;
    private bool _pumpRequested;
    private bool _pumpedLast;
    private bool _scheduled;

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Has the activation look at its calls in a turn of its own.</summary>
    public void RequestPump()
    {
        lock (this)
        {
            _pumpRequested = true;
            if (_scheduled)
                return;
            _scheduled = true;
        }
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    void IThreadPoolWorkItem.Execute()
    {
        RuntimeContext.Current = activation;
        try
        {
            for (var turns = 0; turns < Quantum; turns++)
            {
                if (!TryTake(out var turn))
                    return;
                if (turn is null)
                    RunPump();
                else
                    TryExecuteTask(turn);
            }
        }
        finally
        {
            RuntimeContext.Current = null;
        }
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    protected override void QueueTask(Task task)
    {
        if (ReferenceEquals(task, _pump))
            return;
        lock (this)
        {
            (_turns ??= new(2)).Enqueue(task);
            if (_scheduled)
                return;
            _scheduled = true;
        }
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && ReferenceEquals(RuntimeContext.Current, activation) && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (this)
            return _turns?.ToArray() ?? [];
    }

    /// <summary>The next turn, null for the pump's; false once there is none, and then the activation is off the pool.</summary>
    private bool TryTake(out Task? turn)
    {
        lock (this)
        {
            turn = null;
            var hasTurns = _turns is { Count: > 0 };
            if (_pumpRequested && (!hasTurns || !_pumpedLast))
            {
                // New calls and the going on of old ones take turns, so that neither can keep the other out.
                _pumpRequested = false;
                _pumpedLast = true;
                return true;
            }
            _pumpedLast = false;
            _scheduled = hasTurns;
            if (hasTurns)
                turn = _turns!.Dequeue();
            return hasTurns;
        }
    }

    // A task, so that what a call awaits comes back to this scheduler; made here, where no caller's context can be captured.
    private void RunPump()
    {
        _pump = new(s_pump, activation);
        _pump.Start(this);
        TryExecuteTask(_pump);
        _pump = null;
    }
}
