using System.Globalization;

namespace Directives.Bench.Load;

/// <summary>CPU time and memory of processes, from /proc.</summary>
internal static class ProcessorTime
{
    /// <summary>Linux counts in hundredths of a second for every program.</summary>
    private const double MicrosecondsATick = 10_000;

    /// <summary>Microseconds of a process and its children, the ended ones included.</summary>
    public static double Of(int process)
    {
        var microseconds = Read(process, ended: true);
        foreach (var child in ChildrenOf(process))
            microseconds += Read(child, ended: false);
        return microseconds;
    }

    /// <summary>The process that started another one.</summary>
    public static int ParentOf(int process) => int.Parse(Fields(process)![1], CultureInfo.InvariantCulture);

    /// <summary>Memory in use, in bytes.</summary>
    public static long MemoryOf(int process) => StatusOf(process, "VmRSS:");

    /// <summary>The most memory that was ever in use, in bytes.</summary>
    public static long PeakMemoryOf(int process) => StatusOf(process, "VmHWM:");

    private static long StatusOf(int process, string name)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    private static double Read(int process, bool ended) =>
        Fields(process) is { } fields ? fields[11..(ended ? 15 : 13)].Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture)) * MicrosecondsATick : 0;

    private static IEnumerable<int> ChildrenOf(int process) =>
        from folder in Directory.EnumerateDirectories("/proc")
        let child = int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0
        where child > 0 && Fields(child) is { } fields && fields[1] == process.ToString(CultureInfo.InvariantCulture)
        select child;

    /// <summary>Of /proc/PID/stat, those behind the name: state, parent …; null where the process has ended.</summary>
    private static string[]? Fields(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
