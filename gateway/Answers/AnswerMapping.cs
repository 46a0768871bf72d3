namespace Directives.Gateway;

/// <summary>Clarifications and exemptions, from the grains' form to the API's.</summary>
internal static class AnswerMapping
{
    public static V1.Clarification ToWire(this Clarification thread)
    {
        var (post, department) = Asker(thread.Asker);
        return new V1.Clarification
        {
            Directive = thread.Directive,
            Number = thread.Number,
            Post = post,
            Department = department,
            Open = thread.Open,
            Shared = thread.Shared,
            Messages =
            {
                thread.Messages.Select(message => new V1.ClarificationMessage
                {
                    Answer = message.Answer,
                    At = message.At.ToWire(),
                    By = message.By,
                    Name = message.Name?.ToWire(),
                    Text = message.Text,
                }),
            },
        };
    }

    public static V1.Exemption ToWire(this Exemption exemption)
    {
        var (post, department) = Asker(exemption.Asker);
        return new V1.Exemption
        {
            Directive = exemption.Directive,
            Number = exemption.Number,
            Post = post,
            Department = department,
            Status = (V1.ExemptionStatus)exemption.Status,
            RequestedAt = exemption.RequestedAt.ToWire(),
            RequestedBy = exemption.RequestedBy,
            Reason = exemption.Reason,
            RequestedUntil = Days.Write(exemption.RequestedUntil),
            DecidedAt = exemption.DecidedAt.ToWire(),
            DecidedBy = exemption.DecidedBy ?? "",
            Until = exemption.Until is { } until ? Days.Write(until) : "",
            ExpiresAt = exemption.ExpiresAt.ToWire(),
            DecisionReason = exemption.DecisionReason ?? "",
            EndedAt = exemption.EndedAt.ToWire(),
        };
    }

    /// <summary>The post and the department of one who asks: one of them is empty, or both where he is not told.</summary>
    private static (string Post, string Department) Asker(string asker) =>
        PostId.TryParse(asker, out _, out _) ? (asker, "") : ("", asker);
}
