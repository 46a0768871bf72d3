using System.Globalization;

namespace Directives.Silo.Clock;

/// <summary>
/// The file that says how far the clock is set forward: <c>5.14:30:00</c>, days, hours, minutes and seconds. Where there is no
/// file, it is not. See docs/decisions/0014.
/// </summary>
internal sealed record ClockFile(string Path)
{
    /// <summary>The setting that names the file.</summary>
    public const string Setting = "Clock:File";

    private const int MaxLength = 64;
    private static readonly TimeSpan Furthest = TimeSpan.FromDays(3_660);

    /// <summary>Null where there is no file.</summary>
    /// <exception cref="FormatException">It does not say a time from none to ten years.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public TimeSpan? Read()
    {
        if (!File.Exists(Path))
            return null;

        using var reader = File.OpenText(Path);
        Span<char> content = stackalloc char[MaxLength];
        var text = content[..reader.ReadBlock(content)].Trim();
        return TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var ahead) && ahead >= TimeSpan.Zero && ahead <= Furthest
            ? ahead
            : throw new FormatException($"{Path} must say how far the clock is ahead, from 00:00:00 to {Furthest:c}; it says \"{text}\".");
    }
}
