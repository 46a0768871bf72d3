using System.Globalization;

namespace Directives.Grains;

/// <summary>What is written together when a case changes.</summary>
/// <param name="Index">With the facts.</param>
internal sealed record CaseChange(VerificationState Index, CaseState Case)
{
    public Fact Fact => Index.Facts[0];
}

/// <summary>Drawing, assigning and finding.</summary>
public static class VerificationRules
{
    public const int MaxDraws = 50;
    public const int MaxFindings = 10;
    public const int MaxAssigned = 1_000;
    public const int MaxTextLength = 4_000;
    public const int MaxReferenceLength = 500;

    /// <summary>Draws a sample of a population.</summary>
    /// <param name="population">In ordinal order.</param>
    internal static VerificationState Draw(
        string directive, VerificationState index, DrawCommand command, ImmutableArray<string> population, DateTimeOffset now)
    {
        if (population.IsEmpty)
            throw RefusedException.NotAllowedNow("NOTHING_REPORTED", $"No department has reported {directive} in force.");
        if (population.Length > SamplingRules.MaxPopulation)
        {
            throw RefusedException.NotAllowedNow(
                "POPULATION_TOO_LARGE", $"{population.Length} departments have reported; a sample is drawn of at most {SamplingRules.MaxPopulation}.");
        }

        var seed = command.Seed ?? command.Chance;
        var number = index.Draws.Length + 1;
        var sample = SamplingRules.Draw(seed, population, command.Size);
        var digest = SamplingRules.Digest(population);
        var fact = new SampleDrawn(number, seed, population.Length, digest, sample, command.By, command.OperationId);
        var drawn = new DrawnSample(directive, number, seed, now, command.By, population.Length, digest, sample.Length);
        return index with
        {
            Draws = index.Draws.Add(drawn),
            Facts = [fact with { Directive = directive, At = now }],
            Rows = [.. RowsOf(number, population, sample)],
        };
    }

    internal static CaseChange Assign(VerificationState index, VerificationCase found, AssignCommand command, DateTimeOffset now)
    {
        if (!found.Findings.IsEmpty)
            throw RefusedException.NotAllowedNow("ALREADY_FOUND", $"{found.Department} was verified already by {found.Verifier}.");

        var draw = index.Draws[found.Draw - 1];
        var fact = new VerifierAssigned(found.Draw, found.Department, command.Verifier, command.By, command.OperationId);
        return new CaseChange(
            With(index, found.Verifier is null ? draw with { Assigned = draw.Assigned + 1 } : draw, fact, now),
            new CaseState { Case = found with { Verifier = command.Verifier, AssignedAt = now } });
    }

    internal static CaseChange Find(VerificationState index, VerificationCase found, FindCommand command, LocalText name, DateTimeOffset now)
    {
        if (found.Verifier != command.Verifier)
        {
            throw new RefusedException(
                Refusal.PermissionDenied, "NOT_THE_VERIFIER", $"{found.Department} of draw {found.Draw} is not assigned to {command.Verifier}.");
        }

        if (found.Findings.Length >= MaxFindings)
            throw RefusedException.NotAllowedNow("TOO_MANY_FINDINGS", $"{MaxFindings} findings on {found.Department} were recorded already.");

        var finding = new RecordedFinding(
            command.Finding, now, command.Verifier, command.By, name, command.Note, command.EvidenceText, command.EvidenceSha256, command.Reference);
        var fact = new Verified(
            found.Draw, found.Department, found.Findings.Length + 1, command.Finding, command.Verifier, command.By, name, command.Note,
            command.EvidenceText, command.EvidenceSha256, command.Reference, command.OperationId);
        var draw = index.Draws[found.Draw - 1];
        if (!found.Findings.IsEmpty)
            draw = Count(draw, found.Findings[^1].Finding, -1);
        return new CaseChange(
            With(index, Count(draw, command.Finding, 1), fact, now), new CaseState { Case = found with { Findings = found.Findings.Add(finding) } });
    }

    /// <summary>Refuses a verifier who is in the chain of the department that reported.</summary>
    /// <param name="office">The department that reported.</param>
    /// <param name="verifiers">The department of the verifier's post.</param>
    internal static void CheckOutOfChain(DepartmentPlace office, DepartmentPlace verifiers, string verifier)
    {
        if (office.Path.Contains(verifiers.Id) || verifiers.Path.Contains(office.Id))
        {
            var where = office.Id == verifiers.Id ? "is" : office.Path.Contains(verifiers.Id) ? "is above" : "is below";
            throw RefusedException.NotAllowedNow(
                "VERIFIER_IN_CHAIN", $"{verifier} cannot verify {office.Id}: its department {where} the one that reported.");
        }
    }

    /// <summary>Refuses a person who holds another post in that chain.</summary>
    /// <param name="chain">The department that reported and those above it.</param>
    internal static void CheckHoldsNoPostIn(IEnumerable<DepartmentPlace> chain, string department, string person)
    {
        foreach (var place in chain)
        {
            foreach (var post in place.Roster)
            {
                if (post.Incumbent?.Person == person)
                {
                    throw RefusedException.NotAllowedNow(
                        "VERIFIER_IN_CHAIN", $"{person} cannot verify {department}: he also holds {PostId.Of(place.Id, post.Seat)}.");
                }
            }
        }
    }

    internal static void Check(DrawCommand command)
    {
        Operation.Check(command.OperationId);
        if (command.Seed is { } seed && !SamplingRules.IsSeed(seed))
        {
            throw RefusedException.Field(
                "seed", $"must have {SamplingRules.MinSeedLength} to {SamplingRules.MaxSeedLength} Latin letters, digits or any of - . : _ /");
        }

        if (command.Size is < 1 or > SamplingRules.MaxSize)
            throw RefusedException.Field("size", $"must be 1 to {SamplingRules.MaxSize}");
    }

    internal static void Check(FindCommand command)
    {
        Operation.Check(command.OperationId);
        if (!Enum.IsDefined(command.Finding))
            throw RefusedException.Field("finding", "must be verified, not verified or a false report");
        if (string.IsNullOrWhiteSpace(command.Note) || command.Note.Length > MaxTextLength)
            throw RefusedException.Field("note", $"must have 1 to {MaxTextLength} characters");
        if (command.EvidenceText?.Length > MaxTextLength)
            throw RefusedException.Field("evidence_text", $"must have at most {MaxTextLength} characters");
        if (command.Reference?.Length > MaxReferenceLength)
            throw RefusedException.Field("reference", $"must have at most {MaxReferenceLength} characters");
    }

    internal static string DigestOf(DrawCommand command) => Operation.Digest(
        nameof(SampleDrawn), command.By, command.Seed, Text(command.Size));

    internal static string DigestOf(AssignCommand command) => Operation.Digest(
        nameof(VerifierAssigned), command.By, Text(command.Draw), command.Department, command.Verifier);

    internal static string DigestOf(FindCommand command) => Operation.Digest(
        nameof(Verified), command.By, Text(command.Draw), command.Department, command.Verifier, command.Finding.ToString(), command.Note,
        command.EvidenceText, command.EvidenceSha256, command.Reference);

    internal static string PopulationName(int draw, int page) => string.Create(CultureInfo.InvariantCulture, $"{draw}/{page}");

    internal static string CaseName(int draw, string department) => string.Create(CultureInfo.InvariantCulture, $"{draw}/{department}");

    private static IEnumerable<WrittenRow> RowsOf(int draw, ImmutableArray<string> population, ImmutableArray<string> sample)
    {
        yield return new(string.Create(CultureInfo.InvariantCulture, $"sample/{draw}"), new SampleState { Departments = sample });
        foreach (var (page, departments) in population.Chunk(PopulationState.PageSize).Index())
            yield return new($"population/{PopulationName(draw, page)}", new PopulationState { Departments = [.. departments] });
    }

    private static VerificationState With(VerificationState index, DrawnSample draw, Fact fact, DateTimeOffset now) => index with
    {
        Draws = index.Draws.SetItem(draw.Number - 1, draw),
        Facts = [fact with { Directive = draw.Directive, At = now }],
    };

    private static DrawnSample Count(DrawnSample draw, Finding finding, int change) => finding switch
    {
        Finding.Verified => draw with { Verified = draw.Verified + change },
        Finding.NotVerified => draw with { NotVerified = draw.NotVerified + change },
        _ => draw with { FalseReports = draw.FalseReports + change },
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
