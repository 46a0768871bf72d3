namespace Directives.Gateway.Reports;

/// <summary>A post that was served, and the act that counts last. Small: a directive may be served on a million.</summary>
/// <param name="ServedAt">Ticks, UTC.</param>
/// <param name="ActedAt">When the last act was recorded; ticks, UTC. 0 where there was none.</param>
/// <param name="Sequence">Of the last act.</param>
/// <param name="Version">That the last act answered.</param>
/// <param name="Incumbency">The charge under which it was done.</param>
internal record struct FoldedPost(ServedPost Served, long ServedAt, long ActedAt, int Sequence, Standing Standing, int Version, int Incumbency)
{
    public FoldedPost(ServedPost served, long servedAt)
        : this(served, servedAt, 0, 0, Standing.Served, 0, 0)
    {
    }

    public readonly bool HasActed => ActedAt != 0;
}
