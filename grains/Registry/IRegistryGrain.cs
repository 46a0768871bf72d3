namespace Directives.Grains;

/// <summary>
/// The organogram as a whole: which version is in force and the import that brings in the next. Key: <c>registry</c>.
/// An import is staged in parts, then committed by one write; from that write on it always goes through.
/// </summary>
[Alias("IRegistryGrain")]
public interface IRegistryGrain : IGrainWithStringKey
{
    const string Key = "registry";

    /// <summary>Begins an import under an operation id and drops one that was begun and not committed.</summary>
    /// <returns>The import to stage into, or what an import with this id and digest led to before.</returns>
    /// <exception cref="RefusedException">
    /// NotAllowedNow (IMPORT_UNDER_WAY) while a committed import is being established; OperationIdReused.
    /// </exception>
    [Alias("Begin")]
    Task<ImportTicket> Begin(string operationId, string digest, CancellationToken cancellation);

    /// <summary>Stores one part of an import: at most 500 departments with their rosters.</summary>
    [Alias("Stage")]
    Task Stage(long version, int part, [Immutable] ImmutableArray<DepartmentPlace> places, CancellationToken cancellation);

    /// <summary>Commits the import: one write and the fact RegistryImported. Committed before, it changes nothing.</summary>
    [Alias("Commit")]
    Task<RegistryStatus> Commit(ImportCommit commit, CancellationToken cancellation);

    /// <summary>One part of a committed import, for the relay that establishes it.</summary>
    [Alias("GetPart"), ReadOnly]
    Task<ImmutableArray<DepartmentPlace>> GetPart(long version, int part);

    /// <summary>Called by the relay when parts have been established, in order; the last one puts the version in force.</summary>
    [Alias("Establish")]
    Task Establish(long version, int partsEstablished);

    [Alias("GetStatus"), ReadOnly]
    Task<RegistryStatus> GetStatus();

    /// <summary>By which what is remembered of departments is known to be still right.</summary>
    [Alias("GetVersions"), ReadOnly]
    Task<RegistryVersions> GetVersions();
}

/// <summary>Versions of the organogram. They are the same but while an import is being established.</summary>
/// <param name="InForce">0 before the first import. A department with an older place is not in it any more.</param>
/// <param name="Latest">The latest that was committed. Any department may have its place in it already.</param>
[GenerateSerializer, Immutable, Alias("RegistryVersions")]
public sealed record RegistryVersions([property: Id(0)] long InForce, [property: Id(1)] long Latest);

/// <param name="Version">The version to stage, or the one that the operation led to.</param>
/// <param name="Done">What the operation led to before, or the organogram in force where the files are the same; null where it is to be done.</param>
/// <param name="IsRepeat">The operation itself was done before, and changed the organogram then.</param>
[GenerateSerializer, Immutable, Alias("ImportTicket")]
public sealed record ImportTicket(
    [property: Id(0)] long Version,
    [property: Id(1)] RegistryStatus? Done,
    [property: Id(2)] bool IsRepeat = false);

/// <param name="Digest">SHA-256 over both files, lower-case hex: the same organogram again changes nothing.</param>
[GenerateSerializer, Immutable, Alias("ImportCommit")]
public sealed record ImportCommit(
    [property: Id(0)] string OperationId,
    [property: Id(1)] string Digest,
    [property: Id(2)] long Version,
    [property: Id(3)] int Parts,
    [property: Id(4)] string Root,
    [property: Id(5)] int Departments,
    [property: Id(6)] int Posts,
    [property: Id(7)] int Vacant,
    [property: Id(8)] int WithAdditionalCharge,
    [property: Id(9)] string By);

/// <summary>The organogram in force, and how far a newer one has come.</summary>
/// <param name="Version">0 before the first import.</param>
/// <param name="Root">Null before the first import.</param>
/// <param name="Digest">Of the files that it came from.</param>
/// <param name="EstablishingParts">Parts of a committed import that is not in force yet; 0 at rest.</param>
/// <param name="EstablishedParts">Of these, the ones that are done.</param>
[GenerateSerializer, Immutable, Alias("RegistryStatus")]
public sealed record RegistryStatus(
    [property: Id(0)] long Version,
    [property: Id(1)] string? Root,
    [property: Id(2)] string Digest,
    [property: Id(3)] int Departments,
    [property: Id(4)] int Posts,
    [property: Id(5)] int Vacant,
    [property: Id(6)] int WithAdditionalCharge,
    [property: Id(7)] int EstablishingParts,
    [property: Id(8)] int EstablishedParts);
