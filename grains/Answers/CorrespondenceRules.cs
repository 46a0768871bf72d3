using System.Globalization;

namespace Directives.Grains;

/// <summary>
/// A change of the correspondence: what is written together, and the number of the thread or request that it led to.
/// </summary>
/// <param name="Facts">Also what falls due because of them, with the index.</param>
internal sealed record CorrespondenceChange(CorrespondenceState Index, AskerState Asker, QuestionState? Question, ImmutableArray<ExemptionState> Exemptions)
{
    public Fact Fact => Index.Facts[0];
}

/// <summary>Clarifications and exemptions: what may be asked, and what follows from an answer.</summary>
public static partial class CorrespondenceRules
{
    public const int MaxTextLength = 4_000;
    public const int MaxReasonLength = 1_000;

    /// <summary>Questions of one post or department that may wait for the issuer, and that it may ask at all.</summary>
    public const int MaxOpenOfOne = 5;
    public const int MaxQuestionsOfOne = 100;

    /// <summary>Requests for an exemption that one post or department may make.</summary>
    public const int MaxRequestsOfOne = 50;

    /// <summary>Questions, and requests, of everybody that may wait for the issuer of one directive.</summary>
    public const int MaxOpen = 1_000;
    public const int MaxMessages = 40;
    public const int MaxShared = 500;

    /// <summary>The longest time that an exemption is given for.</summary>
    public const int MaxDays = 1_830;

    /// <summary>Asks in a thread of one's own, or in a new one.</summary>
    /// <param name="thread">The thread that is asked on in; null for a new one.</param>
    /// <param name="name">Of the person, where it is known.</param>
    internal static CorrespondenceChange Ask(
        string directive, CorrespondenceState index, AskerState asker, Clarification? thread, AskCommand command, LocalText? name, DateTimeOffset now)
    {
        if (thread is null)
            return AskAnew(directive, index, asker, command, name, now);

        if (thread.Asker != command.Asker)
            throw new RefusedException(Refusal.PermissionDenied, "NOT_THE_ASKER", $"Question {thread.Number} is not of {command.Asker}.");
        if (!thread.Open)
            CheckRoom(index, asker, command.Asker);
        var number = thread.Number;
        var asked = Say(thread with { Open = true }, new ClarificationMessage(false, now, command.By, name, command.Text));
        return Asked(directive, asked, command, now, index with { Open = With(index.Open, number) }, asker with { Open = With(asker.Open, number) });
    }

    /// <summary>Answers a thread.</summary>
    internal static CorrespondenceChange Answer(
        string directive, CorrespondenceState index, AskerState asker, Clarification thread, AnswerCommand command, DateTimeOffset now)
    {
        var share = command.Share && !thread.Shared;
        if (share && index.Shared.Length >= MaxShared)
        {
            throw RefusedException.NotAllowedNow(
                "TOO_MANY_SHARED", $"{MaxShared} clarifications of {directive} are shared already: what everybody must know belongs into an amendment.");
        }

        var number = thread.Number;
        var answered = Say(
            thread with { Open = false, Shared = thread.Shared || share }, new ClarificationMessage(true, now, command.By, null, command.Text));
        var fact = new ClarificationAnswered(
            number, answered.Messages.Length, thread.Asker, command.By, command.Text, answered.Shared, command.OperationId);
        return new CorrespondenceChange(
            index with
            {
                Open = index.Open.Remove(number),
                Shared = share ? index.Shared.Add(number) : index.Shared,
                Facts = [fact with { Directive = directive, At = now }],
            },
            asker with { Open = asker.Open.Remove(number) },
            new QuestionState { Thread = answered },
            []);
    }

    /// <summary>The thread as one may see it who has not asked: without who has.</summary>
    internal static Clarification SeenBy(Clarification thread, string? viewer) => viewer is null || viewer == thread.Asker
        ? thread
        : thread with
        {
            Asker = "",
            Messages = [.. thread.Messages.Select(message => message.Answer ? message : message with { By = "", Name = null })],
        };

    /// <summary>The numbers of the threads that a viewer may see, the newest first.</summary>
    internal static IEnumerable<int> Threads(CorrespondenceState index, AskerState? asker, CorrespondenceQuery query)
    {
        var before = query.Before > 0 ? query.Before : int.MaxValue;
        if (asker is null)
            return query.OpenOnly ? Descending(index.Open, before) : From(Math.Min(index.Questions, before - 1));
        return query.OpenOnly
            ? Descending(asker.Open, before)
            : Descending(asker.Questions.Union(index.Shared), before);
    }

    internal static IEnumerable<int> Requests(CorrespondenceState index, AskerState? asker, CorrespondenceQuery query)
    {
        var before = query.Before > 0 ? query.Before : int.MaxValue;
        if (asker is null)
            return query.OpenOnly ? Descending(index.Pending, before) : From(Math.Min(index.Exemptions, before - 1));
        return Descending(query.OpenOnly ? asker.Exemptions.Where(number => number == asker.Pending) : asker.Exemptions, before);
    }

    internal static string DigestOf(AskCommand command) => Operation.Digest(
        nameof(ClarificationAsked), command.Asker, command.By, Text(command.Question), command.Text);

    internal static string DigestOf(AnswerCommand command) => Operation.Digest(
        nameof(ClarificationAnswered), command.By, Text(command.Question), command.Text, command.Share ? "share" : null);

    internal static void Check(AskCommand command)
    {
        Operation.Check(command.OperationId);
        CheckText("text", command.Text, MaxTextLength);
    }

    internal static void Check(AnswerCommand command)
    {
        Operation.Check(command.OperationId);
        CheckText("text", command.Text, MaxTextLength);
    }

    /// <summary>Whether a post or an office may ask about a directive.</summary>
    /// <param name="service">Null for a department that asks.</param>
    internal static void CheckServed(string directive, string asker, string by, PostService? service, DiaryEntry? entry)
    {
        if (service is not null && service.Post.Incumbent?.Person != by)
            throw new RefusedException(Refusal.PermissionDenied, "NOT_INCUMBENT", $"{by} does not hold charge of {asker}.");
        if (service is { Served: null })
            throw RefusedException.NotAllowedNow("NOT_SERVED", $"{directive} has not been served on {asker}.");
        if (entry is null)
            throw RefusedException.NotAllowedNow("NOT_RECEIVED", $"{directive} has not been received by {asker}.");
        if (entry.Closed is { } closed)
            throw RefusedException.NotAllowedNow(DepartmentRules.NotInForce, $"{directive} is not in force any more: {closed}.");
    }

    private static CorrespondenceChange AskAnew(
        string directive, CorrespondenceState index, AskerState asker, AskCommand command, LocalText? name, DateTimeOffset now)
    {
        CheckRoom(index, asker, command.Asker);
        if (asker.Questions.Length >= MaxQuestionsOfOne)
        {
            throw RefusedException.NotAllowedNow(
                "TOO_MANY_QUESTIONS", $"{command.Asker} has asked {MaxQuestionsOfOne} questions about {directive}: ask on in one of these threads.");
        }

        var number = index.Questions + 1;
        var thread = new Clarification(
            directive, number, command.Asker, true, false, [new ClarificationMessage(false, now, command.By, name, command.Text)]);
        return Asked(
            directive, thread, command, now,
            index with { Questions = number, Open = index.Open.Add(number) },
            asker with { Questions = asker.Questions.Add(number), Open = asker.Open.Add(number) });
    }

    private static CorrespondenceChange Asked(
        string directive, Clarification thread, AskCommand command, DateTimeOffset now, CorrespondenceState index, AskerState asker)
    {
        var fact = new ClarificationAsked(
            thread.Number, thread.Messages.Length, thread.Asker, command.By, thread.Messages[^1].Name, command.Text, command.OperationId);
        return new CorrespondenceChange(
            index with { Facts = [fact with { Directive = directive, At = now }] }, asker, new QuestionState { Thread = thread }, []);
    }

    private static void CheckRoom(CorrespondenceState index, AskerState asker, string who)
    {
        if (asker.Open.Length >= MaxOpenOfOne)
            throw RefusedException.NotAllowedNow("TOO_MANY_OPEN", $"{MaxOpenOfOne} questions of {who} wait for the issuer already.");
        if (index.Open.Length >= MaxOpen)
            throw RefusedException.NotAllowedNow("ISSUER_BUSY", $"{MaxOpen} questions wait for the issuer already; ask again when some are answered.");
    }

    private static Clarification Say(Clarification thread, ClarificationMessage message) => thread.Messages.Length < MaxMessages
        ? thread with { Messages = thread.Messages.Add(message) }
        : throw RefusedException.NotAllowedNow("THREAD_FULL", $"Question {thread.Number} has {MaxMessages} messages: begin a new one.");

    private static void CheckText(string field, string text, int most)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > most)
            throw RefusedException.Field(field, $"must have 1 to {most} characters");
    }

    private static ImmutableArray<int> With(ImmutableArray<int> numbers, int number) => numbers.Contains(number) ? numbers : numbers.Add(number);

    private static IEnumerable<int> Descending(IEnumerable<int> numbers, int before) => numbers.Where(number => number < before).OrderDescending();

    private static IEnumerable<int> From(int newest)
    {
        for (var number = newest; number > 0; number--)
            yield return number;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
