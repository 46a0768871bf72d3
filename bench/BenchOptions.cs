namespace Directives.Bench;

/// <param name="Posts">Size of the organogram.</param>
/// <param name="Directives">How many directives are served on it.</param>
/// <param name="Groups">What is measured; see <see cref="Group"/>.</param>
/// <param name="IsShort">Whether it is only to be seen that everything runs.</param>
internal sealed record BenchOptions(
    int Posts, int Directives, IReadOnlyList<string> Databases, IReadOnlyCollection<string> Groups, bool IsShort, string Json)
{
    private static readonly int[] Sizes = [10_000, 100_000, 1_000_000];

    /// <summary>How long each limit is measured.</summary>
    public TimeSpan LimitTime => TimeSpan.FromSeconds(IsShort ? 0.5 : 5);

    /// <summary>How long each load is measured, in seconds.</summary>
    public double Seconds => IsShort ? 0.6 : 6;

    /// <summary>How long a load runs before that, the first of its kind and the others.</summary>
    public double Warm => IsShort ? 0.3 : 8;

    public double Rewarm => IsShort ? 0.2 : 2;

    /// <summary>Officers who act by themselves.</summary>
    public int Officers => IsShort ? 2_000 : 50_000;

    /// <summary>Posts whose acts are handed in by their department's system.</summary>
    public int Submitted => IsShort ? 1_500 : 300_000;

    /// <summary>Sizes at which growth is measured, none larger than <see cref="Posts"/>.</summary>
    public IReadOnlyList<int> GrowthPosts => IsShort ? [Posts / 2, Posts] : [.. Sizes.Where(size => size < Posts), Math.Min(Posts, Sizes[^1])];

    public IReadOnlyList<int> GrowthDirectives => IsShort ? [1, 2] : [1, 10, 50];

    public bool Measures(params string[] groups) => groups.Any(Groups.Contains);
}

/// <summary>What can be measured by itself.</summary>
internal static class Group
{
    public const string Limits = "limits";
    public const string Serve = "serve";
    public const string Acknowledge = "acknowledge";
    public const string Submit = "submit";
    public const string Compliance = "compliance";
    public const string Watch = "watch";
    public const string Restart = "restart";
    public const string Peer = "peer";

    /// <summary>The cost of everything at several sizes; only when asked for, as it takes long.</summary>
    public const string Growth = "growth";

    /// <summary>What needs officers who act.</summary>
    public static readonly string[] Acting = [Acknowledge, Submit, Compliance, Watch];

    public static readonly string[] Usual = [Limits, Serve, .. Acting, Restart, Peer];
}
