using System.Globalization;
using Directives.V1;
using LocalText = Directives.V1.LocalText;

namespace Directives.Tests.Gateway;

/// <summary>
/// An organogram small enough to reason about: seven departments on four levels and twelve posts, two of them vacant;
/// one person holds two posts. And a directive for it.
/// </summary>
internal static class SmallProvince
{
    public const string Departments =
        """
        id,parent,kind,name_en,name_ur,head_post
        punjab,,government,Government of the Punjab,حکومت پنجاب,punjab/chief-secretary
        sgad,punjab,administrative-department,Services and General Administration,محکمہ سروسز,sgad/secretary
        sgad-regulations,sgad,section,Regulations Section,سیکشن ضوابط,sgad-regulations/section-officer
        law,punjab,administrative-department,"Law and Parliamentary Affairs, Punjab",محکمہ قانون,law/secretary
        lahore-division,punjab,division-office,Lahore Division,لاہور ڈویژن,lahore-division/commissioner
        kasur,lahore-division,district-office,Kasur District,ضلع قصور,kasur/deputy-commissioner
        archives,punjab,attached-department,Archives,محکمہ آثار,

        """;

    public const string Posts =
        """
        id,department,designation_en,designation_ur,bps,cadre,service_group,incumbent_id,incumbent_name_en,incumbent_name_ur,charge
        punjab/chief-secretary,punjab,Chief Secretary,چیف سیکرٹری,22,chief-secretary,pas,p-1,Bilal Ahmad Virk,بلال احمد ورک,regular
        sgad/secretary,sgad,Secretary,سیکرٹری,21,secretary,pas,p-2,Naveed Aslam Gill,نوید اسلم گل,regular
        sgad/section-officer-1,sgad,"Section Officer (General), S&GAD",سیکشن افسر,17,section-officer,pms,p-3,Usman Khan,عثمان خان,regular
        sgad/section-officer-2,sgad,Section Officer (Cabinet),سیکشن افسر,17,section-officer,pms,,,,
        sgad-regulations/section-officer,sgad-regulations,Section Officer (Regulations),سیکشن افسر,17,section-officer,pms,p-3,Usman Khan,عثمان خان,additional
        law/secretary,law,Secretary Law,سیکرٹری قانون,21,secretary,judicial,p-4,Sajjad Qureshi,سجاد قریشی,acting
        law/law-officer,law,Law Officer,لا افسر,18,law-officer,judicial,p-5,Amina Rashid,امینہ رشید,regular
        lahore-division/commissioner,lahore-division,Commissioner,کمشنر,20,commissioner,pas,p-6,Kamran Sheikh,کامران شیخ,regular
        kasur/deputy-commissioner,kasur,Deputy Commissioner,ڈپٹی کمشنر,19,deputy-commissioner,pas,p-7,Hina Tariq,حنا طارق,current
        kasur/section-officer,kasur,Section Officer (Field),سیکشن افسر,17,section-officer,pms,p-8,Zahid Iqbal,زاہد اقبال,regular
        kasur/law-officer,kasur,Law Officer,لا افسر,18,law-officer,judicial,,,,
        archives/keeper,archives,Keeper of Records,محافظ ریکارڈ,17,keeper,ex-cadre,p-9,Rabia Malik,رابعہ ملک,look-after

        """;

    public const string Number = "SGAD/2020/14";

    /// <summary>
    /// For action: section officers and law officers, six posts in four departments, two of them vacant. For
    /// information: the chief secretary.
    /// </summary>
    public static DirectiveDraft Draft(string number = Number) => new()
    {
        Number = number,
        Instrument = Instrument.Letter,
        Title = Text("No official documents over WhatsApp"),
        Issuer = "sgad",
        Jurisdiction = "punjab",
        Provenance = new Provenance { Body = Text("Cabinet Division"), Date = "2020-01-31", Minute = "7" },
        LegalBasis = { Text("Conduct Rules 1966") },
        Consequence = Text("Breach is misconduct."),
        Precedence = Precedence.Immediate,
        Classification = Classification.Unclassified,
        Dated = "2020-02-14",
        EffectiveOn = "2020-02-14",
        Obligations = { new Obligation { Id = "stop-whatsapp", OwedBy = Obligation.Types.Owner.Post, Text = Text("Stop.") } },
        Audience = new Audience
        {
            Clauses =
            {
                new AudienceClause { Addressee = AddresseeKind.Action, Filter = new PostFilter { Cadres = { "section-officer", "law-officer" } } },
                new AudienceClause { Addressee = AddresseeKind.Information, Filter = new PostFilter { Posts = { "punjab/chief-secretary" } } },
            },
        },
        Deadlines = new Deadlines { AcknowledgeDays = 7, ComplyDays = 15 },
        Text = Text("**Do not** send official documents over WhatsApp."),
    };

    public static LocalText Text(string english) => new() { En = english, Ur = $"اردو {english}" };

    /// <summary>A row of one of the files, by its number as an editor shows it, replaced by another.</summary>
    public static string WithRow(string file, int row, string replacement)
    {
        var lines = file.Split('\n');
        lines[row - 1] = replacement;
        return string.Join('\n', lines);
    }

    /// <summary>A field of one of the files replaced; rows count from 1, the header.</summary>
    public static string WithField(string file, int row, string column, string value)
    {
        var lines = file.Split('\n');
        var index = Array.IndexOf(lines[0].Split(','), column);
        var fields = lines[row - 1].Split(',');
        if (lines[row - 1].Contains('"', StringComparison.Ordinal) || index < 0)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Row {row} has quotes or there is no column {column}."));
        fields[index] = value;
        lines[row - 1] = string.Join(',', fields);
        return string.Join('\n', lines);
    }
}
