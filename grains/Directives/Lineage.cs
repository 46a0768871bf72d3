namespace Directives.Grains;

/// <summary>What a directive is to a decision or to another directive.</summary>
[GenerateSerializer, Alias("LinkKind")]
public enum LinkKind
{
    /// <summary>It puts a decision into force.</summary>
    Implements = 1,

    /// <summary>It takes over a decision or a directive of the federation.</summary>
    Adopts = 2,

    /// <summary>It takes the place of a directive, which goes out of force.</summary>
    Supersedes = 3,

    /// <summary>It cancels a directive, which goes out of force.</summary>
    Rescinds = 4,

    /// <summary>It repeats a directive, which stays in force.</summary>
    Reiterates = 5,

    /// <summary>It changes part of what a directive orders, which stays in force beside it.</summary>
    Amends = 6,
}

/// <summary>A directive's link to a decision or to another directive: one of the two is named.</summary>
/// <param name="Note">Why, or in which part; null where nothing is said.</param>
[GenerateSerializer, Immutable, Alias("LineageLink")]
public sealed record LineageLink(
    [property: Id(0)] LinkKind Kind,
    [property: Id(1)] string? Decision,
    [property: Id(2)] string? Directive,
    [property: Id(3)] string? Note = null);

/// <summary>What a directive rests on and what it does to others.</summary>
[GenerateSerializer, Immutable, Alias("Lineage")]
public sealed record Lineage([property: Id(0)] ImmutableArray<LineageLink> Links);

/// <summary>A link seen from where it leads to.</summary>
/// <param name="Directive">The directive that has the link.</param>
/// <param name="Version">Its version that had it first.</param>
/// <param name="By">Who issued that version.</param>
/// <param name="OperationId">By which operation.</param>
[GenerateSerializer, Immutable, Alias("LinkedBy")]
public sealed record LinkedBy(
    [property: Id(0)] LinkKind Kind,
    [property: Id(1)] string Directive,
    [property: Id(2)] int Version,
    [property: Id(3)] string By,
    [property: Id(4)] string OperationId,
    [property: Id(5)] string? Note,
    [property: Id(6)] DateTimeOffset At);

/// <summary>The links that lead to a decision or a directive, in the order in which they became known. State name: <c>links</c>.</summary>
public sealed record LinksState : LedgeredState
{
    /// <summary>Links that are kept; any more are left out, and <see cref="More"/> says so.</summary>
    public const int MaxLinks = 500;

    public ImmutableArray<LinkedBy> Links { get; init; } = [];

    public bool More { get; init; }

    public bool Has(LinkedBy link) => Links.Any(known => known.Kind == link.Kind && known.Directive == link.Directive);

    /// <returns>The state that was given, where the link is known or there is no room.</returns>
    public LinksState With(LinkedBy link)
    {
        if (Has(link))
            return this;
        if (Links.Length < MaxLinks)
            return this with { Links = Links.Add(link) };
        return More ? this : this with { More = true };
    }
}

/// <param name="More">There are more than are kept.</param>
[GenerateSerializer, Immutable, Alias("KnownLinks")]
public sealed record KnownLinks([property: Id(0)] ImmutableArray<LinkedBy> Links, [property: Id(1)] bool More);

/// <summary>How a directive stands, as it is stored.</summary>
/// <param name="Closed">By what it went out of force; null while it is in force.</param>
/// <param name="Reiterations">How often it was repeated in force.</param>
[GenerateSerializer, Immutable, Alias("DirectiveStanding")]
public sealed record DirectiveStanding(
    [property: Id(0)] string Number,
    [property: Id(1)] LocalText Title,
    [property: Id(2)] string Issuer,
    [property: Id(3)] string Jurisdiction,
    [property: Id(4)] int Version,
    [property: Id(5)] int Revision,
    [property: Id(6)] DateTimeOffset IssuedAt,
    [property: Id(7)] Closing? Closed,
    [property: Id(8)] int Reiterations,
    [property: Id(9)] DateTimeOffset? ReiteratedAt,
    [property: Id(10)] ImmutableArray<LineageLink> Links)
{
    public DirectiveStatus Status => Closed?.Status ?? DirectiveStatus.InForce;
}

/// <summary>How a directive went out of force.</summary>
/// <param name="Instrument">By what: the number of a directive or of a letter.</param>
/// <param name="By">Who ordered it.</param>
[GenerateSerializer, Immutable, Alias("Closing")]
public sealed record Closing(
    [property: Id(0)] DirectiveStatus Status,
    [property: Id(1)] string Instrument,
    [property: Id(2)] string? Reason,
    [property: Id(3)] string By,
    [property: Id(4)] DateTimeOffset At);
