namespace Directives.Demo;

/// <summary>The demo cannot go on; one line that says why.</summary>
internal sealed class DemoException(string message) : Exception(message);
