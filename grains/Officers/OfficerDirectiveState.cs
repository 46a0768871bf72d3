namespace Directives.Grains;

/// <summary>What the holder of one post has done with one directive. State name: <c>directive/number</c>.</summary>
public sealed record OfficerDirectiveState : LedgeredState
{
    public ImmutableArray<StoredAct> Acts { get; init; } = [];

    /// <summary>
    /// How far the post has come with a version under one charge: an act on another version, or of a predecessor, does not
    /// count for it.
    /// </summary>
    public Standing StandingOf(int version, int incumbency)
    {
        for (var i = Acts.Length - 1; i >= 0; i--)
        {
            if (Acts[i].Version == version && Acts[i].Incumbency == incumbency)
                return Acts[i].Standing;
        }

        return Standing.Served;
    }
}

/// <summary>An act with the operation that it came from.</summary>
public sealed record StoredAct(
    Standing Standing, DateTimeOffset At, string By, LocalText Name, int Version, string? Reason, string Operation)
{
    /// <summary>The system that handed it in; null where the person called himself.</summary>
    public string? Via { get; init; }

    /// <summary>The holder of the post, where another person acted for him.</summary>
    public string? For { get; init; }

    /// <summary>The charge under which the person acted.</summary>
    public int Incumbency { get; init; }

    /// <summary>Of an acknowledgement on paper; null otherwise.</summary>
    public PaperEntry? Paper { get; init; }

    public string Fact => Standing.ToString();
}
