namespace Directives.Gateway;

/// <summary>The gateway cannot start. The message is one line that tells an operator what to do.</summary>
internal sealed class StartupException(string message) : Exception(message);
