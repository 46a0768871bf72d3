namespace Directives.Grains;

/// <summary>The samples drawn under one directive. State name: <c>verification</c>.</summary>
public sealed record VerificationState : LedgeredState
{
    /// <summary>By their numbers, from 1.</summary>
    public ImmutableArray<DrawnSample> Draws { get; init; } = [];
}

/// <summary>Departments that a sample was drawn of, in ordinal order; written once. State name: <c>population/draw/page</c>, from 0.</summary>
public sealed record PopulationState : LedgeredState
{
    public const int PageSize = 512;

    public ImmutableArray<string> Departments { get; init; } = [];
}

/// <summary>The departments of a sample, in the order in which they were drawn; written once. State name: <c>sample/draw</c>.</summary>
public sealed record SampleState : LedgeredState
{
    public ImmutableArray<string> Departments { get; init; } = [];
}

/// <summary>A department of a sample. State name: <c>case/draw/department</c>.</summary>
public sealed record CaseState : LedgeredState
{
    /// <summary>Null until somebody is assigned.</summary>
    public VerificationCase? Case { get; init; }
}

/// <summary>What is assigned to one post. State name: <c>verifier/post</c>.</summary>
public sealed record VerifierState : LedgeredState
{
    /// <summary>Cases: the draw, a slash, the department.</summary>
    public ImmutableArray<string> Cases { get; init; } = [];
}
