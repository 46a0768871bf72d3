namespace Directives.Cli;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The server refused the command.</summary>
    public const int Refused = 1;

    /// <summary>The command line, or a file that it names, is wrong; nothing was sent.</summary>
    public const int Usage = 2;

    /// <summary>The server cannot be reached or did not answer.</summary>
    public const int Unreachable = 3;

    /// <summary>Stopped by Ctrl+C.</summary>
    public const int Interrupted = 130;
}

/// <summary>The command line, or a file that it names, is wrong.</summary>
internal sealed class UsageException(string message) : Exception(message);
