namespace Directives.Crash.Load;

/// <summary>What happens with one post or office in a round, step after step.</summary>
internal enum StoryKind
{
    /// <summary>A post changes hands, and two persons want it at once, each by another client.</summary>
    Handover,

    /// <summary>An officer goes from one post to another.</summary>
    Transfer,

    /// <summary>Another person acts for the holder for a time.</summary>
    Delegation,

    /// <summary>A vacant post is given for a day: a clock that is a day ahead ends that.</summary>
    Acting,

    /// <summary>Charge commands that are not allowed.</summary>
    Occupied,

    /// <summary>The holder of a post requests an exemption, which is granted or refused.</summary>
    Exemption,

    /// <summary>The same of an office.</summary>
    OfficeExemption,

    /// <summary>A question and its answer.</summary>
    Clarification,

    /// <summary>An acknowledgement on paper.</summary>
    Paper,

    /// <summary>An office reports in part, then wholly.</summary>
    PartialReport,

    /// <summary>A department endorses the directive downward, once more, and a version that there is not.</summary>
    Endorsement,
}

/// <param name="Department">The office, or the post's.</param>
/// <param name="Post">Null where it is of an office.</param>
/// <param name="Person">Who holds the post after the round's import, or heads the office; empty where it is vacant.</param>
/// <param name="Head">Who heads the office.</param>
/// <param name="Newcomer">A person who holds no post, to come in; others are named after him.</param>
/// <param name="OtherPost">Of a transfer: where he goes.</param>
internal sealed record StoryTask(StoryKind Kind, string Department, string? Post, string Person, string Head, string Newcomer, string? OtherPost)
{
    /// <summary>The posts and offices that it is about.</summary>
    public IEnumerable<string> Posts => new[] { Post, OtherPost, Post is null ? Department : null }.OfType<string>();
}
