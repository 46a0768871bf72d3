using Directives.Cli;
using Directives.Cli.Drafts;
using Directives.V1;
using Grpc.Core;

namespace Directives.Demo.Week;

/// <summary>An order by two hands: drafted and checked by one, approved by the other, issued.</summary>
internal sealed class TwoHands(Stage stage, People people)
{
    /// <param name="reason">Where it amends a directive in force: what, and why.</param>
    public async Task<(Directive Issued, AudiencePreview Audience)> IssueAsync(DirectiveFile order, string reason, CancellationToken cancellation)
    {
        var number = order.Draft.Number;
        var drafter = await stage.AsAsync(people.Drafter.Bearer, cancellation);
        var approver = await stage.AsAsync(people.Approver.Bearer, cancellation);
        var drafted = await order.SendAsync(async draft => await drafter.Directives.DraftAsync(
            new DraftRequest { OperationId = Id("draft"), Draft = draft, AmendReason = reason }, drafter.Within(cancellation)));
        var check = await drafter.Directives.CheckAsync(new CheckRequest { Number = number }, drafter.Within(cancellation));
        CountCheck.Require($"the draft of {number}", ("what keeps it from being issued", "", string.Join("; ", check.Violations.Select(wrong => wrong.Description))));
        var audience = check.Audience.Total;
        stage.Say($"{people.Drafter}, drafts {number}: {(reason.Length > 0 ? reason : order.Draft.Title.En)}");
        stage.Say($"  Checked: it addresses {audience.Posts:N0} posts in {check.Audience.Offices:N0} offices, {audience.ForAction:N0} for action; {audience.Vacant:N0} are vacant.");

        CountCheck.Require("who approves", ("the drafter's own approval", "SAME_PERSON", await RefusedAsync(drafter, number, drafted.DraftDigest, cancellation)));
        var approved = await approver.Directives.ApproveAsync(
            new ApproveRequest { OperationId = Id("approve"), Number = number, DraftDigest = drafted.DraftDigest }, approver.Within(cancellation));
        var issued = await drafter.Directives.IssueDraftAsync(new IssueDraftRequest { OperationId = Id("issue"), Number = number }, drafter.Within(cancellation));
        CountCheck.Require("the issue", ("drafted by", people.Drafter.Id, issued.DraftedBy), ("approved by", people.Approver.Id, approved.ApprovedBy));
        stage.Say($"  Not by himself (SAME_PERSON): approved by {people.Approver}. Issued, No. {issued.DispatchNumber}, version {issued.Version}.");
        return (issued, check.Audience);

        string Id(string step) => Stage.Operation($"{step} {number} {reason}");
    }

    private static async Task<string> RefusedAsync(Connection drafter, string number, string digest, CancellationToken cancellation)
    {
        try
        {
            await drafter.Directives.ApproveAsync(
                new ApproveRequest { OperationId = Stage.Operation($"own {digest}"), Number = number, DraftDigest = digest }, drafter.Within(cancellation));
            return "taken";
        }
        catch (RpcException refused) when (RefusedCall.Of(refused) is { Reason.Length: > 0 } call)
        {
            return call.Reason;
        }
    }
}
