using Directives.Demo.Day;

namespace Directives.Demo.Week;

/// <summary>What the server has confirmed under the version in force, as the demo itself knows it.</summary>
internal sealed class Answers
{
    private readonly Lock gate = new();
    private readonly HashSet<string> opened = [], acknowledged = [], declined = [], complied = [];

    public DayCounts Counts
    {
        get
        {
            lock (gate)
                return new(opened.Count, acknowledged.Count, declined.Count, complied.Count);
        }
    }

    public void Open(string post) => Add(opened, post);

    public void Acknowledge(string post) => Add(acknowledged, post);

    public void Decline(string post) => Add(declined, post);

    public void Comply(string department) => Add(complied, department);

    public bool HasAcknowledged(string post)
    {
        lock (gate)
            return acknowledged.Contains(post);
    }

    public bool HasAnswered(string post)
    {
        lock (gate)
            return acknowledged.Contains(post) || declined.Contains(post);
    }

    public bool HasComplied(string department)
    {
        lock (gate)
            return complied.Contains(department);
    }

    /// <summary>Another person has the post: his predecessor's answers answer nothing for him.</summary>
    public void Forget(string post)
    {
        lock (gate)
        {
            opened.Remove(post);
            acknowledged.Remove(post);
            declined.Remove(post);
        }
    }

    private void Add(HashSet<string> set, string id)
    {
        lock (gate)
            set.Add(id);
    }
}
