using Directives.Cli.Drafts;
using Directives.Cli.Views;
using Directives.V1;

namespace Directives.Cli.Commands;

/// <summary>What the officer's commands have in common.</summary>
internal static class OfficerAnswers
{
    private const int InboxDepth = 10_000;

    /// <summary>The version to answer: the one given, or the one that is served on the post.</summary>
    /// <exception cref="UsageException">No version is given and nothing was served.</exception>
    public static async Task<int> VersionAsync(CommandSession session, string post, string directive, int? given, CancellationToken cancellation)
    {
        if (given is { } version)
            return version;

        var inbox = await InboxCommand.ReadAsync(session.Connection, post, InboxDepth, cancellation);
        return inbox.Records.FirstOrDefault(record => record.Directive == directive)?.Version
            ?? throw new UsageException($"{directive} has not been served on {post}.");
    }

    /// <summary>Where a post stands with a directive, in one line.</summary>
    public static string Describe(OfficerRecord? record)
    {
        if (record is null)
            return "";

        var order = record.OrderAcknowledgeBy is null ? "" : $" (by the order {Moment.Of(record.OrderAcknowledgeBy)})";
        var by = record.AcknowledgeBy is null || record.Standing is Standing.Acknowledged ? "" : $"; acknowledge by {Moment.Of(record.AcknowledgeBy)}{order}";
        return Plain.Line(
            $"{record.Post}: {Words<Standing>.Of(record.Standing)}, for {Words<AddresseeKind>.Of(record.Addressee)}, "
            + $"diary {record.DiaryNumber} of {Moment.Of(record.ServedAt)}{by}");
    }
}
