namespace Directives.Crash.Checker;

/// <summary>Every addressed post is served once, by an office that has received the directive once, and no other is.</summary>
internal static class ServiceRules
{
    /// <param name="before">The files of the round before: while an import is under way, an office may still have its old roster.</param>
    public static void Check(RoundFiles files, RoundFiles? before, Recount recount, Findings findings)
    {
        var reached = files.Reached.ToHashSet(StringComparer.Ordinal);
        foreach (var department in reached)
        {
            findings.Require(
                recount.Offices.TryGetValue(department, out var office) && office.Received, Broken.Lost, $"{department} has not received {files.Directive}");
        }

        foreach (var department in recount.Offices.Keys.Where(department => !reached.Contains(department)))
            findings.Add(Broken.Unverified, $"{department} has facts of {files.Directive}, which does not go there");

        var addressed = 0;
        var earlier = before?.Posts.ToDictionary(post => (post.Department, post.Seat), post => post.Person);
        foreach (var post in files.Posts.Where(post => reached.Contains(post.Department) && files.Addresses(post) is not null))
        {
            addressed++;
            var seat = recount.Offices.GetValueOrDefault(post.Department)?.Seats.GetValueOrDefault(post.Seat);
            findings.Require(
                seat?.Addressee == files.Addresses(post), seat?.Addressee is null ? Broken.Lost : Broken.Unverified,
                $"{post.Department}/{post.Seat} is addressed by {files.Directive} for {files.Addresses(post)} and was served for {seat?.Addressee ?? "nothing"}");
            var vacant = post.Person.Length == 0;
            var wasVacant = earlier is null ? vacant : earlier[(post.Department, post.Seat)].Length == 0;
            findings.Require(
                vacant != wasVacant || seat is null || seat.Vacant == vacant, Broken.Unverified,
                $"{post.Department}/{post.Seat} was served {files.Directive} as {(vacant ? "occupied" : "vacant")}, which it was not");
        }

        var served = recount.Offices.Values.Sum(office => office.Seats.Values.Count(seat => seat.Addressee is not null));
        findings.Require(served == addressed, Broken.Unverified, $"{served} posts were served {files.Directive} and {addressed} are addressed");
    }
}
