namespace Directives.Crash.Checker;

/// <summary>
/// A directive's life in order: drafted by one and approved by another before it goes out; versions and revisions one after the
/// other; and nothing done to it once it is out of force.
/// </summary>
internal static class LifeRules
{
    public static void Check(string directive, IReadOnlyList<Fact> facts, Findings findings)
    {
        var (version, revision, repeated, closed) = (0L, 0L, 0L, "");
        (long Edition, string By, string Digest, string Approver) draft = (0, "", "", "");
        foreach (var fact in facts.Where(fact => fact.GrainType == "directive"))
        {
            var (members, by) = (fact.Members, fact.Members.Text("by"));
            var entry = $"entry {fact.Number}: {directive}";
            switch (fact.Kind)
            {
                case "Drafted":
                    Require(members.Number("edition") == draft.Edition + 1 && (draft.By.Length == 0 || draft.By == by), $"is drafted by {by} as edition {members.Number("edition")} after {draft.Edition} by {draft.By}");
                    draft = (members.Number("edition"), by, members.Text("draftDigest"), "");
                    break;
                case "Approved":
                    Require(by != draft.By && draft.Approver.Length == 0 && members.Text("draftDigest") == draft.Digest && members.Number("edition") == draft.Edition, $"is approved by {by}, and {draft} was drafted");
                    draft = draft with { Approver = by };
                    break;
                case "Issued" or "Amended":
                    Require(members.Number("version") == version + 1 && members.Text("approvedBy") == draft.Approver && (draft.Edition == 0 || draft.Approver.Length > 0), $"is {fact.Kind} as version {members.Number("version")} after {version}, approved by \"{members.Text("approvedBy")}\" and not \"{draft.Approver}\"");
                    Require(fact.Kind == "Issued" || members.Number("revision") == revision + 1, $"has revision {members.Number("revision")} after {revision}");
                    (version, revision) = (version + 1, revision + 1);
                    draft = (0, "", "", "");
                    break;
                case "Superseded" or "Rescinded":
                    Require(members.Number("revision") == revision + 1, $"has revision {members.Number("revision")} after {revision}");
                    revision++;
                    break;
                case "Reiterated":
                    Require(members.Number("count") == repeated + 1, $"is repeated for the {members.Number("count")}th time after {repeated}");
                    repeated++;
                    break;
            }

            Require(closed.Length == 0 || fact.Kind is "Rerouted", $"has {fact.Kind} after it was {closed}");
            closed = fact.Kind is "Superseded" or "Rescinded" ? fact.Kind : closed;

            void Require(bool holds, string what) => findings.Require(holds, Broken.Unverified, $"{entry} {what}");
        }
    }
}
