namespace Directives.Grains;

/// <summary>Recurring duties: a directive opens their periods, and each period is an order of its own.</summary>
internal sealed partial class DirectiveGrain
{
    private StateRow<DutiesState>? duties;

    public async Task<ImmutableArray<PeriodLine>> ListPeriods() => (await DutiesAsync()).State.Periods;

    public async Task<ImmutableArray<string>> ListOpenPeriods()
    {
        if (directive.State is not { Closed: null, Issued.Draft.Duties: not null })
            return [];
        var now = time.GetLedgerTime();
        return
        [
            .. (await DutiesAsync()).State.Periods
                .Where(line => line.Closed is null && line.AttestBy >= now)
                .Select(line => DutyPeriods.NumberOf(Number, line.Duty, line.Name)),
        ];
    }

    public async Task<PeriodOrder?> GetPeriod(string duty, string period)
    {
        var line = (await DutiesAsync()).State.Periods.FirstOrDefault(line => line.Duty == duty && line.Name == period);
        if (line is null || await GetVersion(line.Version) is not { } version)
            return null;

        var issued = DutyRules.Prepare(version, line);
        var calendar = await CalendarAsync(PakistanDay.StartOf(line.FirstDay));
        return new PeriodOrder(issued, await ReachAsync(version, issued.Draft), calendar, ClosingOf(line));
    }

    public async Task<ImmutableArray<PeriodClosing>> ListPeriodClosings(int revision) =>
    [
        .. (await DutiesAsync()).State.Periods
            .Where(line => line.Closed is not null && line.ClosedIn == revision)
            .Select(line => new PeriodClosing(DutyPeriods.NumberOf(Number, line.Duty, line.Name), ClosingOf(line)!)),
    ];

    public Task OpenPeriod(PeriodOrder order) => WriteAsync(DutyRules.Become(directive.State, order, time.GetLedgerTime()));

    public Task ClosePeriod(Closing closing) => WriteAsync(LifeRules.ClosePeriod(directive.State, closing, time.GetLedgerTime()));

    /// <summary>Opens every period that has begun.</summary>
    /// <exception cref="RefusedException">NotAllowedNow (NOT_DUE) where the clock here is not there yet: call again.</exception>
    private async Task OpenPeriodsAsync(DateTimeOffset? due)
    {
        if (directive.State is not { Closed: null, Issued: { Draft.Duties: not null } issued })
            return;
        var row = await DutiesAsync();
        if (DutyRules.DueOf(row.State, issued.Draft) is not [var next])
            return;

        var now = time.GetLedgerTime();
        if (now < next.At && next.At == due)
            throw RefusedException.NotAllowedNow("NOT_DUE", $"A period of {Number} begins at {due:O}, and it is {now:O}.");
        var opened = DutyRules.Open(row.State, issued, await CalendarAsync(next.At), now);
        if (!ReferenceEquals(opened, row.State))
            await row.WriteAsync(opened);
    }

    /// <summary>What else a change of the directive writes: its duties follow it.</summary>
    private async Task<DirectiveState> WithDutiesAsync(DirectiveState next)
    {
        if (directive.State.Issued is not { } older || next.Revision == directive.State.Revision
            || (older.Draft.Duties is null && next.Issued!.Draft.Duties is null))
        {
            return next;
        }

        // Read again when it is asked for: it is written with the directive.
        var row = await DutiesAsync();
        duties = null;
        var followed = DutyRules.Follow(row.State, older.Draft, next, next.Facts[0].At);
        return next with
        {
            Rows = next.Rows.Add(new(DutyRules.StateName, followed with { Due = [] }, row.ETag)),
            Due = next.Due.AddRange(followed.Due),
        };
    }

    /// <summary>Those addressed for action are fewer where some are for information; and the places of an older version are looked up anew.</summary>
    private async Task<ImmutableArray<ReachTarget>> ReachAsync(IssuedDirective version, DirectiveDraft period)
    {
        if (version.Version == IssuedVersion && period.Audience.Clauses.Length == version.Draft.Audience.Clauses.Length)
            return directive.State.Reach;
        var registry = await GrainFactory.GetGrain<IRegistryGrain>(IRegistryGrain.Key).GetStatus();
        return await new DraftPlaces(GrainFactory).Reroute(period, registry.Version) ?? directive.State.Reach;
    }

    private Closing? ClosingOf(PeriodLine line)
    {
        if (line.Closed is null)
            return null;
        return directive.State.Closing is { } closing && line.ClosedIn == directive.State.Revision
            ? closing
            : new Closing(DirectiveStatus.Rescinded, Number, DutyRules.DutyGone, directive.State.Issued!.IssuedBy, directive.State.Issued.IssuedAt);
    }

    private async ValueTask<StateRow<DutiesState>> DutiesAsync()
    {
        if (duties is { } read)
            return read;

        var row = new StateRow<DutiesState>(storage, context, DutyRules.StateName);
        await row.ReadAsync();
        return duties = row;
    }
}
