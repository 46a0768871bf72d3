using System.Diagnostics;
using System.Globalization;

namespace Directives.Silo.Storage;

/// <summary>
/// A process by a name under which others on the same machine can look it up: boot, namespace of process ids, id and
/// start. So one that was killed is known to be dead at once, and not only when its lease has run out.
/// </summary>
internal static class OwnerProcess
{
    private const string BootId = "/proc/sys/kernel/random/boot_id";
    private const string Namespace = "/proc/self/ns/pid";

    /// <summary>This process; empty where the machine does not say.</summary>
    public static string Current { get; } = Machine() is { } machine && Life(Environment.ProcessId) is { Started: var started }
        ? string.Create(CultureInfo.InvariantCulture, $"{machine} {Environment.ProcessId} {started}")
        : "";

    /// <summary>Whether a process is known to have ended; false where it cannot be known.</summary>
    public static bool HasEnded(string process)
    {
        if (process.Split(' ') is not [var boot, var space, var number, var start] || $"{boot} {space}" != Machine()
            || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return false;
        }

        return !Exists(id) || (Life(id) is var (state, started) && (state is 'Z' or 'X' || started != start));
    }

    private static string? Machine()
    {
        try
        {
            return new FileInfo(Namespace).LinkTarget is { } space ? $"{File.ReadAllText(BootId).Trim()} {space}" : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool Exists(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>State and time of start from <c>/proc/id/stat</c>, fields 3 and 22; null where it cannot be read.</summary>
    private static (char State, string Started)? Life(int id)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
            // The program's name, field 2, is in brackets and may hold anything.
            return stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 19 } fields
                ? (fields[0][0], fields[19])
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
