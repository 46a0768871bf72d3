using System.Globalization;
using System.Text.Json;
using Directives.V1;

namespace Directives.Crash.World;

/// <summary>The directive of a round: whom it addresses, so that the checker can say who is to be served.</summary>
/// <param name="Action">Cadres addressed for action.</param>
/// <param name="Information">Cadres addressed for information.</param>
/// <param name="AcknowledgeDays">0 where there is no deadline.</param>
internal sealed record Order(
    string Number, string Jurisdiction, IReadOnlyList<string> Action, IReadOnlyList<string> Information, int AcknowledgeDays, int ComplyDays)
{
    public static Order Create(int seed, int round, Organogram organogram, Random random)
    {
        var cadres = Organogram.Cadres.ToArray();
        random.Shuffle(cadres);
        var action = random.Next(1, 4);
        var jurisdiction = random.Next(8) == 0 ? organogram.Offices[random.Next(1, 5)].Id : Organogram.Root;
        int[] days = [0, 1, 7];
        var (acknowledge, comply) = (days[random.Next(3)], days[random.Next(3)]);
        return new Order(
            string.Create(CultureInfo.InvariantCulture, $"SO(CRASH) {seed}-{round}/2020"), jurisdiction,
            cadres[..action], cadres[action..(action + 1)], acknowledge, comply == 0 ? 0 : Math.Max(acknowledge, comply));
    }

    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this));

    public static Order Read(string path) => JsonSerializer.Deserialize<Order>(File.ReadAllText(path))!;

    public DirectiveDraft ToDraft()
    {
        var draft = new DirectiveDraft
        {
            Number = Number,
            Instrument = Instrument.Circular,
            Title = new LocalText { En = "No official documents over WhatsApp", Ur = "واٹس ایپ پر سرکاری دستاویزات کی ممانعت" },
            Issuer = Organogram.Root,
            Jurisdiction = Jurisdiction,
            Provenance = new Provenance { Body = new LocalText { En = "Cabinet Division", Ur = "کابینہ ڈویژن" }, Date = "2020-01-31" },
            Precedence = Precedence.Immediate,
            Classification = Classification.Unclassified,
            Dated = "2020-02-14",
            EffectiveOn = "2020-02-14",
            Audience = new Audience { Clauses = { Clause(AddresseeKind.Action, Action), Clause(AddresseeKind.Information, Information) } },
            Deadlines = new Deadlines { AcknowledgeDays = AcknowledgeDays, ComplyDays = ComplyDays },
            Text = new LocalText { En = "Official documents go by formal file.", Ur = "سرکاری دستاویزات باقاعدہ فائل پر جائیں گی۔" },
        };
        draft.Obligations.Add(new Obligation { Id = "no-whatsapp", OwedBy = Obligation.Types.Owner.Post, Text = draft.Title });
        return draft;
    }

    private static AudienceClause Clause(AddresseeKind addressee, IEnumerable<string> cadres)
    {
        var clause = new AudienceClause { Addressee = addressee, Filter = new PostFilter() };
        clause.Filter.Cadres.AddRange(cadres);
        return clause;
    }
}
