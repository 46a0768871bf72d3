namespace Directives.Silo.Relay;

/// <summary>
/// The registers that departments have in memory and have not stored, each with the activation that has it: where that
/// one ends, what it had is entered again.
/// </summary>
internal sealed class UnstoredRegisters
{
    private readonly Lock gate = new();
    private Dictionary<(string Directive, string Department), Guid> registers = [];

    public int Count
    {
        get
        {
            lock (gate)
                return registers.Count;
        }
    }

    /// <exception cref="RegisterLostException">Another activation had something that it has not stored.</exception>
    public void Add(string directive, string department, Guid activation)
    {
        lock (gate)
        {
            if (!registers.TryAdd((directive, department), activation) && registers[(directive, department)] != activation)
                throw new RegisterLostException(directive, department);
        }
    }

    /// <summary>All of them, which are no longer among those that are added to.</summary>
    public IReadOnlyDictionary<(string Directive, string Department), Guid> Take()
    {
        lock (gate)
        {
            var taken = registers;
            registers = [];
            return taken;
        }
    }

    /// <summary>Adds registers that were taken and could not be stored.</summary>
    /// <exception cref="RegisterLostException">Another activation has one of them by now.</exception>
    public void PutBack(IReadOnlyDictionary<(string Directive, string Department), Guid> taken)
    {
        foreach (var ((directive, department), activation) in taken)
            Add(directive, department, activation);
    }
}

/// <summary>A department has ended without storing what was entered in its register since the relay stored its position.</summary>
internal sealed class RegisterLostException(string directive, string department)
    : Exception($"{department} has ended before it stored its register of {directive}.");
