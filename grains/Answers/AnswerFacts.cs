namespace Directives.Grains;

/// <summary>Something between those who were served and the issuer.</summary>
/// <param name="Asker">A post id, or the id of a department.</param>
public abstract record AnswerFact(string Asker) : Fact;

/// <param name="Question">The number of the thread under this directive.</param>
/// <param name="Message">The number of the message in the thread.</param>
public sealed record ClarificationAsked(
    int Question, int Message, string Asker, string By, LocalText? Name, string Text, string OperationId) : AnswerFact(Asker);

/// <param name="Shared">Everybody served may see the thread from here on.</param>
public sealed record ClarificationAnswered(
    int Question, int Message, string Asker, string By, string Text, bool Shared, string OperationId) : AnswerFact(Asker);

/// <param name="Until">The last day that is asked for.</param>
public sealed record ExemptionRequested(
    int Exemption, string Asker, string By, LocalText? Name, string Reason, DateOnly Until, string OperationId) : AnswerFact(Asker);

/// <summary>An exemption began or ended: of two of an asker the one with the higher sequence counts.</summary>
/// <param name="Sequence">Counts them by asker, from 1.</param>
public abstract record ExemptionFact(int Exemption, int Sequence, string Asker) : AnswerFact(Asker);

/// <param name="Until">The last day.</param>
/// <param name="ExpiresAt">The first moment after that day in Pakistan.</param>
/// <param name="Reason">What the issuer says with it.</param>
public sealed record ExemptionGranted(
    int Exemption, int Sequence, string Asker, string By, DateOnly Until, DateTimeOffset ExpiresAt, string? Reason, string OperationId)
    : ExemptionFact(Exemption, Sequence, Asker);

public sealed record ExemptionExpired(int Exemption, int Sequence, string Asker, DateTimeOffset Due)
    : ExemptionFact(Exemption, Sequence, Asker);

public sealed record ExemptionRefused(int Exemption, string Asker, string By, string Reason, string OperationId) : AnswerFact(Asker);
