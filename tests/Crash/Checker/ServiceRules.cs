namespace Directives.Crash.Checker;

/// <summary>
/// Every addressed post is served, by an office that has received the version in force, under the charge that is held of it,
/// and no other is; a directive out of force is closed in every office.
/// </summary>
internal static class ServiceRules
{
    /// <param name="files">Of the round that issued it.</param>
    public static void Check(RoundFiles files, Recount recount, Charges charges, Findings findings)
    {
        var reached = files.Reached.ToHashSet(StringComparer.Ordinal);
        foreach (var department in reached)
        {
            recount.Offices.TryGetValue(department, out var office);
            findings.Require(office is { Received: true }, Broken.Lost, $"{department} has not received {files.Directive}");
            var owes = files.Attesting is { } attesting && files.Rosters[department].Any(post => attesting.Contains(post.Cadre));
            findings.Require(
                office is null || office.Attests == owes, Broken.Unverified, $"{department} {(owes ? "owes no" : "owes an")} attestation of {files.Directive}");
            findings.Require(
                recount.Closed is not null || office is null || office.Version == recount.Version, Broken.Lost,
                $"{department} has version {office?.Version} of {files.Directive}, of which {recount.Version} is in force");
            findings.Require(
                (recount.Closed is not null) == (office?.Closed ?? false), Broken.Lost, $"{files.Directive} is {recount.Closed ?? "in force"}, and {(office?.Closed ?? false ? "closed" : "open")} in {department}");
        }

        foreach (var department in recount.Offices.Keys.Where(department => !reached.Contains(department)))
            findings.Add(Broken.Unverified, $"{department} has facts of {files.Directive}, which does not go there");

        var addressed = 0;
        foreach (var post in files.Posts.Where(post => reached.Contains(post.Department)))
        {
            var office = recount.Offices.GetValueOrDefault(post.Department);
            if (files.Addresses(post, office?.Version ?? 1) is not { } addressee)
                continue;
            addressed++;
            var seat = office?.Seats.GetValueOrDefault(post.Seat);
            findings.Require(
                seat?.Addressee == addressee, seat?.Addressee is null ? Broken.Lost : Broken.Unverified,
                $"{post.Id} is addressed by {files.Directive} for {addressee} and was served for {seat?.Addressee ?? "nothing"}");
            var number = charges.Holdings.GetValueOrDefault(post.Id)?.Number ?? 0;
            findings.Require(
                recount.Closed is not null || seat is null || seat.Incumbency == number, Broken.Lost,
                $"{post.Id} was served {files.Directive} under charge {seat?.Incumbency}, and the last one is {number}");
        }

        var served = recount.Offices.Values.Sum(office => office.Seats.Values.Count(seat => seat.Addressee is not null));
        findings.Require(served == addressed, Broken.Unverified, $"{served} posts were served {files.Directive} and {addressed} are addressed");
    }
}
