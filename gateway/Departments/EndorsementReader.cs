namespace Directives.Gateway;

/// <summary>Endorsements with their texts, which are read from the departments that gave them.</summary>
internal sealed class EndorsementReader(IClusterClient cluster)
{
    /// <summary>The endorsements of an entry, in their order.</summary>
    public async Task<IReadOnlyList<V1.Endorsement>> ReadAsync(string directive, ImmutableArray<Endorsement> endorsements)
    {
        var given = new Dictionary<string, IReadOnlyList<V1.Endorsement>>(StringComparer.Ordinal);
        foreach (var department in endorsements.Select(endorsement => endorsement.Department).Distinct(StringComparer.Ordinal))
            given[department] = await ReadGivenAsync(directive, department);
        return [.. endorsements.Select(endorsement => given[endorsement.Department].First(known => known.Number == endorsement.Number))];
    }

    /// <summary>What a department has endorsed, of any version, the oldest first.</summary>
    public async Task<IReadOnlyList<V1.Endorsement>> ReadGivenAsync(string directive, string department)
    {
        var grain = cluster.GetGrain<IDepartmentGrain>(department);
        var place = await grain.GetPlace() ?? throw RefusedException.NotFound($"department {department}");
        return [.. (await grain.ListEndorsements(directive)).Select(given => given.ToWire(place.Name))];
    }
}
