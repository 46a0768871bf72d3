using System.Globalization;

namespace Directives.Bench;

/// <summary>One measurement, with the limit of the same run that it is held against.</summary>
/// <param name="Database">sqlite, postgres, or empty where none is involved.</param>
/// <param name="Value">In <paramref name="Unit"/>.</param>
/// <param name="Limit">What the limit is, by the symbols of docs/performance.md; null where there is none.</param>
/// <param name="LimitValue">The limit in the same unit.</param>
/// <param name="Aim">What it should be; null where nothing is asked.</param>
internal sealed record Figure(
    string Name, string Database, double Value, string Unit, string? Limit = null, double? LimitValue = null, Aim? Aim = null)
{
    /// <summary>Value by limit; null where there is none.</summary>
    public double? Ratio => LimitValue is > 0 ? Value / LimitValue : null;

    /// <summary>Whether the aim is met; null where there is none, or nothing to hold it against.</summary>
    public bool? Met => Aim is null ? null : (Aim.OfRatio ? Ratio : Value) is { } held ? (Aim.AtLeast ? held >= Aim.Bound : held <= Aim.Bound) : null;
}

/// <param name="OfRatio">Whether it is about the ratio, otherwise about the value.</param>
internal sealed record Aim(bool OfRatio, bool AtLeast, double Bound)
{
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{(OfRatio ? "ratio " : "")}{(AtLeast ? "≥" : "≤")} {Bound:0.##}");

    public static Aim RatioAtLeast(double bound) => new(true, true, bound);

    public static Aim RatioAtMost(double bound) => new(true, false, bound);

    public static Aim AtMost(double bound) => new(false, false, bound);
}
