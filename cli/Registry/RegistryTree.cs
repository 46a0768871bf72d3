namespace Directives.Cli.Registry;

/// <summary>
/// The shape of a generated organogram: offices are numbered level by level, the root is 0, and the offices of a
/// level are dealt out to those of the level above in turn. So an office's place follows from its number alone.
/// </summary>
internal static class RegistryTree
{
    /// <summary>The most offices directly under one of the root, of a top office, of an office under that, and so on.</summary>
    private static readonly int[] FanOut = [40, 16, 12, 10, 8];

    private static readonly int[] Widths = WidthOfLevels();

    private static readonly int[] Firsts = [.. Widths.Select((_, level) => Widths.Take(level).Sum())];

    /// <summary>The most offices that the shape holds.</summary>
    public static int Capacity { get; } = Widths.Sum();

    /// <summary>How far below the root the office stands; 0 for the root itself.</summary>
    public static int LevelOf(int office)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(office);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(office, Capacity);
        var level = 0;
        while (level + 1 < Firsts.Length && office >= Firsts[level + 1]) level++;
        return level;
    }

    /// <summary>The number of the office above, and this office's place among its siblings, from 0.</summary>
    public static (int Parent, int Ordinal) Above(int office)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(office, 1);
        var level = LevelOf(office);
        var (ordinal, offset) = Math.DivRem(office - Firsts[level], Widths[level - 1]);
        return (Firsts[level - 1] + offset, ordinal);
    }

    private static int[] WidthOfLevels()
    {
        var widths = new int[FanOut.Length + 1];
        widths[0] = 1;
        for (var level = 0; level < FanOut.Length; level++) widths[level + 1] = widths[level] * FanOut[level];
        return widths;
    }
}
