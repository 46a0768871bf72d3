using System.Globalization;
using Directives.Crash.Load;
using Directives.Crash.World;

namespace Directives.Crash.Rounds;

/// <summary>Which posts and offices have a story in a round. None has two, and no other task.</summary>
internal static class StoryPlan
{
    /// <summary>How often each kind is told in a round that has posts enough.</summary>
    private static readonly (StoryKind Kind, int Times)[] Usual =
    [
        (StoryKind.Handover, 3), (StoryKind.Transfer, 2), (StoryKind.Delegation, 2), (StoryKind.Acting, 2), (StoryKind.Occupied, 1),
        (StoryKind.Exemption, 4), (StoryKind.Clarification, 3), (StoryKind.Paper, 3),
    ];

    public static IReadOnlyList<StoryTask> Create(
        int round, IReadOnlyList<Post> addressed, Order order, IReadOnlyList<string> owing, Dictionary<string, string> heads, Random random)
    {
        var shuffled = addressed.ToArray();
        random.Shuffle(shuffled);
        var held = new Queue<Post>(shuffled.Where(post => post.Person is not null));
        var vacant = new Queue<Post>(shuffled.Where(post => post.Person is null));
        var offices = owing.ToArray();
        random.Shuffle(offices);
        var stories = new List<StoryTask>();
        foreach (var (kind, times) in Usual)
        {
            for (var time = 0; time < times; time++)
            {
                if (!(kind is StoryKind.Acting ? vacant : held).TryDequeue(out var post))
                    continue;
                var other = kind is StoryKind.Transfer && vacant.TryDequeue(out var free) ? free.Id : null;
                if (kind is StoryKind.Transfer && other is null)
                    continue;
                stories.Add(new StoryTask(kind, post.Office, post.Id, post.Person ?? "", heads[post.Office], Newcomer(round, stories.Count), other));
            }
        }

        // Where an office is short of posts, its own stories are left out: at least half of the offices go on as before.
        foreach (var (office, index) in offices.Take(Math.Min(6, offices.Length / 2)).Select((office, index) => (office, index)))
        {
            var kind = index switch { < 2 => StoryKind.Endorsement, < 4 => StoryKind.PartialReport, _ => StoryKind.OfficeExemption };
            stories.Add(new StoryTask(kind, office, null, heads[office], heads[office], Newcomer(round, stories.Count), null));
        }

        return stories;
    }

    private static string Newcomer(int round, int number) => string.Create(CultureInfo.InvariantCulture, $"q-{round:D4}-{number:D3}");
}
