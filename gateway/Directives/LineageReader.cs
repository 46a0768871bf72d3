namespace Directives.Gateway;

/// <summary>
/// Goes along the links between decisions and directives, both ways, from one of them: what it rests on and does to
/// others, and what rests on it and was done to it.
/// </summary>
internal sealed class LineageReader(IClusterClient cluster, ComplianceReader compliance)
{
    public const int MaxDepth = 10;
    private const int MaxEntries = 200;

    private IClusterClient Cluster => cluster;

    /// <param name="depth">Links followed one after the other, 1 to <see cref="MaxDepth"/>.</param>
    /// <exception cref="RefusedException">NotFound.</exception>
    public async Task<V1.Lineage> OfDirectiveAsync(string directive, int depth)
    {
        if (await StandingOf(directive) is not { } standing)
            throw RefusedException.NotFound($"directive {directive}");
        var answer = new V1.Lineage { Directive = standing.ToWire(), Compliance = await CountsOf(directive) };
        await new Walk(this, answer, depth).RunAsync(new Node(null, directive));
        return answer;
    }

    /// <exception cref="RefusedException">NotFound.</exception>
    public async Task<V1.Lineage> OfDecisionAsync(string decision, int depth)
    {
        if (await cluster.GetGrain<IDecisionGrain>(decision).Get() is not { } recorded)
            throw RefusedException.NotFound($"decision {decision}");
        var answer = new V1.Lineage { Decision = recorded.ToWire(text: false) };
        await new Walk(this, answer, depth).RunAsync(new Node(decision, null));
        return answer;
    }

    private async Task<DirectiveStanding?> StandingOf(string directive) =>
        await cluster.GetGrain<IDirectiveGrain>(directive).GetStanding();

    private async Task<V1.Tally> CountsOf(string directive) => (await compliance.GetAsync(directive, "")).Total.Tally;

    /// <summary>A decision or a directive.</summary>
    private sealed record Node(string? Decision, string? Directive);

    private sealed class Walk(LineageReader reader, V1.Lineage answer, int depth)
    {
        private readonly HashSet<(LinkKind Kind, string From, Node To)> told = [];
        private readonly HashSet<Node> seen = [];

        public async Task RunAsync(Node start)
        {
            seen.Add(start);
            Node[] level = [start];
            for (var step = 1; step <= depth && level.Length > 0; step++)
            {
                var next = new List<Node>();
                foreach (var node in level)
                {
                    next.AddRange(await ForwardAsync(node, step));
                    next.AddRange(await BackwardAsync(node, step));
                }

                level = [.. next.Where(seen.Add)];
            }
        }

        private async Task<IEnumerable<Node>> ForwardAsync(Node node, int step)
        {
            if (node.Directive is not { } directive || await reader.StandingOf(directive) is not { } standing)
                return [];

            var found = new List<Node>();
            foreach (var link in standing.Links)
            {
                var to = new Node(link.Decision, link.Directive);
                if (await AddAsync(link.Kind, directive, to, link.Note, step, backward: false))
                    found.Add(to);
            }

            return found;
        }

        private async Task<IEnumerable<Node>> BackwardAsync(Node node, int step)
        {
            var known = node.Decision is { } decision
                ? await reader.Cluster.GetGrain<IDecisionGrain>(decision).GetLinks()
                : await reader.Cluster.GetGrain<IDirectiveGrain>(node.Directive!).GetLinks();
            answer.Truncated |= known.More;
            var found = new List<Node>();
            foreach (var link in known.Links)
            {
                if (await AddAsync(link.Kind, link.Directive, node, link.Note, step, backward: true))
                    found.Add(new Node(null, link.Directive));
            }

            return found;
        }

        /// <returns>Whether the link had not been told.</returns>
        private async Task<bool> AddAsync(LinkKind kind, string from, Node to, string? note, int step, bool backward)
        {
            if (answer.Links.Count >= MaxEntries)
            {
                answer.Truncated = true;
                return false;
            }

            if (!told.Add((kind, from, to)))
                return false;
            var entry = new V1.LineageEntry { Kind = (V1.LinkKind)kind, From = from, Note = note ?? "", Depth = step, Backward = backward };
            if (to.Decision is { } decision)
                entry.ToDecision = decision;
            else
                entry.ToDirective = to.Directive!;
            var other = backward ? new Node(null, from) : to;
            if (other.Directive is { } directive && await reader.StandingOf(directive) is { } standing)
            {
                entry.Directive = standing.ToWire();
                entry.Compliance = await reader.CountsOf(directive);
            }
            else if (other.Decision is { } named && await reader.Cluster.GetGrain<IDecisionGrain>(named).Get() is { } recorded)
            {
                entry.Decision = recorded.ToWire(text: false);
            }

            answer.Links.Add(entry);
            return true;
        }
    }
}
