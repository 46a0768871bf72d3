namespace Directives.Gateway.Reports;

/// <summary>
/// The state of a directive in one subtree as it stood at a past moment, from the facts that had been recorded by then. The
/// hierarchy is the one that the directive went down; departments are called what they are called now.
/// </summary>
internal sealed class PastCompliance(IClusterClient cluster, DirectiveFolds folds, ProductClock time)
{
    /// <param name="department">Empty for the directive's jurisdiction.</param>
    /// <param name="actual">What was given on paper counts from the date on the paper, not from its entry.</param>
    /// <exception cref="RefusedException">
    /// NotFound; InvalidArgument for a moment to come; NotAllowedNow: NOT_ISSUED where the directive had not been issued by
    /// then, NOT_ADDRESSED where it does not go to the department.
    /// </exception>
    public async Task<V1.Compliance> GetAsync(string directive, string department, DateTimeOffset asOf, bool actual, CancellationToken cancellation)
    {
        var issued = await cluster.GetGrain<IDirectiveGrain>(directive).GetVersion(1) ?? throw RefusedException.NotFound($"directive {directive}");
        CheckPast(asOf, time);
        if (asOf < issued.IssuedAt)
            throw RefusedException.NotAllowedNow("NOT_ISSUED", $"{directive} had not been issued by then.");
        return await folds.ReadAsync(
            directive, asOf, actual, fold => ViewAsync(fold, issued, department.Length == 0 ? issued.Draft.Jurisdiction : department), cancellation);
    }

    public static void CheckPast(DateTimeOffset asOf, TimeProvider time)
    {
        if (asOf > time.GetUtcNow())
            throw RefusedException.Field("as_of", "must be now or in the past");
    }

    private async Task<V1.Compliance> ViewAsync(DirectiveFold fold, IssuedDirective first, string department)
    {
        var issued = await cluster.GetGrain<IDirectiveGrain>(first.Draft.Number).GetVersion(fold.Version) ?? first;
        var deadlines = DeadlineView.Of(issued, fold.Until);
        var place = await cluster.GetGrain<IDepartmentGrain>(department).GetPlace() ?? throw RefusedException.NotFound($"department {department}");
        if (fold.Find(department) is null)
            return await NotReceivedAsync(issued, place, deadlines, fold.IsActual);

        var names = new PlaceNames(cluster);
        var root = fold.Visit(department).First();
        var answer = new V1.Compliance
        {
            Directive = issued.Draft.Number,
            Version = fold.Version,
            AsOf = fold.Until.ToWire(),
            AcknowledgeBy = deadlines.AcknowledgeBy.ToWire(),
            ComplyBy = deadlines.ComplyBy.ToWire(),
            Own = root.Own.ToWire(deadlines),
            Clock = fold.IsActual ? V1.Clock.Actual : V1.Clock.Recorded,
            Path = { await PathAsync(fold, department, place) },
        };
        names.Learn(place);
        var total = root.Own;
        foreach (var child in fold.Below(root))
        {
            var tally = fold.Total(child);
            total += tally;
            answer.Children.Add(ToWire(child, await names.GetAsync(child.Department), tally, deadlines));
        }

        answer.Total = ToWire(root, names.Learn(place), total, deadlines);
        return answer;
    }

    private async Task<V1.Compliance> NotReceivedAsync(IssuedDirective issued, DepartmentPlace place, DeadlineView deadlines, bool actual)
    {
        var order = await cluster.GetGrain<IDirectiveGrain>(issued.Draft.Number).GetOrder();
        if (order is null || !Audience.Reaches(order, place.Path.AsSpan()))
            throw RefusedException.NotAllowedNow("NOT_ADDRESSED", $"{issued.Draft.Number} does not go to {place.Id}.");
        var answer = ComplianceReader.NotReceived(issued, order, place, deadlines);
        answer.Clock = actual ? V1.Clock.Actual : V1.Clock.Recorded;
        return answer;
    }

    /// <summary>Above the jurisdiction as the organogram has it now, below it as the directive went.</summary>
    private async Task<IEnumerable<string>> PathAsync(DirectiveFold fold, string department, DepartmentPlace place)
    {
        var path = fold.PathTo(department);
        if (path.IsEmpty)
            return place.Path;
        var above = path[0] == place.Id ? place : await cluster.GetGrain<IDepartmentGrain>(path[0]).GetPlace();
        return above is null ? path : above.Path.Concat(path.Skip(1));
    }

    private static V1.DepartmentCompliance ToWire(OfficeVisit visit, PlaceName name, Tally tally, DeadlineView deadlines) => new()
    {
        Department = visit.Department,
        Name = name.Name.ToWire(),
        Kind = name.Kind,
        Received = visit.Office is not null,
        Complied = visit.Office is { Complied: true },
        Tally = tally.ToWire(deadlines),
        HasChildren = name.HasChildren || visit.Office is { PassedTo.IsEmpty: false },
    };
}
