using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Directives.Bench.Limits;

/// <summary>F: how many times a second one written page reaches the disk.</summary>
internal static partial class DiskLimit
{
    public const string Name = "F: fdatasync of one page";

    public static Figure Measure(string folder, TimeSpan time)
    {
        var path = Path.Combine(folder, "fsync.tmp");
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        var page = new byte[4096];
        RandomAccess.Write(file, page, 0);
        RandomAccess.FlushToDisk(file);
        var count = 0;
        var watch = Stopwatch.StartNew();
        for (; watch.Elapsed < time; count++)
        {
            page[0]++;
            RandomAccess.Write(file, page, 0);
            if (SyncData(file) != 0)
                throw new BenchException($"fdatasync of {path} failed with error {Marshal.GetLastPInvokeError()}.");
        }

        return new Figure(Name, "", count / watch.Elapsed.TotalSeconds, "/s");
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int SyncData(SafeFileHandle file);
}
