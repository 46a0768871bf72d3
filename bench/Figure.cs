namespace Directives.Bench;

/// <summary>One measurement, with the limit of the same run that it is held against.</summary>
/// <param name="Database">sqlite, postgres, or empty where none is involved.</param>
/// <param name="Value">In <paramref name="Unit"/>.</param>
/// <param name="Limit">The symbol of the limit in docs/performance.md; null for a limit itself.</param>
/// <param name="LimitValue">The limit in the same unit.</param>
internal sealed record Figure(
    string Name, string Database, double Value, string Unit, string? Limit = null, double? LimitValue = null)
{
    /// <summary>Value by limit; null where there is none.</summary>
    public double? Ratio => LimitValue is > 0 ? Value / LimitValue : null;
}
