using Directives.Crash.Faults;
using Directives.Crash.Load;
using Directives.Crash.World;

namespace Directives.Crash.Rounds;

/// <summary>What is to happen in a round: decided by the seed alone.</summary>
/// <param name="Strike">The moment in which the fault strikes.</param>
/// <param name="Share">How far into that moment, 0 to 1.</param>
/// <param name="Stories">What else is done with posts and offices, one after the other in each story.</param>
/// <param name="Life">What happens to the directive of the round and to older ones.</param>
/// <param name="InForce">The directives that are in force after the round, the oldest first.</param>
internal sealed record RoundPlan(
    int Round, Fault Fault, Moment Strike, double Share, Organogram Organogram, Order Order,
    IReadOnlyList<OfficerTask> Officers, IReadOnlyList<OfficeTask> Offices, IReadOnlyList<StoryTask> Stories, LifeTask Life,
    IReadOnlyList<string> InForce, Random Random)
{
    private const double ActingShare = 0.75;
    private const double LeavingShare = 0.04;

    /// <summary>Directives that may stay in force: each of them follows whoever comes into a post.</summary>
    private const int MostInForce = 5;

    /// <summary>Commands that are expected to be confirmed by officers and heads, roughly.</summary>
    public int ExpectedActs => (Officers.Count * 3 / 2) + Offices.Count + (Stories.Count * 2);

    /// <param name="before">The plan of the round before; null for the first.</param>
    public static RoundPlan Create(int seed, int round, int posts, Fault fault, RoundPlan? before)
    {
        var random = new Random(unchecked((seed * 1_000_003) + round));
        var organogram = before?.Organogram.ChangeCharges(round, random) ?? Organogram.Create(posts, random);
        var life = LifeTask.Create(before?.InForce ?? [], MostInForce, fault, random, out var supersedes, out var reiterates, out var left);
        var order = Order.Create(seed, round, organogram, fault.MovesClock, supersedes, reiterates, random);
        var holders = before?.Organogram.Posts.ToDictionary(post => post.Id, post => post.Person, StringComparer.Ordinal);
        var reached = organogram.Below(order.Jurisdiction).ToDictionary(office => office.Id, StringComparer.Ordinal);
        var addressed = organogram.Posts
            .Where(post => reached.ContainsKey(post.Office) && (order.Action.Contains(post.Cadre) || order.Information.Contains(post.Cadre))).ToList();
        var heads = organogram.Posts.Where(post => post.Cadre == "head").ToDictionary(post => post.Office, post => post.Person!, StringComparer.Ordinal);
        var owing = addressed.Where(post => order.Action.Contains(post.Cadre)).Select(post => post.Office).Distinct().ToList();
        var stories = StoryPlan.Create(round, addressed, order, owing, heads, random);
        var told = stories.SelectMany(story => story.Posts).ToHashSet(StringComparer.Ordinal);
        List<OfficerTask> officers =
        [
            .. addressed.Where(post => !told.Contains(post.Id)).Where(_ => random.NextDouble() < ActingShare)
                .Select(post => TaskOf(post, holders?[post.Id], random)).OfType<OfficerTask>(),
        ];
        List<OfficeTask> offices = [.. owing.Where(office => !told.Contains(office)).Where(_ => random.Next(3) == 0).Select(office => new OfficeTask(office, heads[office]))];
        var strike = fault.OnlyAt ?? (Moment)random.Next(3);
        return new RoundPlan(
            round, fault, strike, random.NextDouble(), organogram, order, officers, offices, stories, life with { Heads = VerifiersOf(organogram, heads) },
            [.. left, order.Number], random);
    }

    private static OfficerTask? TaskOf(Post post, string? before, Random random)
    {
        if (before is not null && before != post.Person && random.NextDouble() < LeavingShare * 10)
            return new OfficerTask(post.Id, before, Leaving: true);
        return post.Person is null ? null : new OfficerTask(post.Id, post.Person, Leaving: false);
    }

    /// <summary>The heads of the offices below the root, each of whom can verify what another's branch reported.</summary>
    private static IReadOnlyList<OfficerTask> VerifiersOf(Organogram organogram, Dictionary<string, string> heads) =>
        [.. organogram.Offices.Where(office => office.Parent == Organogram.Root).Select(office => new OfficerTask(office.Head, heads[office.Id], Leaving: false))];
}
