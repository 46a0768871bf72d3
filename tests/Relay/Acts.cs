using Directives.Grains;
using Directives.Tests.Support;

namespace Directives.Tests.Relay;

/// <summary>Acts as the gateway asks for them, with operation ids that follow from the act.</summary>
internal static class Acts
{
    public static Task<OfficerRecord> OpenAsync(TestSilo silo, string post, string person, string directive, string? operation = null) =>
        silo.Officer(post).Open(new ActCommand(operation ?? $"open {post}", directive, person, 0, null), CancellationToken.None);

    public static Task<OfficerRecord> AcknowledgeAsync(TestSilo silo, string post, string person, string directive, string? operation = null) =>
        silo.Officer(post).Acknowledge(new ActCommand(operation ?? $"acknowledge {post}", directive, person, 1, null), CancellationToken.None);

    public static Task<OfficerRecord> DeclineAsync(TestSilo silo, string post, string person, string directive, string? operation = null) =>
        silo.Officer(post).Decline(new ActCommand(operation ?? $"decline {post}", directive, person, 1, "Not my charge"), CancellationToken.None);

    public static async Task OpenAndAcknowledgeAsync(TestSilo silo, string post, string person, string directive)
    {
        await OpenAsync(silo, post, person, directive);
        await AcknowledgeAsync(silo, post, person, directive);
    }

    public static Task<ComplianceReport> ComplyAsync(TestSilo silo, string department, string directive, string? operation = null) =>
        silo.Department(department).Comply(
            new ComplyCommand(operation ?? $"comply {department}", directive, "p-5", "In force", "Circulated", null), CancellationToken.None);

    /// <summary>Every post of an organogram that has an incumbent.</summary>
    public static IEnumerable<(string Post, string Person)> Filled(TestOrganogram organogram) =>
        from place in organogram.Places()
        from post in place.Roster
        where post.Incumbent is not null
        select (PostId.Of(place.Id, post.Seat), post.Incumbent!.Person);

    public static async Task<Tally> TallyAsync(TestSilo silo, string directive, string department = "punjab") =>
        (await silo.Department(department).GetTally(directive))?.Tally ?? throw new InvalidOperationException($"{department} has no tally of {directive}");

    public static async Task<RefusedException> RefusedAsync(Func<Task> command, Refusal refusal, string reason)
    {
        var refused = await Assert.ThrowsAsync<RefusedException>(command);
        Assert.True(
            (refused.Refusal, refused.Reason) == (refusal, reason),
            $"expected {refusal} {reason}, found {refused.Refusal} {refused.Reason}: {refused.Message}");
        return refused;
    }
}
