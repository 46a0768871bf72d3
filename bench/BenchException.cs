namespace Directives.Bench;

/// <summary>A measurement that cannot be taken, in words for whoever runs the bench.</summary>
internal sealed class BenchException(string message) : Exception(message);
