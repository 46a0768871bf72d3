using Directives.Crash.Faults;
using Directives.Crash.Load;
using Directives.Crash.World;

namespace Directives.Crash.Rounds;

/// <summary>What is to happen in a round: decided by the seed alone.</summary>
/// <param name="Strike">The moment in which the fault strikes.</param>
/// <param name="Share">How far into that moment, 0 to 1.</param>
internal sealed record RoundPlan(
    int Round, Fault Fault, Moment Strike, double Share, Organogram Organogram, Order Order,
    IReadOnlyList<OfficerTask> Officers, IReadOnlyList<OfficeTask> Offices, Random Random)
{
    private const double ActingShare = 0.85;
    private const double LeavingShare = 0.04;

    /// <summary>Commands that are expected to be confirmed by officers and heads, roughly.</summary>
    public int ExpectedActs => (Officers.Count * 3 / 2) + Offices.Count;

    /// <param name="before">The organogram of the round before; null in the first.</param>
    public static RoundPlan Create(int seed, int round, int posts, Fault fault, Organogram? before)
    {
        var random = new Random(unchecked((seed * 1_000_003) + round));
        var organogram = before?.ChangeCharges(round, random) ?? Organogram.Create(posts, random);
        var order = Order.Create(seed, round, organogram, random);
        var holders = before?.Posts.ToDictionary(post => post.Id, post => post.Person, StringComparer.Ordinal);
        var reached = organogram.Below(order.Jurisdiction).ToDictionary(office => office.Id, StringComparer.Ordinal);
        var addressed = organogram.Posts
            .Where(post => reached.ContainsKey(post.Office) && (order.Action.Contains(post.Cadre) || order.Information.Contains(post.Cadre))).ToList();
        List<OfficerTask> officers =
        [
            .. addressed.Where(_ => random.NextDouble() < ActingShare)
                .Select(post => TaskOf(post, holders?[post.Id], random)).OfType<OfficerTask>(),
        ];
        var heads = organogram.Posts.Where(post => post.Cadre == "head").ToDictionary(post => post.Office, post => post.Person!, StringComparer.Ordinal);
        var owing = addressed.Where(post => order.Action.Contains(post.Cadre)).Select(post => post.Office).Distinct().ToList();
        List<OfficeTask> offices = [.. owing.Where(_ => random.Next(3) == 0).Select(office => new OfficeTask(office, heads[office]))];
        var strike = fault.OnlyAt ?? (Moment)random.Next(3);
        return new RoundPlan(round, fault, strike, random.NextDouble(), organogram, order, officers, offices, random);
    }

    private static OfficerTask? TaskOf(Post post, string? before, Random random)
    {
        if (before is not null && before != post.Person && random.NextDouble() < LeavingShare * 10)
            return new OfficerTask(post.Id, before, Leaving: true);
        return post.Person is null ? null : new OfficerTask(post.Id, post.Person, Leaving: false);
    }
}
