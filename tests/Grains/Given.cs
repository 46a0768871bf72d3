using System.Collections.Immutable;
using Directives.Grains;
using Directives.Tests.Support;

namespace Directives.Tests.Rules;

/// <summary>What most tests of the rules begin with.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Now = new(2020, 2, 14, 6, 30, 0, TimeSpan.Zero);

    public static readonly PostFilter Everyone = new([], [], [], [], 0, 0, []);

    public static LocalText Text(string english) => TestOrganogram.Text(english);

    public static PostFilter Within(params string[] departments) => Everyone with { Within = [.. departments] };

    public static PostFilter Departments(params string[] departments) => Everyone with { Departments = [.. departments] };

    public static PostFilter Cadres(params string[] cadres) => Everyone with { Cadres = [.. cadres] };

    public static PostFilter ServiceGroups(params string[] groups) => Everyone with { ServiceGroups = [.. groups] };

    public static PostFilter Bps(int from, int to) => Everyone with { BpsFrom = from, BpsTo = to };

    public static PostFilter Posts(params string[] posts) => Everyone with { Posts = [.. posts] };

    public static AudienceClause Action(PostFilter filter) => new(AddresseeKind.Action, filter);

    public static AudienceClause Information(PostFilter filter) => new(AddresseeKind.Information, filter);

    public static AudienceRule Rule(params AudienceClause[] clauses) => new([.. clauses], []);

    public static AudienceRule Except(this AudienceRule rule, params PostFilter[] exclusions) =>
        rule with { Exclusions = [.. exclusions] };

    /// <summary>The order of 31 January as a draft: section officers, law officers and estate officers, and named heads.</summary>
    public static DirectiveDraft Draft(string number = "SO(CAB-I)2-1/2020") => new()
    {
        Number = number,
        Instrument = Instrument.Circular,
        Title = Text("No official documents over WhatsApp"),
        Issuer = "sgad",
        Jurisdiction = "punjab",
        Provenance = new Provenance(Text("Cabinet Division"), new DateOnly(2020, 1, 31), "Item 7"),
        LegalBasis = [Text("Punjab Conduct Rules 1966")],
        Consequence = Text("Proceedings under the PEEDA Act 2006"),
        Precedence = Precedence.Immediate,
        Classification = Classification.Unclassified,
        Dated = new DateOnly(2020, 2, 14),
        EffectiveOn = new DateOnly(2020, 2, 14),
        Obligations = [new Obligation("no-whatsapp", ObligationOwner.Post, Text("Send no official document over WhatsApp"))],
        Audience = Rule(
            Action(Cadres("section-officer", "law-officer", "estate-officer")),
            Action(Posts("sgad-procurement/md", "anti-corruption/dg")),
            Information(Bps(19, 22))),
        Deadlines = new DeadlineDays(7, 14),
        Text = Text("Official documents go by formal file."),
    };

    public static IssueCommand Issue(DirectiveDraft draft, string operation = "op-issue") => new(operation, draft, "p-2", false);

    /// <summary>An order with the reach that its audience has in an organogram.</summary>
    public static DirectiveOrder Order(TestOrganogram organogram, AudienceRule audience, string jurisdiction = "punjab", string number = "1/2020")
    {
        var reach = Audience.Reach(audience, organogram.Place(jurisdiction).Path, id => organogram.Place(id).Path);
        return new DirectiveOrder(number, 1, Text("Order"), audience, reach, Now.AddDays(7), Now.AddDays(14), jurisdiction);
    }

    public static RefusedException Refused(Action command, Refusal refusal, string reason)
    {
        var refused = Assert.Throws<RefusedException>(command);
        Assert.True(
            (refused.Refusal, refused.Reason) == (refusal, reason),
            $"expected {refusal} {reason}, found {refused.Refusal} {refused.Reason}: {refused.Message}");
        return refused;
    }

    public static string Show(ImmutableArray<FieldViolation> violations) =>
        string.Join("\n", violations.Select(violation => $"{violation.Field}: {violation.Description}"));
}
