using Directives.Grains;

namespace Directives.Gateway.Web;

/// <summary>The journals of the directives that were looked at last.</summary>
internal sealed class DirectiveJournals(ILedger ledger, IRelayProgress relay, DepartmentPaths paths)
{
    private const int MaxKept = 8;
    private readonly Lock gate = new();
    private readonly LinkedList<(string Directive, DirectiveJournal Journal)> kept = [];

    /// <param name="subtree">The department at its root.</param>
    public async Task<Timeline> GetTimelineAsync(IssuedDirective directive, string subtree, CancellationToken cancellation)
    {
        await paths.RefreshAsync();
        return await Of(directive.Draft.Number).GetTimelineAsync(IsWithin(directive, subtree), cancellation);
    }

    public async Task<(LedgerPosition Position, IReadOnlyList<LedgerEntry> Entries)> GetLatestAsync(
        IssuedDirective directive, string subtree, int count, CancellationToken cancellation)
    {
        await paths.RefreshAsync();
        return await Of(directive.Draft.Number).GetLatestAsync(IsWithin(directive, subtree), count, cancellation);
    }

    private Func<string, ValueTask<bool>> IsWithin(IssuedDirective directive, string subtree) =>
        subtree == directive.Draft.Jurisdiction
            ? _ => ValueTask.FromResult(true)
            : department => paths.IsWithinAsync(department, subtree);

    private DirectiveJournal Of(string directive)
    {
        lock (gate)
        {
            var node = kept.First;
            while (node is not null && node.Value.Directive != directive)
                node = node.Next;
            if (node is null)
                node = new((directive, new DirectiveJournal(directive, ledger, relay)));
            else
                kept.Remove(node);
            kept.AddFirst(node);
            if (kept.Count > MaxKept)
                kept.RemoveLast();
            return node.Value.Journal;
        }
    }
}
