using System.Collections.Immutable;
using Directives.Grains;

namespace Directives.Silo.Relay;

/// <summary>What follows from the facts of one batch, gathered so that each grain is called once.</summary>
internal sealed class Batch
{
    private readonly List<string> issued = [];
    private readonly HashSet<string> drafted = new(StringComparer.Ordinal);
    private readonly HashSet<string> changed = new(StringComparer.Ordinal);
    private readonly List<LinkingVersion> linking = [];
    private readonly List<(string Directive, string Duty, string Name)> periods = [];
    private readonly List<(string Directive, int Revision)> revised = [];
    private readonly HashSet<(string Directive, string Department)> recounted = [];
    private readonly List<(string Directive, string? Endorsing, ImmutableArray<string> Departments)> passedOn = [];
    private readonly Dictionary<(string Directive, string Department), ImmutableArray<RegisteredAct>.Builder> acts = [];
    private readonly Dictionary<(string Directive, string Department), ImmutableArray<SeatExemption>.Builder> exemptions = [];

    /// <summary>Directives issued, in their order.</summary>
    public IEnumerable<string> Issued => issued;

    /// <summary>Directives whose draft was written or approved.</summary>
    public IEnumerable<string> Drafts => drafted;

    /// <summary>Versions whose links are to be told, in their order.</summary>
    public IEnumerable<LinkingVersion> Linking => linking;

    /// <summary>Periods that have begun, in their order.</summary>
    public IEnumerable<(string Directive, string Duty, string Name)> Periods => periods;

    /// <summary>Changes of directives that may have taken periods out of force.</summary>
    public IEnumerable<(string Directive, int Revision)> Revised => revised;

    /// <summary>Directives that go to further offices.</summary>
    public IEnumerable<string> GoingDown =>
        issued.Union(changed).Union(passedOn.Select(passed => passed.Directive), StringComparer.Ordinal);

    /// <summary>Departments that pass a directive on with endorsements, which those below are to be told.</summary>
    public IEnumerable<(string Directive, string Department)> Endorsing =>
        passedOn.Where(passed => passed.Endorsing is not null).Select(passed => (passed.Directive, passed.Endorsing!)).Distinct();

    /// <summary>Offices whose counts are others though no post of theirs has acted.</summary>
    public IEnumerable<(string Directive, string Department)> Recounted => recounted;

    /// <summary>Exemptions that began or ended, by the directive and the office whose posts or own obligation they are of.</summary>
    public IEnumerable<KeyValuePair<(string Directive, string Department), ImmutableArray<SeatExemption>>> Exemptions =>
        exemptions.Select(office => KeyValuePair.Create(office.Key, office.Value.ToImmutable()));

    /// <summary>Acts and reports, by the directive and the office in whose register they are entered.</summary>
    public IEnumerable<KeyValuePair<(string Directive, string Department), ImmutableArray<RegisteredAct>>> Acts =>
        acts.Select(office => KeyValuePair.Create(office.Key, office.Value.ToImmutable()));

    public void Add(LedgerEntry entry)
    {
        switch (entry.Fact)
        {
            case Drafted or Approved:
                drafted.Add(entry.Fact.Directive!);
                break;
            case Issued fact:
                issued.Add(fact.Directive!);
                linking.Add(new(fact.Directive!, fact.Version, fact.By, fact.OperationId));
                break;
            case Amended fact:
                Change(fact, fact.Revision);
                linking.Add(new(fact.Directive!, fact.Version, fact.By, fact.OperationId));
                break;
            case Superseded fact:
                Change(fact, fact.Revision);
                break;
            case Rescinded fact:
                Change(fact, fact.Revision);
                break;
            case PeriodOpened fact:
                periods.Add((fact.Directive!, fact.Duty, fact.Period));
                break;
            case Received fact:
                PassOn(fact, fact.PassedTo, fact.Endorsed is true ? entry.GrainKey : null);
                PassOn(fact, fact.AlsoTold ?? []);
                break;
            case Endorsed fact:
                PassOn(fact, fact.PassedTo, entry.GrainKey);
                break;
            case EndorsementReceived fact:
                PassOn(fact, fact.PassedTo, entry.GrainKey);
                break;
            case ObligationsClosed fact:
                PassOn(fact, fact.PassedTo);
                break;
            case DeadlinePassed fact when entry.GrainType == "department":
                recounted.Add((fact.Directive!, entry.GrainKey));
                break;
            case ServedAnew fact:
                recounted.Add((fact.Directive!, entry.GrainKey));
                PassOn(fact, fact.PassedTo ?? [], fact.Endorsed is true ? entry.GrainKey : null);
                break;
            case OfficerFact fact when PostId.TryParse(entry.GrainKey, out var department, out var seat):
                Add(fact.Directive!, department, new RegisteredAct(RecurringText.Share(seat), fact.Sequence, fact.Standing, fact.Version, fact.Incumbency));
                break;
            case ComplianceReported fact:
                var report = new RegisteredAct(RegisteredAct.Office, fact.Sequence, Standing.Acknowledged, fact.Version, Percent: fact.Partial?.Percent);
                Add(fact.Directive!, entry.GrainKey, report);
                break;
            case ExemptionFact fact:
                Add(fact);
                break;
        }
    }

    /// <summary>The offices that an order goes to next.</summary>
    /// <param name="endorsements">Of those that are <see cref="Endorsing"/>.</param>
    public IEnumerable<(DirectiveOrder Order, string Department)> Receivers(
        IReadOnlyDictionary<string, DirectiveOrder> orders,
        IReadOnlyDictionary<(string Directive, string Department), EndorsementsAbove> endorsements)
    {
        foreach (var directive in issued.Union(changed))
        {
            if (orders.TryGetValue(directive, out var order))
                yield return (order, order.Jurisdiction);
        }

        foreach (var (directive, endorsing, departments) in passedOn)
        {
            if (!orders.TryGetValue(directive, out var order))
                continue;
            if (endorsing is not null && endorsements.TryGetValue((directive, endorsing), out var above))
                order = order with { Endorsements = above };
            foreach (var department in departments)
                yield return (order, department);
        }
    }

    private void Change(Fact fact, int revision)
    {
        changed.Add(fact.Directive!);
        if (!DutyPeriods.IsPeriod(fact.Directive!))
            revised.Add((fact.Directive!, revision));
    }

    private void PassOn(Fact fact, ImmutableArray<string> departments, string? endorsing = null)
    {
        if (!departments.IsEmpty)
            passedOn.Add((fact.Directive!, endorsing, departments));
    }

    private void Add(ExemptionFact fact)
    {
        var isPost = PostId.TryParse(fact.Asker, out var department, out var seat);
        var office = (fact.Directive!, isPost ? department : fact.Asker);
        if (!exemptions.TryGetValue(office, out var known))
            exemptions[office] = known = ImmutableArray.CreateBuilder<SeatExemption>();
        known.Add(new SeatExemption(isPost ? seat : RegisteredAct.Office, fact.Sequence, fact is ExemptionGranted));
    }

    private void Add(string directive, string department, RegisteredAct act)
    {
        if (!acts.TryGetValue((directive, department), out var office))
            acts[(directive, department)] = office = ImmutableArray.CreateBuilder<RegisteredAct>();
        office.Add(act);
    }
}
