using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace Directives.Bench.Limits;

/// <summary>F: how many times a second one small write reaches the disk.</summary>
internal static class DiskLimit
{
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
            RandomAccess.FlushToDisk(file);
        }

        return new Figure("F: fsync of one page", "", count / watch.Elapsed.TotalSeconds, "/s");
    }
}
