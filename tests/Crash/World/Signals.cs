using System.Runtime.InteropServices;

namespace Directives.Crash.World;

/// <summary>Signals to a process by its id.</summary>
internal static class Signals
{
    public const int Kill = 9, Terminate = 15, Continue = 18, Stop = 19;

    /// <returns>False where there is no such process.</returns>
    public static bool Send(int process, int signal) => SendSignal(process, signal) == 0;

    [DllImport("libc", EntryPoint = "kill"), DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int SendSignal(int process, int signal);
}
