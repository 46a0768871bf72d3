namespace Directives.Crash.Load;

/// <summary>What the run tells a client to do: one line of JSON on its standard input.</summary>
/// <param name="Do">import, issue, acts, life, verify, watch or unwatch.</param>
/// <param name="Folder">The folder of the round: departments.csv, posts.csv, order.json and what the watcher was told.</param>
/// <param name="Storm">Every request is sent several times, out of order, and some with a deadline that cannot be kept.</param>
/// <param name="Rivals">Handovers in which another client's newcomer wants the post too.</param>
/// <param name="Count">Of unwatch: how many facts are to have been told.</param>
internal sealed record ClientCommand(
    string Do, int Round, string Folder, int Seed = 0, bool Storm = false,
    IReadOnlyList<OfficerTask>? Officers = null, IReadOnlyList<OfficeTask>? Offices = null,
    IReadOnlyList<StoryTask>? Stories = null, IReadOnlyList<StoryTask>? Rivals = null, LifeTask? Life = null, long Count = 0);

/// <summary>A post whose holder is to act.</summary>
/// <param name="Person">Who holds it after the round's import, or who held it before.</param>
/// <param name="Leaving">He held it before: he may be refused at any moment.</param>
internal sealed record OfficerTask(string Post, string Person, bool Leaving);

/// <summary>An office whose head is to report compliance.</summary>
internal sealed record OfficeTask(string Department, string Person);
