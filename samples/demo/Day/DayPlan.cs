using System.Collections.Immutable;

namespace Directives.Demo.Day;

/// <summary>What an officer makes of a directive.</summary>
internal enum Conduct
{
    Acknowledges,
    Declines,
    OpensOnly,
    Ignores,
}

/// <summary>A post that was served and the person in it.</summary>
internal sealed record Desk(string Post, string Department, string Person);

/// <summary>What one officer does on the day.</summary>
/// <param name="OpensAt">As a share of the day, 0 to 1.</param>
/// <param name="AnswersAt">Not before <paramref name="OpensAt"/>.</param>
internal sealed record OfficerPlan(Desk Desk, Conduct Conduct, double OpensAt, double AnswersAt, string Language, string Reason);

/// <summary>A department's report that the directive is in force.</summary>
internal sealed record ReportPlan(string Department, double ReportsAt, string Statement, string Evidence);

/// <summary>The counts that a day leads to.</summary>
internal sealed record DayCounts(int Opened, int Acknowledged, int Declined, int Complied);

/// <summary>How a day goes: the shares of officers who decline, only open it, and do nothing, and of departments that report.</summary>
internal sealed record Mood(double Declining, double OpeningOnly, double Ignoring, double Reporting)
{
    public static readonly Mood Ordinary = new(0.04, 0.07, 0.08, 0.7);

    /// <summary>Of those who have not answered so far and were reminded.</summary>
    public static readonly Mood Reminded = new(0.02, 0.1, 0.4, 0.5);
}

/// <summary>A working day, settled beforehand by a seed: the same offices and seed give the same day.</summary>
internal sealed record DayPlan(ImmutableArray<OfficerPlan> Officers, ImmutableArray<ReportPlan> Reports)
{
    private static readonly string[] Reasons =
    [
        "The section's field teams have no other means of sending photographs of sites; a means is requested first.",
        "This post was transferred to another department by a notification that has not reached the organogram.",
        "The order names SOPs that have not been received here.",
        "اس دفتر میں فائلوں کی ترسیل کا متبادل انتظام موجود نہیں؛ پہلے انتظام کیا جائے۔",
        "زیر سماعت مقدمات میں وکلاء سے رابطہ اسی ذریعے سے ہے؛ رہنمائی درکار ہے۔",
    ];

    private static readonly (string Statement, string Evidence)[] Statements =
    [
        ("All WhatsApp groups of this office are closed; documents go by formal file.", "Circular to all branches, read out and signed by the staff."),
        ("The ban is in force. Diary and dispatch registers are in use for every document.", "Certificates of all branch heads are on file."),
        ("Official groups were left and deleted in the presence of the head of the office.", "Record note of the meeting, with attendance."),
        ("دفتر کے تمام واٹس ایپ گروپس بند کر دیے گئے ہیں اور دستاویزات باضابطہ فائل کے ذریعے بھیجی جا رہی ہیں۔", "تمام شاخوں کے سرٹیفکیٹ فائل میں موجود ہیں۔"),
    ];

    public DayCounts Counts => new(
        Officers.Count(officer => officer.Conduct is not Conduct.Ignores),
        Officers.Count(officer => officer.Conduct is Conduct.Acknowledges),
        Officers.Count(officer => officer.Conduct is Conduct.Declines),
        Reports.Length);

    /// <param name="desks">The posts served that are not vacant.</param>
    /// <param name="owing">The departments that owe compliance.</param>
    public static DayPlan Make(int seed, IEnumerable<Desk> desks, IEnumerable<string> owing, Mood mood)
    {
        var chance = new Random(seed);
        return new DayPlan(
            [.. desks.OrderBy(desk => desk.Post, StringComparer.Ordinal).Select(desk => PlanOfficer(chance, desk, mood))],
            [.. owing.Order(StringComparer.Ordinal).Select(department => PlanReport(chance, department, mood)).OfType<ReportPlan>()]);
    }

    private static OfficerPlan PlanOfficer(Random chance, Desk desk, Mood mood)
    {
        var lot = chance.NextDouble();
        var conduct = lot < mood.Declining ? Conduct.Declines
            : lot < mood.Declining + mood.OpeningOnly ? Conduct.OpensOnly
            : lot < mood.Declining + mood.OpeningOnly + mood.Ignoring ? Conduct.Ignores
            : Conduct.Acknowledges;
        // Busier in the morning; whoever opens answers within a fifth of the day.
        var opensAt = 0.9 * Math.Pow(chance.NextDouble(), 1.3);
        var answersAt = Math.Min(1, opensAt + 0.2 * chance.NextDouble());
        return new OfficerPlan(desk, conduct, opensAt, answersAt, chance.Next(2) == 0 ? "en" : "ur", Reasons[chance.Next(Reasons.Length)]);
    }

    /// <summary>Null where the department does not report on this day.</summary>
    private static ReportPlan? PlanReport(Random chance, string department, Mood mood)
    {
        var (reports, at, statement) = (chance.NextDouble() < mood.Reporting, 0.3 + 0.7 * chance.NextDouble(), Statements[chance.Next(Statements.Length)]);
        return reports ? new ReportPlan(department, at, statement.Statement, statement.Evidence) : null;
    }
}
