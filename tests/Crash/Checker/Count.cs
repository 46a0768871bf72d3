namespace Directives.Crash.Checker;

/// <summary>The counts of some offices together, by the names of the columns of a tally.</summary>
internal readonly record struct Count(
    int Offices, int Received, int Owing, int Complied, int ForAction, int ForInformation, int Vacant, int Opened, int Acknowledged, int Declined, int Outstanding,
    int Exempted, int Closed, int OfficesExempted, int OfficesClosed, int OfficesReported, int Percent, int Overdue, int OfficesOverdue)
{
    /// <summary>Offices that have neither reported nor need to.</summary>
    public int Unreported => Owing - Complied - OfficesExempted - OfficesClosed;

    public static Count operator +(Count one, Count other) => new(
        one.Offices + other.Offices, one.Received + other.Received, one.Owing + other.Owing, one.Complied + other.Complied,
        one.ForAction + other.ForAction, one.ForInformation + other.ForInformation, one.Vacant + other.Vacant, one.Opened + other.Opened,
        one.Acknowledged + other.Acknowledged, one.Declined + other.Declined, one.Outstanding + other.Outstanding,
        one.Exempted + other.Exempted, one.Closed + other.Closed, one.OfficesExempted + other.OfficesExempted, one.OfficesClosed + other.OfficesClosed,
        one.OfficesReported + other.OfficesReported, one.Percent + other.Percent, one.Overdue + other.Overdue, one.OfficesOverdue + other.OfficesOverdue);
}

/// <summary>A post as the facts leave it.</summary>
internal sealed class Seat
{
    /// <summary>Action or Information; null where it was not served.</summary>
    public string? Addressee { get; set; }

    public bool Vacant { get; set; }

    /// <summary>The charge that it was served on.</summary>
    public long Incumbency { get; set; }

    public bool Exempted { get; set; }

    /// <summary>Every act on the post, the oldest first.</summary>
    public List<(string Kind, long Version, long Incumbency)> All { get; } = [];

    /// <summary>The act that answers a version under the charge that it was served on.</summary>
    public string? Last(long version) => All.LastOrDefault(act => act.Version == version && act.Incumbency == Incumbency).Kind;
}

/// <summary>An office as the facts leave it.</summary>
internal sealed class OfficeCount
{
    public bool Received { get; set; }

    /// <summary>Of the version received last.</summary>
    public long Version { get; set; }

    /// <summary>It went out of force and was closed here.</summary>
    public bool Closed { get; set; }

    public bool Exempted { get; set; }

    /// <summary>It owes an attestation, though none of its posts is served.</summary>
    public bool Attests { get; set; }

    /// <summary>How much of each version the office has reported in force last, in per cent.</summary>
    public Dictionary<long, int> Reported { get; } = [];

    /// <summary>Deadlines of this version that have passed while something was owed.</summary>
    public HashSet<string> Passed { get; } = new(StringComparer.Ordinal);

    /// <summary>Steps of the chase that were taken about this version.</summary>
    public HashSet<string> Steps { get; } = new(StringComparer.Ordinal);

    /// <summary>When the last of these was due.</summary>
    public long LastStep { get; set; }

    public Dictionary<string, Seat> Seats { get; } = new(StringComparer.Ordinal);

    public Count Own()
    {
        var served = Seats.Values.Where(seat => seat.Addressee is not null).ToList();
        var owes = Attests || served.Any(seat => seat.Addressee == "Action");
        var percent = owes ? Reported.GetValueOrDefault(Version) : 0;
        var complied = percent == 100;
        var exempted = owes && !complied && !Closed && Exempted;
        var unanswered = served.Where(seat => seat.Addressee == "Action" && seat.Last(Version) is not ("Acknowledged" or "Declined")).ToList();
        var excused = Closed ? 0 : unanswered.Count(seat => seat.Exempted);
        var outstanding = Closed ? 0 : unanswered.Count - excused;
        return new Count(
            1, Received ? 1 : 0, owes ? 1 : 0, complied ? 1 : 0,
            served.Count(seat => seat.Addressee == "Action"), served.Count(seat => seat.Addressee == "Information"), served.Count(seat => seat.Vacant),
            served.Count(seat => seat.Last(Version) is not null), served.Count(seat => seat.Last(Version) == "Acknowledged"), served.Count(seat => seat.Last(Version) == "Declined"),
            outstanding, excused, Closed ? unanswered.Count : 0, exempted ? 1 : 0, Closed && owes && !complied ? 1 : 0, percent > 0 ? 1 : 0, percent,
            Passed.Contains("Acknowledge") ? outstanding : 0, owes && !complied && !Closed && !exempted && Passed.Contains("Comply") ? 1 : 0);
    }
}
