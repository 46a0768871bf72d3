using System.Data.Common;
using System.Text.Json;

namespace Directives.Crash.Checker;

/// <summary>
/// What falls due is not lost: nothing that was due is left on the list, exemptions whose time is over have expired, and whatever
/// is still to come is on the list no later than it falls due.
/// </summary>
internal static class DueRules
{
    /// <summary>What fell due this shortly before may be on its way.</summary>
    private const long Slack = 3_000_000;

    public static void Check(
        DbConnection connection, IReadOnlyList<StoredState> states, Chain chain, IEnumerable<string> directives, TimeProvider time, Findings findings)
    {
        var now = (time.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        var due = connection.Query("SELECT grain_type, grain_key, what, at FROM due").ToDictionary(
            row => ((string)row[0]!, (string)row[1]!, (string)row[2]!), row => row[3].Number());
        foreach (var ((type, key, what), at) in due.Where(row => row.Value < now - Slack))
            findings.Add(Broken.Lost, $"{what} of {type} {key} was due at {at} and is on the list still");

        foreach (var directive in directives)
        {
            var recount = Recount.Of(directive, chain.FactsOf(directive), findings);
            CheckExemptions(directive, chain.FactsOf(directive), due, now, findings);
            if (recount.Closed is not null)
                continue;
            foreach (var entry in states.Where(state => state.Type == "department" && state.Name == $"entry/{directive}"))
                CheckOffice(directive, entry.Key, entry.Payload, recount, due, now, findings);
        }
    }

    /// <summary>
    /// Where something is owed before a deadline that has not passed on record, its office is to be looked at by then; or at the
    /// time that the clock showed when it was looked at last, which may have been ahead, or later: until it was, when it received.
    /// </summary>
    private static void CheckOffice(
        string directive, string department, JsonElement state, Recount recount, Dictionary<(string, string, string), long> due, long now, Findings findings)
    {
        if (state.Object("entry") is not { } entry || !recount.Offices.TryGetValue(department, out var office))
            return;
        var (own, until) = (office.Own(), entry.Object("chase")?.Micros("until") ?? entry.Micros("receivedAt"));
        foreach (var (deadline, member, owed) in new[]
        {
            ("Acknowledge", "acknowledgeBy", own.Outstanding > 0), ("Comply", "complyBy", own.Unreported > 0),
        })
        {
            var by = entry.Micros(member);
            if (by < 0 || !owed || office.Passed.Contains(deadline))
                continue;
            findings.Require(
                by >= now - Slack && due.TryGetValue(("department", department, $"step/{directive}"), out var at) && at <= Math.Max(by, until), Broken.Lost,
                $"{department} owes something under {directive} by {by}, to {deadline}, and is not to be looked at by then");
        }
    }

    private static void CheckExemptions(
        string directive, IReadOnlyList<Fact> facts, Dictionary<(string, string, string), long> due, long now, Findings findings)
    {
        var inForce = new Dictionary<string, Fact>(StringComparer.Ordinal);
        foreach (var fact in facts)
        {
            if (fact.Kind == "ExemptionGranted")
            {
                inForce[fact.Members.Text("asker")] = fact;
            }
            else if (fact.Kind == "ExemptionExpired")
            {
                findings.Require(
                    inForce.Remove(fact.Members.Text("asker"), out var granted) && granted.Members.Number("exemption") == fact.Members.Number("exemption")
                        && fact.At >= granted.Members.Micros("expiresAt"),
                    Broken.Unverified, $"entry {fact.Number}: exemption {fact.Members.Number("exemption")} from {directive} has expired, and it was not in force or not over");
            }
        }

        foreach (var (asker, granted) in inForce)
        {
            var expires = granted.Members.Micros("expiresAt");
            findings.Require(
                expires >= now - Slack && due.TryGetValue(("correspondence", directive, $"exemption/{granted.Members.Number("exemption")}"), out var at) && at == expires,
                Broken.Lost, $"the exemption of {asker} from {directive} ends at {expires}, and is not to end then");
        }
    }
}
