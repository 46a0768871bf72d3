using System.Globalization;
using System.Reflection;
using CsvHelper;

namespace Directives.Cli.Registry;

/// <summary>A name in English and in Urdu.</summary>
internal readonly record struct Bilingual(string En, string Ur);

/// <summary>A seat of an office: the last part of the post's id, and what the post is. <c>Bps</c> is 1 to 22.</summary>
internal sealed record Seat(string Slug, Bilingual Designation, int Bps, string Cadre, string ServiceGroup);

/// <summary>A department of the top level: its id, full and short names, and the seat of its head.</summary>
internal sealed record TopOffice(string Id, Bilingual Name, Bilingual Short, Seat Head);

/// <summary>The words that generated organograms are made of, read from the tables of samples/punjab.</summary>
internal sealed class RegistryVocabulary
{
    private RegistryVocabulary()
    {
        var names = Read("names");
        Given = [.. names.Where(row => row["kind"] is "man" or "woman").Select(row => new Bilingual(row["en"], row["ur"]))];
        Families = [.. names.Where(row => row["kind"] is "family").Select(row => new Bilingual(row["en"], row["ur"]))];
        Departments = [.. Read("administrative-departments").Select(ToTopOffice).OrderByDescending(office => office.Id == "sgad")];
        var districts = Read("districts");
        Districts = [.. districts.Select(ToName)];
        Divisions = [.. districts.Where(row => row["division"] == row["id"]).Select(ToDivision)];
        var bodies = Read("bodies").ToDictionary(row => row["id"]);
        Bodies = [ToBody(bodies["opc"]), ToBody(bodies["pgshf"]), ToBody(bodies["ace"]), ToBody(bodies["ppra"])];
    }

    public static RegistryVocabulary Shared { get; } = new();

    /// <summary>Given names of men and women.</summary>
    public IReadOnlyList<Bilingual> Given { get; }

    public IReadOnlyList<Bilingual> Families { get; }

    /// <summary>Administrative departments, S&amp;GAD first.</summary>
    public IReadOnlyList<TopOffice> Departments { get; }

    public IReadOnlyList<TopOffice> Divisions { get; }

    public IReadOnlyList<Bilingual> Districts { get; }

    /// <summary>The four bodies that the WhatsApp order names, so that it can be issued on a generated organogram too.</summary>
    public IReadOnlyList<(TopOffice Office, string Kind)> Bodies { get; }

    private static Bilingual ToName(Dictionary<string, string> row) => new(row["name_en"], row["name_ur"]);

    private static TopOffice ToTopOffice(Dictionary<string, string> row) => new(
        row["id"], ToName(row), new Bilingual(row["short_en"], row["short_ur"]),
        new Seat(row["head_seat"], new Bilingual(row["head_en"], row["head_ur"]), Grade(row["head_bps"]), "secretary", row["head_group"]));

    private static TopOffice ToDivision(Dictionary<string, string> row)
    {
        var place = ToName(row);
        return new TopOffice(
            $"division-{row["id"]}",
            new Bilingual($"Office of the Commissioner, {place.En} Division", $"دفتر کمشنر {place.Ur} ڈویژن"),
            new Bilingual($"{place.En} Division", $"{place.Ur} ڈویژن"),
            new Seat("commissioner", new Bilingual($"Commissioner, {place.En} Division", $"کمشنر {place.Ur} ڈویژن"), 20, "commissioner", "pas"));
    }

    private static (TopOffice Office, string Kind) ToBody(Dictionary<string, string> row) => (
        new TopOffice(
            row["id"], ToName(row), ToName(row),
            new Seat(row["seat"], new Bilingual(row["head_en"], row["head_ur"]), Grade(row["bps"]), row["cadre"], row["service_group"])),
        row["kind"]);

    private static int Grade(string bps) => int.Parse(bps, CultureInfo.InvariantCulture);

    private static List<Dictionary<string, string>> Read(string table)
    {
        var name = $"punjab/{table}.csv";
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The table {name} is not embedded in this assembly.");
        using var csv = CsvReader.Create(stream);
        var rows = new List<Dictionary<string, string>>();
        while (csv.Read())
            rows.Add(csv.Headers.ToDictionary(column => column, column => csv.GetString(column)));
        return rows;
    }
}
