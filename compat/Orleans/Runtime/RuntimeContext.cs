namespace Orleans.Runtime;

/// <summary>Which activation this thread is working for.</summary>
internal static class RuntimeContext
{
    [ThreadStatic]
    private static Activation? s_current;

    public static Activation? Current
    {
        get => s_current;
        set => s_current = value;
    }

    public static void CheckInsideGrain()
    {
        if (s_current is null)
            throw new InvalidOperationException("Activation access violation. A non-activation thread attempted to access activation services.");
    }
}
