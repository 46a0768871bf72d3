namespace Orleans.Runtime;

/// <summary>The calls that somebody waits for, with the time at which he stops waiting.</summary>
internal sealed class PendingCalls : IDisposable
{
    private readonly SiloRuntime _runtime;
    private readonly Stripe[] _stripes = [.. Enumerable.Range(0, 4 * Environment.ProcessorCount).Select(_ => new Stripe())];
    private ITimer? _sweep;

    public PendingCalls(SiloRuntime runtime) => _runtime = runtime;

    public void Start()
    {
        var timeout = _runtime.Messaging.ResponseTimeout;
        var period = timeout < TimeSpan.FromSeconds(1) ? TimeSpan.FromMilliseconds(Math.Max(1, timeout.TotalMilliseconds)) : TimeSpan.FromSeconds(1);
        _sweep = _runtime.Time.CreateTimer(static state => ((PendingCalls)state!).Expire(), this, period, period);
    }

    public void Add(Call call, TimeSpan timeout)
    {
        ref var entry = ref call.Pending;
        entry.Timeout = timeout;
        entry.Since = _runtime.Time.GetTimestamp();
        entry.Stripe = _stripes[Environment.CurrentManagedThreadId % _stripes.Length];
        lock (entry.Stripe)
        {
            entry.Next = entry.Stripe.First;
            if (entry.Next is not null)
                entry.Next.Pending.Previous = call;
            entry.Stripe.First = call;
        }
    }

    public static void Remove(Call call)
    {
        ref var entry = ref call.Pending;
        if (entry.Stripe is null)
            return;
        lock (entry.Stripe)
        {
            if (entry.Previous is null)
                entry.Stripe.First = entry.Next;
            else
                entry.Previous.Pending.Next = entry.Next;
            if (entry.Next is not null)
                entry.Next.Pending.Previous = entry.Previous;
            entry.Next = entry.Previous = null;
        }
    }

    public void FailAll(Func<Call, Exception> exception)
    {
        foreach (var call in Where(static (_, _) => true))
            call.Fail(exception(call));
    }

    public void Dispose() => _sweep?.Dispose();

    private void Expire()
    {
        var now = _runtime.Time.GetTimestamp();
        foreach (var call in Where((entry, time) => time.GetElapsedTime(entry.Since, now) > entry.Timeout))
            call.Fail(new TimeoutException($"Response did not arrive on time in {call.Pending.Timeout} for message: {call}."));
    }

    private List<Call> Where(Func<Entry, TimeProvider, bool> condition)
    {
        var found = new List<Call>();
        foreach (var stripe in _stripes)
        {
            lock (stripe)
            {
                for (var call = stripe.First; call is not null; call = call.Pending.Next)
                {
                    if (condition(call.Pending, _runtime.Time))
                        found.Add(call);
                }
            }
        }
        return found;
    }

    public struct Entry
    {
        public Stripe? Stripe;
        public Call? Next;
        public Call? Previous;
        public long Since;
        public TimeSpan Timeout;
    }

    public sealed class Stripe
    {
        public Call? First;
    }
}
