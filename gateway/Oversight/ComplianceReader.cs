namespace Directives.Gateway;

/// <summary>The state of a directive in one subtree, for the API and the dashboard.</summary>
internal sealed class ComplianceReader(IClusterClient cluster, ProductClock time)
{
    /// <param name="department">Empty for the directive's jurisdiction.</param>
    /// <exception cref="RefusedException">
    /// NotFound for an unknown directive or department; NotAllowedNow (NOT_ADDRESSED) where the directive does not go
    /// to the department.
    /// </exception>
    public async Task<V1.Compliance> GetAsync(string directive, string department)
    {
        var issued = await cluster.GetGrain<IDirectiveGrain>(directive).Get()
            ?? throw RefusedException.NotFound($"directive {directive}");
        return await GetAsync(issued, department.Length == 0 ? issued.Draft.Jurisdiction : department);
    }

    public async Task<V1.Compliance> GetAsync(IssuedDirective issued, string department)
    {
        var grain = cluster.GetGrain<IDepartmentGrain>(department);
        if (await grain.GetCompliance(issued.Draft.Number) is { } compliance)
            return Received(issued, compliance);

        var place = await grain.GetPlace() ?? throw RefusedException.NotFound($"department {department}");
        var order = await cluster.GetGrain<IDirectiveGrain>(issued.Draft.Number).GetOrder();
        return order is not null && Audience.Reaches(order, place.Path.AsSpan())
            ? NotReceived(issued, order, place, DeadlineView.Of(issued, time.GetUtcNow()))
            : throw RefusedException.NotAllowedNow("NOT_ADDRESSED", $"{issued.Draft.Number} does not go to {department}.");
    }

    private V1.Compliance Received(IssuedDirective issued, DepartmentCompliance compliance)
    {
        var deadlines = DeadlineView.Of(issued, time.GetUtcNow());
        var answer = Begin(issued, compliance.Place, deadlines);
        answer.Total = compliance.Place.ToTotal(true, compliance.Complied, compliance.Total, deadlines);
        answer.Own = compliance.Own.ToWire(deadlines);
        answer.Children.Add(compliance.Children.Select(child => child.ToWire(deadlines)));
        return answer;
    }

    /// <summary>The order is on its way here: what is known is the offices that it goes to.</summary>
    public static V1.Compliance NotReceived(IssuedDirective issued, DirectiveOrder order, DepartmentPlace place, DeadlineView deadlines)
    {
        var answer = Begin(issued, place, deadlines);
        var own = new Tally { Offices = 1 };
        var total = own;
        foreach (var child in place.Children)
        {
            ImmutableArray<string> path = [.. place.Path, child.Id];
            if (!Audience.Reaches(order, path.AsSpan()))
                continue;
            var tally = new Tally { Offices = Audience.ReachesWholly(order, path.AsSpan()) ? child.Departments : 1 };
            total += tally;
            answer.Children.Add(new ChildCompliance(child, false, false, tally).ToWire(deadlines));
        }

        answer.Total = place.ToTotal(false, false, total, deadlines);
        answer.Own = own.ToWire(deadlines);
        return answer;
    }

    private static V1.Compliance Begin(IssuedDirective issued, DepartmentPlace place, DeadlineView deadlines) => new()
    {
        Directive = issued.Draft.Number,
        Version = issued.Version,
        AsOf = deadlines.Now.ToWire(),
        AcknowledgeBy = issued.AcknowledgeBy.ToWire(),
        ComplyBy = issued.ComplyBy.ToWire(),
        Path = { place.Path },
        Clock = V1.Clock.Recorded,
    };
}
