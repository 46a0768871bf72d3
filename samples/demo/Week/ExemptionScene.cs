using Directives.Demo.Day;
using Directives.V1;

namespace Directives.Demo.Week;

/// <summary>Thursday: a department asks for more time, and the issuer grants a part of it.</summary>
internal static class ExemptionScene
{
    /// <param name="asked">The last day that is asked for; ISO 8601.</param>
    /// <param name="granted">The last day that is granted.</param>
    /// <returns>The department that is exempted.</returns>
    public static async Task<string> PlayAsync(
        Stage stage, Order order, Answers answers, Watching watching, Served served, string asked, string granted, CancellationToken cancellation)
    {
        var department = served.Owing.Order(StringComparer.Ordinal).First(department => !answers.HasComplied(department));
        var place = await People.PlaceAsync(stage, department, cancellation);
        var head = await stage.AsAsync(await stage.Badges.HeadOfAsync(department, cancellation), cancellation);
        var requested = await head.Answers.RequestExemptionAsync(
            new RequestExemptionRequest
            {
                OperationId = Stage.Operation("request exemption"), Directive = order.Number, Department = department, Until = asked,
                Reason = "The registers for movement of files are being printed.",
            },
            head.Within(cancellation));
        var issuer = await stage.AsAsync(order.People.Approver.Bearer, cancellation);
        var decided = await issuer.Answers.DecideExemptionAsync(
            new DecideExemptionRequest
            {
                OperationId = Stage.Operation("decide exemption"), Directive = order.Number, Exemption = requested.Number, Until = granted,
                Reason = "Borrow registers meanwhile.",
            },
            issuer.Within(cancellation));
        CountCheck.Require(
            "the exemption", ("status", ExemptionStatus.Granted, decided.Status), ("until", granted, decided.Until), ("of", department, decided.Department));
        await watching.Counts.UntilAsync("the exemption is not counted", tally => tally.OfficesExempted == 1, Stage.Patience, stage.Time, cancellation);
        stage.Say($"{place.Summary.Name.En} asks to be exempted from its report until {asked}: \"{requested.Reason}\"");
        stage.Say($"  {order.People.Approver.Name} grants it until {decided.Until}; it ends by itself. Exempted now: 1 of {served.Owing.Count:N0} departments.");
        return department;
    }
}
