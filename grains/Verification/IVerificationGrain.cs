namespace Directives.Grains;

/// <summary>
/// The verification of what was reported under one directive: samples drawn of the departments that have reported
/// compliance, who verifies each, and what they found. Key: the directive's number.
/// </summary>
/// <remarks>It asks departments; no department asks it.</remarks>
[Alias("IVerificationGrain")]
public interface IVerificationGrain : IGrainWithStringKey
{
    /// <summary>
    /// Draws a sample of the departments that have reported the directive in force, as they are counted now. The population
    /// is fixed at the draw and kept, so that the draw can be done again by anybody: <see cref="SamplingRules"/>.
    /// </summary>
    /// <exception cref="RefusedException">
    /// InvalidArgument; NotFound; NotAllowedNow (NOTHING_REPORTED, POPULATION_TOO_LARGE, TOO_MANY_DRAWS); OperationIdReused.
    /// </exception>
    [Alias("Draw")]
    Task<DrawnSample> Draw(DrawCommand command, CancellationToken cancellation);

    /// <summary>
    /// Assigns a department of the sample to a verifier: the post of somebody who is not in the reporter's chain. Another may
    /// be assigned until there is a finding.
    /// </summary>
    /// <exception cref="RefusedException">
    /// InvalidArgument; NotFound; NotAllowedNow (VERIFIER_IN_CHAIN, VERIFIER_VACANT, ALREADY_FOUND, TOO_MANY_ASSIGNED);
    /// OperationIdReused.
    /// </exception>
    [Alias("Assign")]
    Task<VerificationCase> Assign(AssignCommand command, CancellationToken cancellation);

    /// <summary>Records what the verifier found. He may correct it; the last one counts, and all are kept.</summary>
    /// <exception cref="RefusedException">
    /// InvalidArgument; NotFound; PermissionDenied (NOT_INCUMBENT, NOT_THE_VERIFIER); NotAllowedNow (VERIFIER_IN_CHAIN,
    /// TOO_MANY_FINDINGS); OperationIdReused.
    /// </exception>
    [Alias("Find")]
    Task<VerificationCase> Find(FindCommand command, CancellationToken cancellation);

    /// <summary>The newest last.</summary>
    [Alias("ListDraws"), ReadOnly]
    Task<ImmutableArray<DrawnSample>> ListDraws();

    /// <summary>A sample in the order in which it was drawn.</summary>
    /// <param name="after">How many were seen.</param>
    /// <exception cref="RefusedException">NotFound for an unknown draw.</exception>
    [Alias("ListCases"), ReadOnly]
    Task<ImmutableArray<VerificationCase>> ListCases(int draw, int after, int count);

    /// <summary>What is assigned to a verifier, of all draws, in the order of assignment.</summary>
    /// <param name="verifier">A post id.</param>
    /// <param name="after">How many were seen.</param>
    [Alias("ListAssigned"), ReadOnly]
    Task<ImmutableArray<VerificationCase>> ListAssigned(string verifier, int after, int count);

    /// <summary>The departments that a sample was drawn of, in the order of their ids.</summary>
    /// <param name="after">How many were seen.</param>
    /// <exception cref="RefusedException">NotFound for an unknown draw.</exception>
    [Alias("ListPopulation"), ReadOnly]
    Task<ImmutableArray<string>> ListPopulation(int draw, int after, int count);

    /// <param name="verifier">Of the command; null for one of oversight.</param>
    [Alias("GetOutcome"), ReadOnly]
    Task<OperationOutcome?> GetOutcome(string? verifier, string operationId);
}

/// <param name="Seed">What decides the draw; null to take <paramref name="Chance"/>.</param>
/// <param name="Chance">A seed by chance, settled by whoever sends the command; it is not part of what the command asks for.</param>
[GenerateSerializer, Immutable, Alias("DrawCommand")]
public sealed record DrawCommand(
    [property: Id(0)] string OperationId,
    [property: Id(1)] string? Seed,
    [property: Id(2)] string Chance,
    [property: Id(3)] int Size,
    [property: Id(4)] string By);

/// <param name="Verifier">A post id.</param>
[GenerateSerializer, Immutable, Alias("AssignCommand")]
public sealed record AssignCommand(
    [property: Id(0)] string OperationId,
    [property: Id(1)] int Draw,
    [property: Id(2)] string Department,
    [property: Id(3)] string Verifier,
    [property: Id(4)] string By);

/// <param name="Verifier">A post id, of which <paramref name="By"/> holds charge.</param>
/// <param name="EvidenceSha256">Of a document kept elsewhere, lower-case hex.</param>
/// <param name="Reference">Where the evidence is: a file number, an address.</param>
[GenerateSerializer, Immutable, Alias("FindCommand")]
public sealed record FindCommand(
    [property: Id(0)] string OperationId,
    [property: Id(1)] int Draw,
    [property: Id(2)] string Department,
    [property: Id(3)] string Verifier,
    [property: Id(4)] string By,
    [property: Id(5)] Finding Finding,
    [property: Id(6)] string Note,
    [property: Id(7)] string? EvidenceText,
    [property: Id(8)] string? EvidenceSha256,
    [property: Id(9)] string? Reference);

/// <summary>What a verifier found of a report that a directive is in force.</summary>
[GenerateSerializer, Alias("Finding")]
public enum Finding
{
    /// <summary>It is in force as reported.</summary>
    Verified = 1,

    /// <summary>It could not be confirmed, or is in force in part only.</summary>
    NotVerified = 2,

    /// <summary>It is not in force, and the report said otherwise.</summary>
    FalseReport = 3,
}

/// <summary>A sample and how far its verification has come.</summary>
/// <param name="Number">Counts the draws under this directive, from 1.</param>
/// <param name="Population">Departments that had reported.</param>
/// <param name="PopulationDigest">SHA-256 of their ids in ordinal order, each followed by a line feed, lower-case hex.</param>
/// <param name="Size">Departments in the sample.</param>
[GenerateSerializer, Immutable, Alias("DrawnSample")]
public sealed record DrawnSample(
    [property: Id(0)] string Directive,
    [property: Id(1)] int Number,
    [property: Id(2)] string Seed,
    [property: Id(3)] DateTimeOffset At,
    [property: Id(4)] string By,
    [property: Id(5)] int Population,
    [property: Id(6)] string PopulationDigest,
    [property: Id(7)] int Size)
{
    [Id(8)] public int Assigned { get; init; }

    /// <summary>By the last finding on each department.</summary>
    [Id(9)] public int Verified { get; init; }

    [Id(10)] public int NotVerified { get; init; }

    [Id(11)] public int FalseReports { get; init; }

    /// <summary>Departments with a finding.</summary>
    public int Found => Verified + NotVerified + FalseReports;
}

/// <summary>A department of a sample: who verifies it and what he found.</summary>
/// <param name="Verifier">A post id; null while nobody is assigned.</param>
/// <param name="Findings">The last one counts.</param>
[GenerateSerializer, Immutable, Alias("VerificationCase")]
public sealed record VerificationCase(
    [property: Id(0)] int Draw,
    [property: Id(1)] string Department,
    [property: Id(2)] string? Verifier,
    [property: Id(3)] DateTimeOffset? AssignedAt,
    [property: Id(4)] ImmutableArray<RecordedFinding> Findings);

/// <param name="Verifier">The post.</param>
/// <param name="By">The person who held it.</param>
[GenerateSerializer, Immutable, Alias("RecordedFinding")]
public sealed record RecordedFinding(
    [property: Id(0)] Finding Finding,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] string Verifier,
    [property: Id(3)] string By,
    [property: Id(4)] LocalText Name,
    [property: Id(5)] string Note,
    [property: Id(6)] string? EvidenceText,
    [property: Id(7)] string? EvidenceSha256,
    [property: Id(8)] string? Reference);
