using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Directives.V1;

namespace Directives.Crash.World;

/// <summary>How the deadlines of an order are given.</summary>
internal enum Terms
{
    None,

    /// <summary>To the end of a day some calendar days after issue.</summary>
    Days,

    /// <summary>To the end of the day of issue, with those above told hours later: a clock that is a day ahead makes all of it due.</summary>
    Today,

    /// <summary>In working days after service, so that each office has its own.</summary>
    Working,
}

/// <summary>The directive of a round: whom it addresses, so that the checker can say who is to be served.</summary>
/// <param name="Action">Cadres addressed for action.</param>
/// <param name="Information">Cadres addressed for information.</param>
/// <param name="AcknowledgeDays">0 where there is no deadline.</param>
/// <param name="Drafted">It is drafted by one person and approved by another, rather than issued in one step.</param>
/// <param name="Amended">While officers act on it, a version comes that addresses more of them; drafted and approved too where this one is.</param>
/// <param name="Supersedes">The directive whose place it takes; null for none.</param>
/// <param name="Reiterates">The directive that it repeats; null for none.</param>
/// <param name="HasDuty">It has a duty that recurs, of which a period opens with it.</param>
internal sealed record Order(
    string Number, string Jurisdiction, IReadOnlyList<string> Action, IReadOnlyList<string> Information, Terms Terms, int AcknowledgeDays, int ComplyDays,
    bool IsImmediate, bool Drafted, bool Amended, IReadOnlyList<string> AmendedInformation, string? Supersedes, string? Reiterates, bool HasDuty)
{
    public static Order Create(int seed, int round, Organogram organogram, bool clockMoves, string? supersedes, string? reiterates, Random random)
    {
        var cadres = Organogram.Cadres.ToArray();
        random.Shuffle(cadres);
        var action = random.Next(1, 4);
        var jurisdiction = random.Next(8) == 0 ? organogram.Offices[random.Next(1, 5)].Id : Organogram.Root;
        var (acknowledge, comply) = (random.Next(1, 4), random.Next(4));
        Terms[] usual = [Terms.None, Terms.Days, Terms.Days, Terms.Today, Terms.Working];
        var terms = clockMoves && random.Next(4) > 0 ? Terms.Today : usual[random.Next(usual.Length)];
        return new Order(
            string.Create(CultureInfo.InvariantCulture, $"SO(CRASH) {seed}-{round}/2020"), jurisdiction,
            cadres[..action], cadres[action..(action + 1)], terms, acknowledge, comply == 0 ? 0 : Math.Max(acknowledge, comply),
            terms is Terms.Working || random.Next(4) > 0, random.Next(3) == 0, random.Next(3) == 0, cadres[(action + 1)..][..Math.Min(1, cadres.Length - action - 1)],
            supersedes, reiterates, random.Next(3) == 0);
    }

    /// <summary>Each office has its own deadlines.</summary>
    [JsonIgnore] public bool DeadlinesVary => Terms is Terms.Working;

    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this));

    public static Order Read(string path) => JsonSerializer.Deserialize<Order>(File.ReadAllText(path))!;

    /// <param name="today">In Pakistan, by the right clock.</param>
    public DirectiveDraft ToDraft(DateOnly today)
    {
        var draft = new DirectiveDraft
        {
            Number = Number,
            Instrument = Instrument.Circular,
            Title = new LocalText { En = "No official documents over WhatsApp", Ur = "واٹس ایپ پر سرکاری دستاویزات کی ممانعت" },
            Issuer = Organogram.Root,
            Jurisdiction = Jurisdiction,
            Provenance = new Provenance { Body = new LocalText { En = "Cabinet Division", Ur = "کابینہ ڈویژن" }, Date = "2020-01-31" },
            Precedence = IsImmediate ? Precedence.Immediate : Precedence.Priority,
            Classification = Classification.Unclassified,
            Dated = "2020-02-14",
            EffectiveOn = "2020-02-14",
            Audience = new Audience { Clauses = { Clause(AddresseeKind.Action, Action), Clause(AddresseeKind.Information, Information) } },
            Deadlines = DeadlinesOf(today),
            Text = new LocalText { En = "Official documents go by formal file.", Ur = "سرکاری دستاویزات باقاعدہ فائل پر جائیں گی۔" },
        };
        if (Terms is Terms.Today && IsImmediate)
            draft.Reminders = new ReminderPolicy { RemindBefore = { 4, 2 }, HeadAfter = 1, DepartmentAfter = 2, IssuerAfter = 3 };
        draft.Obligations.Add(new Obligation { Id = "no-whatsapp", OwedBy = Obligation.Types.Owner.Post, Text = draft.Title });
        if (HasDuty)
        {
            draft.Duties.Add(new RecurringDuty
            {
                Id = "own-pages", Frequency = DutyFrequency.Quarterly, AttestDays = 10,
                Text = new LocalText { En = "Monitoring of the department's own pages", Ur = "محکمے کے اپنے صفحات کی نگرانی" },
            });
        }

        if (Supersedes is not null)
            draft.Lineage.Add(new LineageLink { Kind = LinkKind.Supersedes, Directive = Supersedes, Note = "Replaced" });
        if (Reiterates is not null)
            draft.Lineage.Add(new LineageLink { Kind = LinkKind.Reiterates, Directive = Reiterates });
        return draft;
    }

    /// <summary>The next version: whoever had it for information has it for action, and others have it for information.</summary>
    public DirectiveDraft ToAmendment(DateOnly today)
    {
        var draft = ToDraft(today);
        draft.Audience = new Audience { Clauses = { Clause(AddresseeKind.Action, [.. Action, .. Information]) } };
        if (AmendedInformation.Count > 0)
            draft.Audience.Clauses.Add(Clause(AddresseeKind.Information, AmendedInformation));
        draft.Text = new LocalText { En = "Official documents go by formal file and by nothing else.", Ur = "سرکاری دستاویزات صرف باقاعدہ فائل پر جائیں گی۔" };
        return draft;
    }

    private Deadlines DeadlinesOf(DateOnly today) => Terms switch
    {
        Terms.Days => new Deadlines { AcknowledgeDays = AcknowledgeDays, ComplyDays = ComplyDays },
        Terms.Today => new Deadlines { AcknowledgeOn = today.ToString("O", CultureInfo.InvariantCulture), ComplyOn = today.ToString("O", CultureInfo.InvariantCulture) },
        Terms.Working => new Deadlines { AcknowledgeWorkingDays = AcknowledgeDays, ComplyWorkingDays = ComplyDays },
        _ => new Deadlines(),
    };

    private static AudienceClause Clause(AddresseeKind addressee, IEnumerable<string> cadres)
    {
        var clause = new AudienceClause { Addressee = addressee, Filter = new PostFilter() };
        clause.Filter.Cadres.AddRange(cadres);
        return clause;
    }
}
