namespace Directives.Grains;

/// <summary>How an office stands to the one that issues.</summary>
[Flags]
public enum Correspondent
{
    None = 0,

    /// <summary>The issuing office itself.</summary>
    Own = 1,

    /// <summary>Below it in the hierarchy.</summary>
    Below = 2,

    /// <summary>Another office of the same secretariat: it has the same administrative department above it.</summary>
    Secretariat = 4,

    /// <summary>Another department, or a wing or section of one, of the same government.</summary>
    Department = 8,

    /// <summary>An attached department of the same government.</summary>
    Attached = 16,

    /// <summary>An autonomous body, which is outside the departments of its government.</summary>
    PublicBody = 32,

    /// <summary>The office of a division, a district or a tehsil.</summary>
    Field = 64,

    /// <summary>An office of another government: for the federation a province.</summary>
    OtherGovernment = 128,

    Everyone = Own | Below | Secretariat | Department | Attached | PublicBody | Field | OtherGovernment,
}

/// <summary>What an instrument is for.</summary>
/// <param name="Suits">The offices that it may be addressed to.</param>
/// <param name="Use">In words, for whoever chose another one.</param>
public sealed record InstrumentRule(Instrument Instrument, Correspondent Suits, string Use)
{
    /// <summary>Every clause of the audience names posts.</summary>
    public bool NamesPosts { get; init; }

    /// <summary>What is passed on is passed on for information.</summary>
    public bool ForInformation { get; init; }

    /// <summary>The fewest offices that it is addressed to.</summary>
    public int LeastOffices { get; init; } = 1;
}

/// <summary>Which instrument goes to whom, by the usage of the secretariat.</summary>
public static class InstrumentRules
{
    public static readonly ImmutableArray<InstrumentRule> Table =
    [
        new(Instrument.Letter, Correspondent.OtherGovernment | Correspondent.PublicBody | Correspondent.Attached | Correspondent.Field,
            "goes to provinces, public bodies and offices outside the secretariat"),
        new(Instrument.Memorandum, Correspondent.Own | Correspondent.Below | Correspondent.Attached | Correspondent.Field,
            "goes to attached departments and subordinate offices"),
        new(Instrument.OfficeMemorandum, Correspondent.Department | Correspondent.Secretariat,
            "runs between the divisions and departments of a government"),
        new(Instrument.DemiOfficialLetter, Correspondent.Everyone, "is written to a person by his post: name the posts")
        {
            NamesPosts = true,
        },
        new(Instrument.UnOfficialNote, Correspondent.Own | Correspondent.Below | Correspondent.Secretariat,
            "stays within a department and its secretariat"),
        new(Instrument.Endorsement, Correspondent.Everyone, "passes on a copy for information") { ForInformation = true },
        new(Instrument.Notification, Correspondent.Everyone, "is for everyone"),
        new(Instrument.OfficeOrder, Correspondent.Own | Correspondent.Below, "stays within the issuing office and those below it"),
        new(Instrument.Circular, Correspondent.Everyone, "goes to many offices at once") { LeastOffices = 2 },
    ];

    /// <exception cref="KeyNotFoundException">There is no such instrument.</exception>
    public static InstrumentRule Of(Instrument instrument) => Table.FirstOrDefault(rule => rule.Instrument == instrument)
        ?? throw new KeyNotFoundException($"There is no rule for {instrument}.");

    /// <summary>How an office stands to the issuer.</summary>
    /// <param name="issuer">The issuer's path, from the root; with each department's kind.</param>
    /// <param name="addressee">The same of the addressed office.</param>
    public static Correspondent Stand(ReadOnlySpan<PathStep> issuer, ReadOnlySpan<PathStep> addressee)
    {
        if (addressee.Length >= issuer.Length && addressee[issuer.Length - 1].Id == issuer[^1].Id)
            return addressee.Length == issuer.Length ? Correspondent.Own : Correspondent.Below;
        if (Nearest(issuer, DepartmentKind.Government) != Nearest(addressee, DepartmentKind.Government))
            return Correspondent.OtherGovernment;

        var inSecretariat = addressee[^1].Kind
            is DepartmentKind.Government or DepartmentKind.AdministrativeDepartment or DepartmentKind.Wing or DepartmentKind.Section;
        if (inSecretariat && Nearest(issuer, DepartmentKind.AdministrativeDepartment) is { } own
            && own == Nearest(addressee, DepartmentKind.AdministrativeDepartment))
        {
            return Correspondent.Secretariat;
        }

        return addressee[^1].Kind switch
        {
            DepartmentKind.AttachedDepartment => Correspondent.Attached,
            DepartmentKind.AutonomousBody => Correspondent.PublicBody,
            DepartmentKind.DivisionOffice or DepartmentKind.DistrictOffice or DepartmentKind.TehsilOffice => Correspondent.Field,
            _ => Correspondent.Department,
        };
    }

    /// <summary>Whether an instrument suits those it is addressed to.</summary>
    /// <param name="offices">How many offices with an addressed post stand so to the issuer.</param>
    public static Fitness Judge(Instrument instrument, AudienceRule audience, IReadOnlyDictionary<Correspondent, int> offices)
    {
        var rule = Of(instrument);
        var all = offices.Values.Sum();
        var unsuited = offices.Where(count => (rule.Suits & count.Key) == 0).Sum(count => count.Value);
        var found = new Fitness();
        if (all > 0 && unsuited == all)
            found.Wrong("draft.instrument", $"does not suit any of the {all} offices addressed: {Name(instrument)} {rule.Use}");
        else if (unsuited > 0)
            found.Warn("draft.instrument", $"does not suit {unsuited} of the {all} offices addressed: {Name(instrument)} {rule.Use}");
        if (rule.NamesPosts && audience.Clauses.Any(clause => clause.Filter.Posts.IsEmpty))
            found.Wrong("draft.audience.clauses", $"must name posts, each of them: {Name(instrument)} {rule.Use}");
        if (rule.ForInformation && audience.Clauses.Any(clause => clause.Addressee is AddresseeKind.Action))
            found.Warn("draft.audience.clauses", $"address posts for action: {Name(instrument)} {rule.Use}");
        if (all > 0 && all < rule.LeastOffices)
            found.Wrong("draft.instrument", $"is addressed to {all} office only: {Name(instrument)} {rule.Use}");
        return found;
    }

    private static string? Nearest(ReadOnlySpan<PathStep> path, DepartmentKind kind)
    {
        for (var i = path.Length - 1; i >= 0; i--)
        {
            if (path[i].Kind == kind)
                return path[i].Id;
        }

        return null;
    }

    private static string Name(Instrument instrument) => instrument switch
    {
        Instrument.OfficeMemorandum => "an Office Memorandum",
        Instrument.DemiOfficialLetter => "a Demi-official Letter",
        Instrument.UnOfficialNote => "an Un-official Note",
        Instrument.OfficeOrder => "an Office Order",
        Instrument.Endorsement => "an Endorsement",
        _ => $"a {instrument}",
    };
}

/// <summary>A department on the way from the root to another.</summary>
public readonly record struct PathStep(string Id, DepartmentKind Kind);

/// <summary>What speaks against issuing a draft: what is wrong, and what its author should look at again.</summary>
public sealed class Fitness
{
    private readonly List<FieldViolation> wrong = [];
    private readonly List<FieldViolation> warnings = [];

    public IReadOnlyList<FieldViolation> Violations => wrong;

    public IReadOnlyList<FieldViolation> Warnings => warnings;

    public void Wrong(string field, string description) => wrong.Add(new(field, description));

    public void Warn(string field, string description) => warnings.Add(new(field, description));

    public void Add(Fitness other)
    {
        wrong.AddRange(other.wrong);
        warnings.AddRange(other.warnings);
    }
}
