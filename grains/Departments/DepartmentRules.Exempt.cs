namespace Directives.Grains;

/// <summary>Exemptions, as the office counts them.</summary>
public static partial class DepartmentRules
{
    /// <summary>Follows exemptions that began or ended: of two of a seat the one with the higher sequence counts.</summary>
    /// <returns>The entry that was given, where nothing is new.</returns>
    public static DiaryEntry Exempt(DiaryEntry entry, ImmutableArray<SeatExemption> exemptions)
    {
        var known = (entry.Exemptions ?? []).ToDictionary(exemption => exemption.Seat, StringComparer.Ordinal);
        var changed = false;
        foreach (var exemption in exemptions)
        {
            if (known.TryGetValue(exemption.Seat, out var earlier) && earlier.Sequence >= exemption.Sequence)
                continue;
            known[exemption.Seat] = exemption;
            changed = true;
        }

        return changed
            ? entry with { Exemptions = [.. known.Values.OrderBy(exemption => exemption.Seat, StringComparer.Ordinal)], Changes = entry.Changes + 1 }
            : entry;
    }
}
