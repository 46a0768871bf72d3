namespace Directives.Grains;

/// <summary>The department's place and roster: who holds its posts.</summary>
internal sealed partial class DepartmentGrain
{
    public async Task<bool> Establish(DepartmentPlace next)
    {
        if (place.State.Place is { } current && current.RegistryVersion >= next.RegistryVersion)
            return place.State.ChangedIn >= next.RegistryVersion;

        var changed = ChargeRules.Changed(place.State, next);
        var held = new Dictionary<string, (IncumbencyState, string?)>(StringComparer.Ordinal);
        foreach (var seat in changed)
            held[seat] = await HeldAsync(seat);
        var inForce = changed.IsEmpty ? [] : await InForceAsync();
        await WritePlaceAsync(ChargeRules.Establish(place.State, next, held, inForce, time.GetLedgerTime()));
        return place.State.ChangedIn >= next.RegistryVersion;
    }

    public async Task<Incumbency> AssumeCharge(AssumeCommand command, CancellationToken cancellation)
    {
        _ = Place;
        var (held, tag) = await HeldAsync(command.Seat);
        var inForce = await InForceAsync();
        cancellation.ThrowIfCancellationRequested();
        var next = ChargeRules.Assume(place.State, held, tag, inForce, command, time.GetLedgerTime());
        await WritePlaceAsync(next);
        return HeldIn(next, command.Seat, held).Held.First(charge => charge.Assumed == command.OperationId).Incumbency;
    }

    public async Task<Incumbency> RelinquishCharge(RelinquishCommand command, CancellationToken cancellation)
    {
        _ = Place;
        var (held, tag) = await HeldAsync(command.Seat);
        cancellation.ThrowIfCancellationRequested();
        var next = ChargeRules.Relinquish(place.State, held, tag, command, time.GetLedgerTime());
        await WritePlaceAsync(next);
        return HeldIn(next, command.Seat, held).Held.First(charge => charge.Relinquished == command.OperationId).Incumbency;
    }

    public async Task<Delegation> DelegateActs(DelegateCommand command, CancellationToken cancellation)
    {
        _ = Place;
        if (!await IsRepeatAsync(command.OperationId, ChargeRules.DigestOf(command)))
        {
            var next = ChargeRules.Delegate(place.State, command, time.GetLedgerTime());
            cancellation.ThrowIfCancellationRequested();
            await WritePlaceAsync(next);
        }

        return new Delegation(command.Person, command.Name, command.Until);
    }

    public async Task EndDelegation(string operationId, string seat, string by, CancellationToken cancellation)
    {
        _ = Place;
        if (await IsRepeatAsync(operationId, ChargeRules.DigestOfEnd(seat, by)))
            return;
        cancellation.ThrowIfCancellationRequested();
        await WritePlaceAsync(ChargeRules.EndDelegation(place.State, operationId, seat, by, time.GetLedgerTime()));
    }

    public async Task<ImmutableArray<Incumbency>> ListIncumbencies(string seat)
    {
        var post = Place.Find(seat) ?? throw RefusedException.NotFound($"post {PostId.Of(Place.Id, seat)}");
        var (held, _) = await HeldAsync(seat);
        return ChargeRules.List(Place, post, held);
    }

    public async Task PassDue(string what, DateTimeOffset due)
    {
        if (!what.StartsWith(ChargeRules.DuePrefix, StringComparison.Ordinal))
            return;
        var seat = what[ChargeRules.DuePrefix.Length..];
        var (held, tag) = await HeldAsync(seat);
        if (ChargeRules.Expire(Place, held, seat, due) is { } command)
            await WritePlaceAsync(ChargeRules.Relinquish(place.State, held, tag, command, time.GetLedgerTime()));
    }

    /// <summary>Writes the place with the rows that go with it, which are read again when they are asked for.</summary>
    private async Task WritePlaceAsync(PlaceState next)
    {
        if (ReferenceEquals(next, place.State))
            return;
        await place.WriteAsync(next, this);
        foreach (var row in next.Rows)
        {
            var slash = row.Name.IndexOf('/', StringComparison.Ordinal) + 1;
            var name = row.Name[slash..];
            if (row.State is EntryState)
                entries.Forget(name);
            else if (row.State is OperationState)
                operations.Forget(name);
            else
                incumbencies.Forget(name);
        }
    }

    /// <summary>As it was written, or is where nothing was. It is not read again: that might fail, and say that nothing was written.</summary>
    private static IncumbencyState HeldIn(PlaceState written, string seat, IncumbencyState before) =>
        (IncumbencyState?)written.Rows.FirstOrDefault(row => row.Name == ChargeRules.RowName(seat))?.State ?? before;

    /// <exception cref="RefusedException">InvalidArgument; OperationIdReused.</exception>
    private async ValueTask<bool> IsRepeatAsync(string operationId, string digest)
    {
        Operation.Check(operationId);
        return (await operations.GetAsync(OperationState.NameOf(operationId))).State.Operation?.Repeat(digest) is not null;
    }

    private async Task<(IncumbencyState State, string? ETag)> HeldAsync(string seat)
    {
        var row = await incumbencies.GetAsync(seat);
        return (row.State, row.ETag);
    }

    /// <summary>The entries of the diary that are in force, each with the tag of its row.</summary>
    private async Task<ImmutableArray<(DiaryEntry Entry, string? ETag)>> InForceAsync()
    {
        var found = ImmutableArray.CreateBuilder<(DiaryEntry, string?)>();
        for (var number = 0; number <= diary.State.Pages; number++)
        {
            foreach (var row in await Task.WhenAll((await PageOf(number)).Directives.Select(directive => entries.GetAsync(directive).AsTask())))
            {
                if (row.State.Entry is { Closed: null } entry)
                    found.Add((entry, row.ETag));
            }
        }

        return found.ToImmutable();
    }
}
