using System.Globalization;

namespace Directives.Cli.Registry;

/// <summary>An office of a generated organogram: its row in departments.csv and the seat of its head.</summary>
/// <param name="Id">Its department id.</param>
/// <param name="Parent">The id of the department above; empty for the root.</param>
/// <param name="Kind">The kind of department.</param>
/// <param name="Name">Its full name.</param>
/// <param name="Short">What the names of the offices below it end in.</param>
/// <param name="Head">The seat of its head.</param>
/// <param name="IsField">True in a division, false in the secretariat.</param>
internal sealed record GeneratedOffice(
    string Id, string Parent, string Kind, Bilingual Name, Bilingual Short, Seat Head, bool IsField)
{
    private static readonly Bilingual[] Functions =
    [
        new("Planning", "منصوبہ بندی"), new("Research", "تحقیق"), new("Training", "تربیت"), new("Inspection", "معائنہ"),
        new("Monitoring", "نگرانی"), new("Finance", "مالیات"), new("Audit", "آڈٹ"), new("Procurement", "خریداری"),
        new("Legal Affairs", "قانونی امور"), new("Human Resource", "انسانی وسائل"), new("Statistics", "شماریات"),
        new("Public Relations", "تعلقات عامہ"), new("Projects", "منصوبہ جات"), new("Works", "تعمیرات"),
        new("Licensing", "لائسنسنگ"), new("Complaints", "شکایات"),
    ];

    private static readonly GeneratedOffice Root = new(
        "punjab", "", "government", new("Government of the Punjab", "حکومت پنجاب"), new("Punjab", "پنجاب"),
        new Seat("chief-secretary", new("Chief Secretary, Punjab", "چیف سیکرٹری پنجاب"), 22, "chief-secretary", "pas"), false);

    public string HeadPost => $"{Id}/{Head.Slug}";

    /// <summary>The office of this number in <see cref="RegistryTree"/>.</summary>
    public static GeneratedOffice Number(int office)
    {
        var level = RegistryTree.LevelOf(office);
        if (level == 0) return Root;
        var (above, ordinal) = RegistryTree.Above(office);
        return level == 1 ? Top(ordinal) : Number(above).Below(level, ordinal);
    }

    /// <summary>Every fourth top office is a division, until there are no more divisions.</summary>
    private static GeneratedOffice Top(int ordinal)
    {
        var words = RegistryVocabulary.Shared;
        var (group, place) = Math.DivRem(ordinal, 4);
        var isField = place == 3;
        var office = isField ? words.Divisions[group] : words.Departments[group * 3 + place];
        return new GeneratedOffice(
            office.Id, Root.Id, isField ? "division-office" : "administrative-department", office.Name, office.Short, office.Head, isField);
    }

    private GeneratedOffice Below(int level, int ordinal) => (level, IsField) switch
    {
        (2, false) when Id == "sgad" && ordinal < RegistryVocabulary.Shared.Bodies.Count => Body(ordinal),
        (2, false) when ordinal % 4 == 3 => Child(
            ordinal, "autonomous-body",
            Under($"{Functions[ordinal].En} Board", $"{Functions[ordinal].Ur} بورڈ"),
            new Seat("managing-director", new("Managing Director", "منیجنگ ڈائریکٹر"), 20, "managing-director", "ex-cadre")),
        (2, false) => Child(
            ordinal, "attached-department",
            Under($"Directorate of {Functions[ordinal].En}", $"نظامت {Functions[ordinal].Ur}"),
            new Seat("director-general", new("Director General", "ڈائریکٹر جنرل"), 20, "director-general", "pas")),
        (3, false) => Child(
            ordinal, "wing",
            Under($"{RegistryVocabulary.Shared.Districts[ordinal].En} Wing", $"{RegistryVocabulary.Shared.Districts[ordinal].Ur} ونگ"),
            new Seat("director", new("Director", "ڈائریکٹر"), 19, "director", "pms")),
        (4, false) => Child(
            ordinal, "section",
            Under($"Section {English(ordinal + 1)}", $"سیکشن {Urdu(ordinal + 1)}"),
            new Seat("section-officer", new("Section Officer", "سیکشن افسر"), 17, "section-officer", "pms")),
        (2, true) => Child(
            ordinal, "district-office",
            Under($"Office of the Deputy Commissioner, District {English(ordinal + 1)}", $"دفتر ڈپٹی کمشنر ضلع {Urdu(ordinal + 1)}"),
            new Seat("deputy-commissioner", new("Deputy Commissioner", "ڈپٹی کمشنر"), 18, "deputy-commissioner", "pas")),
        (3, true) => Child(
            ordinal, "tehsil-office",
            Under($"Tehsil Office {English(ordinal + 1)}", $"تحصیل دفتر {Urdu(ordinal + 1)}"),
            new Seat("assistant-commissioner", new("Assistant Commissioner", "اسسٹنٹ کمشنر"), 17, "assistant-commissioner", "pms")),
        (4, true) => Child(
            ordinal, "section",
            Under($"Revenue Circle {English(ordinal + 1)}", $"حلقہ مال {Urdu(ordinal + 1)}"),
            new Seat("tehsildar", new("Tehsildar", "تحصیلدار"), 16, "tehsildar", "revenue")),
        _ => Child(
            ordinal, "section",
            Under($"Branch {English(ordinal + 1)}", $"برانچ {Urdu(ordinal + 1)}"),
            new Seat("superintendent-incharge", new("Superintendent (Incharge)", "سپرنٹنڈنٹ (انچارج)"), 17, "superintendent", "ministerial")),
    };

    private GeneratedOffice Body(int ordinal)
    {
        var (body, kind) = RegistryVocabulary.Shared.Bodies[ordinal];
        return new GeneratedOffice(body.Id, Id, kind, body.Name, body.Short, body.Head, false);
    }

    private GeneratedOffice Child(int ordinal, string kind, Bilingual name, Seat head) => new(
        $"{Id}-{(ordinal + 1).ToString("D2", CultureInfo.InvariantCulture)}", Id, kind, name, name, head, IsField);

    private Bilingual Under(string en, string ur) => new($"{en}, {Short.En}", $"{ur}، {Short.Ur}");

    private static string English(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Urdu(int number) =>
        string.Concat(English(number).Select(digit => (char)(digit - '0' + '۰')));
}
