namespace Directives.Bench;

/// <param name="Posts">Size of the organogram.</param>
/// <param name="Directives">How many directives are served on it.</param>
/// <param name="Groups">What is measured; see <see cref="Group"/>.</param>
/// <param name="IsShort">Whether it is only to be seen that everything runs.</param>
internal sealed record BenchOptions(
    int Posts, int Directives, IReadOnlyList<string> Databases, IReadOnlyCollection<string> Groups, bool IsShort, string Json)
{
    /// <summary>How long each limit is measured.</summary>
    public TimeSpan LimitTime => TimeSpan.FromSeconds(IsShort ? 1 : 5);

    /// <summary>How long each load is measured, in seconds, and how long it runs before.</summary>
    public double Seconds => IsShort ? 1 : 6;

    public double Warm => IsShort ? 0.5 : 8;

    /// <summary>Officers who act by themselves.</summary>
    public int Officers => IsShort ? 2_000 : 40_000;

    /// <summary>Posts whose acts are handed in by their department's system.</summary>
    public int Submitted => IsShort ? 2_000 : 200_000;

    public bool Measures(string group) => Groups.Contains(group);
}

/// <summary>What can be measured by itself.</summary>
internal static class Group
{
    public const string Limits = "limits";
    public const string Serve = "serve";
    public const string Acknowledge = "acknowledge";

    public static readonly string[] All = [Limits, Serve, Acknowledge];
}
