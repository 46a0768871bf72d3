namespace Directives.Grains;

/// <summary>A sample was drawn of the departments that had reported compliance.</summary>
/// <param name="PopulationDigest">SHA-256 of the population's ids in ordinal order, each followed by a line feed, lower-case hex.</param>
/// <param name="Departments">The sample, in the order of <see cref="SamplingRules"/>.</param>
public sealed record SampleDrawn(
    int Draw, string Seed, int Population, string PopulationDigest, ImmutableArray<string> Departments, string By, string OperationId) : Fact;

/// <param name="Department">Of the sample.</param>
/// <param name="Verifier">A post id.</param>
public sealed record VerifierAssigned(int Draw, string Department, string Verifier, string By, string OperationId) : Fact;

/// <summary>Another person's finding on a report of compliance.</summary>
/// <param name="Sequence">Counts the findings on this department in this draw: the last one counts.</param>
/// <param name="Verifier">The post of the person who found it.</param>
public sealed record Verified(
    int Draw, string Department, int Sequence, Finding Finding, string Verifier, string By, LocalText Name, string Note,
    string? EvidenceText, string? EvidenceSha256, string? Reference, string OperationId) : Fact;
