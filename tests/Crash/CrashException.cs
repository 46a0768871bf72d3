namespace Directives.Crash;

/// <summary>The run cannot go on: what is missing on this machine, or what did not happen in time.</summary>
internal sealed class CrashException(string message, Exception? inner = null) : Exception(message, inner);
