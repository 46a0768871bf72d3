using Orleans.Configuration;

namespace Orleans.Runtime;

internal sealed partial class Activation
{
    /// <summary>Calls that start in one turn before others get theirs.</summary>
    private const int CallsPerTurn = 64;

    private Call? _firstWaiting;
    private Call? _lastWaiting;
    private Call? _blocking;
    private int _waiting;
    private int _mayInterleave;
    private int _running;
    private bool _pumping;

    /// <summary>Takes the call, or answers false where this activation is gone.</summary>
    public bool TryEnqueue(Call call)
    {
        lock (this)
        {
            if (_stage == Stage.Invalid)
                return false;
            if (Overload(call) is { } overload)
            {
                call.Fail(overload);
                return true;
            }
            if (_lastWaiting is null)
                _firstWaiting = call;
            else
                _lastWaiting.NextWaiting = call;
            _lastWaiting = call;
            _waiting++;
            if (call.MayInterleave)
                _mayInterleave++;
            if (_pumping || !(_stage == Stage.Creating || (_stage == Stage.Valid && MayRun(call))))
                return true;
            _pumping = true;
        }
        _scheduler.RequestPump();
        return true;
    }

    /// <summary>A turn: starts whatever may start now.</summary>
    public void Pump()
    {
        for (var started = 0; ; started++)
        {
            Call? call;
            lock (this)
            {
                if (_stage != Stage.Valid)
                {
                    _pumping = false;
                    if (_stage == Stage.Creating)
                        BeginActivating();
                    else if (_stage == Stage.Deactivating && _running == 0 && !_changing)
                        BeginDeactivating();
                    return;
                }
                if (started == CallsPerTurn)
                {
                    _scheduler.RequestPump();
                    return;
                }
                call = TakeRunnable();
                if (call is null)
                {
                    _pumping = false;
                    return;
                }
                _running++;
                if (_blocking is null && !call.AlwaysInterleave)
                    _blocking = call;
            }
            _ = RunAsync(call);
        }
    }

    public void EnterReentrantSection(Guid id)
    {
        lock (this)
        {
            var sections = More.ReentrantSections ??= [];
            sections[id] = sections.GetValueOrDefault(id) + 1;
        }
    }

    public void ExitReentrantSection(Guid id)
    {
        lock (this)
        {
            if (_extras?.ReentrantSections is { } sections && sections.TryGetValue(id, out var depth))
            {
                if (depth > 1)
                    sections[id] = depth - 1;
                else
                    sections.Remove(id);
            }
        }
    }

    // An async method, so that the call's context ends with it.
    private async Task RunAsync(Call call)
    {
        try
        {
            RequestContext.Import(call.Context);
            await call.InvokeAsync(this);
        }
        finally
        {
            Completed(call);
        }
    }

    private void Completed(Call call)
    {
        lock (this)
        {
            _running--;
            if (call.KeepsAlive)
                _lastUsed = Runtime.Time.GetTimestamp();
            if (_blocking is null || ReferenceEquals(_blocking, call))
                _blocking = null;
            if (_pumping || (_waiting == 0 && _stage != Stage.Deactivating))
                return;
            _pumping = true;
        }
        _scheduler.RequestPump();
    }

    private Call? TakeRunnable()
    {
        Call? before = null;
        for (var call = _firstWaiting; call is not null; before = call, call = call.NextWaiting)
        {
            while (call is { IsCompleted: true })
            {
                var expired = call;
                call = call.NextWaiting;
                Unlink(before, expired);
            }
            if (call is null)
                return null;
            if (MayRun(call))
            {
                Unlink(before, call);
                return call;
            }
            if (_mayInterleave == 0 && !_class.Reentrant)
                return null;
        }
        return null;
    }

    private void Unlink(Call? before, Call call)
    {
        if (before is null)
            _firstWaiting = call.NextWaiting;
        else
            before.NextWaiting = call.NextWaiting;
        if (ReferenceEquals(_lastWaiting, call))
            _lastWaiting = before;
        call.NextWaiting = null;
        _waiting--;
        if (call.MayInterleave)
            _mayInterleave--;
    }

    private bool MayRun(Call call) =>
        _running == 0
        || _blocking is null
        || _class.Reentrant
        || call.AlwaysInterleave
        || (call.ReadOnly && _blocking.ReadOnly)
        || (_extras?.ReentrantSections is { Count: > 0 } sections && sections.ContainsKey(call.ReentrancyId));

    private LimitExceededException? Overload(Call call)
    {
        var limit = Runtime.Messaging.MaxEnqueuedRequestsHardLimit;
        var count = _running + _waiting;
        return limit > 0 && count > limit && !call.IsLocal
            ? new(nameof(SiloMessagingOptions.MaxEnqueuedRequestsHardLimit), count, limit, ToString())
            : null;
    }

    /// <summary>Passes on the calls that wait here: to a new activation, or back to their callers where this one failed.</summary>
    private void Reroute(Exception? failure)
    {
        Call? call;
        lock (this)
        {
            call = _firstWaiting;
            _firstWaiting = _lastWaiting = null;
            _waiting = _mayInterleave = 0;
        }
        while (call is not null)
        {
            var next = call.NextWaiting;
            call.NextWaiting = null;
            if (failure is not null)
                call.Fail(failure);
            else if (call.IsLocal)
                call.Fail(new OrleansMessageRejectionException($"{this} is gone."));
            else if (call.Forwards++ >= Runtime.Messaging.MaxForwardCount)
                call.Fail(new OrleansMessageRejectionException($"Forwarding failed: tried to forward {call} {call.Forwards - 1} times."));
            else
                Runtime.Deliver(call);
            call = next;
        }
    }
}
