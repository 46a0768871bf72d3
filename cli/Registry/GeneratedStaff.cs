using System.Globalization;

namespace Directives.Cli.Registry;

/// <summary>A person in a post; <c>Charge</c> is the kind of charge.</summary>
internal readonly record struct Incumbent(string Id, Bilingual Name, string Charge);

/// <summary>Puts invented persons into posts, one office after another, from a seeded source of chance.</summary>
internal sealed class GeneratedStaff(Random chance)
{
    private const double VacantShare = 0.08;
    private const double AdditionalShare = 0.02;

    private int _persons;
    private Incumbent? _colleague;

    /// <summary>Starts an office: additional charge is given to a colleague in the same office only.</summary>
    public void EnterOffice() => _colleague = null;

    /// <summary>The incumbent of the next post, or null if it is vacant.</summary>
    public Incumbent? Next(bool mustBeFilled)
    {
        var draw = chance.NextDouble();
        if (!mustBeFilled && draw < VacantShare) return null;
        if (draw < VacantShare + AdditionalShare && _colleague is { } colleague)
        {
            _colleague = null;
            return colleague with { Charge = "additional" };
        }

        var person = new Incumbent(NextId(), NextName(), ChargeFor(chance.Next(1000)));
        if (person.Charge == "regular") _colleague = person;
        return person;
    }

    private static string ChargeFor(int permille) => permille switch
    {
        < 10 => "acting",
        < 25 => "current",
        < 35 => "look-after",
        _ => "regular",
    };

    private string NextId() => string.Create(CultureInfo.InvariantCulture, $"p-{++_persons:D6}");

    private Bilingual NextName()
    {
        var words = RegistryVocabulary.Shared;
        var given = words.Given[chance.Next(words.Given.Count)];
        var family = words.Families[chance.Next(words.Families.Count)];
        return new Bilingual($"{given.En} {family.En}", $"{given.Ur} {family.Ur}");
    }
}
