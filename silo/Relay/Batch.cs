using System.Collections.Immutable;
using Directives.Grains;

namespace Directives.Silo.Relay;

/// <summary>What follows from the facts of one batch, gathered so that each grain is called once.</summary>
internal sealed class Batch
{
    private readonly HashSet<string> issued = new(StringComparer.Ordinal);
    private readonly List<(string Directive, ImmutableArray<string> Departments)> passedOn = [];
    private readonly Dictionary<(string Directive, string Department), ImmutableArray<RegisteredAct>.Builder> acts = [];

    /// <summary>Directives issued.</summary>
    public IEnumerable<string> Issued => issued;

    /// <summary>Directives that go to further offices.</summary>
    public IEnumerable<string> GoingDown => issued.Union(passedOn.Select(passed => passed.Directive), StringComparer.Ordinal);

    /// <summary>Acts and reports, by the directive and the office in whose register they are entered.</summary>
    public IEnumerable<KeyValuePair<(string Directive, string Department), ImmutableArray<RegisteredAct>>> Acts =>
        acts.Select(office => KeyValuePair.Create(office.Key, office.Value.ToImmutable()));

    public void Add(LedgerEntry entry)
    {
        switch (entry.Fact)
        {
            case Issued fact:
                issued.Add(fact.Directive!);
                break;
            case Received { PassedTo.IsEmpty: false } fact:
                passedOn.Add((fact.Directive!, fact.PassedTo));
                break;
            case OfficerFact fact when PostId.TryParse(entry.GrainKey, out var department, out var seat):
                Add(fact.Directive!, department, new RegisteredAct(seat, fact.Sequence, fact.Standing));
                break;
            case ComplianceReported fact:
                Add(fact.Directive!, entry.GrainKey, new RegisteredAct(RegisteredAct.Office, fact.Sequence, Standing.Acknowledged));
                break;
        }
    }

    /// <summary>The offices that an order goes to next.</summary>
    public IEnumerable<(DirectiveOrder Order, string Department)> Receivers(IReadOnlyDictionary<string, DirectiveOrder> orders)
    {
        foreach (var directive in issued)
        {
            if (orders.TryGetValue(directive, out var order))
                yield return (order, order.Jurisdiction);
        }

        foreach (var (directive, departments) in passedOn)
        {
            if (!orders.TryGetValue(directive, out var order))
                continue;
            foreach (var department in departments)
                yield return (order, department);
        }
    }

    private void Add(string directive, string department, RegisteredAct act)
    {
        if (!acts.TryGetValue((directive, department), out var office))
            acts[(directive, department)] = office = ImmutableArray.CreateBuilder<RegisteredAct>();
        office.Add(act);
    }
}
