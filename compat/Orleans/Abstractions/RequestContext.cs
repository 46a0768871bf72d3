namespace Orleans.Runtime;

/// <summary>Values that travel with every call made from here on, by key.</summary>
public static class RequestContext
{
    private const string ReentrancyKey = "#CCR";
    private static readonly AsyncLocal<Dictionary<string, object>?> s_current = new();

    /// <summary>Names the chain of calls that may come back into a grain which awaits it; empty where none may.</summary>
    public static Guid ReentrancyId
    {
        get => ReentrancyOf(s_current.Value);
        set
        {
            if (value == Guid.Empty)
                Remove(ReentrancyKey);
            else
                Set(ReentrancyKey, value);
        }
    }

    public static IEnumerable<string> Keys => s_current.Value?.Keys ?? Enumerable.Empty<string>();

    public static IEnumerable<KeyValuePair<string, object>> Entries => s_current.Value ?? Enumerable.Empty<KeyValuePair<string, object>>();

    public static object? Get(string key) => s_current.Value?.GetValueOrDefault(key);

    public static void Set(string key, object value)
    {
        // Never changed in place: calls that are under way share the dictionary.
        s_current.Value = new(s_current.Value ?? []) { [key] = value };
    }

    public static bool Remove(string key)
    {
        if (s_current.Value is not { } values || !values.ContainsKey(key))
            return false;
        var rest = new Dictionary<string, object>(values);
        rest.Remove(key);
        s_current.Value = rest.Count == 0 ? null : rest;
        return true;
    }

    public static void Clear() => Import(null);

    /// <summary>Until disposed, calls made from here may come back into this grain while it awaits them.</summary>
    public static ReentrancySection AllowCallChainReentrancy()
    {
        var original = ReentrancyId;
        return new(original, original == Guid.Empty ? Guid.NewGuid() : original);
    }

    public static ReentrancySection SuppressCallChainReentrancy() => new(ReentrancyId, Guid.Empty);

    internal static Dictionary<string, object>? Export() => s_current.Value;

    internal static void Import(Dictionary<string, object>? values)
    {
        if (!ReferenceEquals(s_current.Value, values))
            s_current.Value = values;
    }

    internal static Guid ReentrancyOf(Dictionary<string, object>? values) =>
        values is not null && values.TryGetValue(ReentrancyKey, out var id) && id is Guid guid ? guid : Guid.Empty;

    public readonly struct ReentrancySection : IDisposable
    {
        private readonly Guid _original;
        private readonly Guid _entered;

        public ReentrancySection(Guid originalReentrancyId, Guid newReentrancyId)
        {
            _original = originalReentrancyId;
            _entered = newReentrancyId;
            if (_entered != _original)
                ReentrancyId = _entered;
            if (_entered != Guid.Empty)
                RuntimeContext.Current?.EnterReentrantSection(_entered);
        }

        public void Dispose()
        {
            if (_entered != Guid.Empty)
                RuntimeContext.Current?.ExitReentrantSection(_entered);
            if (_entered != _original)
                ReentrancyId = _original;
        }
    }
}
