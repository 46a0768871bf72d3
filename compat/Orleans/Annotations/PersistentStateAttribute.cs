namespace Orleans.Runtime;

/// <summary>Binds a grain's constructor parameter of type <see cref="IPersistentState{TState}"/> to a named state.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public class PersistentStateAttribute : Attribute
{
    public PersistentStateAttribute(string stateName, string? storageName = null)
    {
        ArgumentNullException.ThrowIfNull(stateName);
        StateName = stateName;
        StorageName = storageName;
    }

    public string StateName { get; }

    /// <summary>The name of the storage provider; the default one where it is null.</summary>
    public string? StorageName { get; }
}
