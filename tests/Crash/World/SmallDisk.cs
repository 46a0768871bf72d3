using System.Diagnostics;
using Directives.Demo.Processes;

namespace Directives.Crash.World;

/// <summary>A small tmpfs that can be filled to the last byte. Only root can mount one, and not in every container.</summary>
internal sealed class SmallDisk(string path)
{
    /// <summary>Room beside what is moved to it.</summary>
    private const long Room = 64 << 20;
    private const string BallastName = "ballast";
    private const int Block = 64 * 1024;
    private static readonly Lazy<bool> Possible = new(Try);

    public string Path => path;

    public static bool IsPossible => Possible.Value;

    /// <param name="holding">Bytes that are to be moved to it.</param>
    public async Task MountAsync(long holding, CancellationToken cancellation)
    {
        Directory.CreateDirectory(path);
        await Programs.RunAsync(["mount", "-t", "tmpfs", "-o", $"size={holding + Room},mode=0755", "tmpfs", path], cancellation);
    }

    /// <summary>Unmounts what an earlier run may have left there.</summary>
    public async Task UnmountAsync(CancellationToken cancellation)
    {
        if (Directory.Exists(path) && File.ReadLines("/proc/self/mounts").Any(mount => mount.Split(' ')[1] == path))
            await Programs.RunAsync(["umount", "--lazy", path], cancellation);
    }

    /// <summary>Takes all the room that there is, again and again while others still find some.</summary>
    public void Fill()
    {
        using var ballast = new FileStream(System.IO.Path.Combine(path, BallastName), FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[Block];
        for (var size = Block; size > 0;)
        {
            try
            {
                ballast.Write(block, 0, size);
            }
            catch (IOException)
            {
                size /= 2;
            }
        }
    }

    public void Free() => File.Delete(System.IO.Path.Combine(path, BallastName));

    private static bool Try()
    {
        if (!Environment.IsPrivilegedProcess)
            return false;
        var folder = Directory.CreateTempSubdirectory("directives-mount-");
        try
        {
            return Succeeds("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.FullName) && Succeeds("umount", folder.FullName);
        }
        finally
        {
            folder.Delete();
        }
    }

    private static bool Succeeds(string program, params string[] arguments)
    {
        using var run = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        run.StandardError.ReadToEnd();
        run.WaitForExit();
        return run.ExitCode == 0;
    }
}
