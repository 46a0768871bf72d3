namespace Directives.Crash.Load;

/// <summary>A command that a client gives, as its ledger names it.</summary>
/// <param name="Operation">Its operation id.</param>
/// <param name="Fact">The kind of fact that it is to lead to.</param>
/// <param name="Key">The directive, department or post whose fact that is.</param>
/// <param name="By">The person or role in whose name it is given.</param>
/// <param name="Via">Whose token it is sent with, where that is another's: <c>department:punjab</c> for its system.</param>
/// <param name="Also">The kind of a second fact that it is to lead to, and whose that is; null for none.</param>
internal sealed record Act(
    string Operation, string Fact, string Key, string Directive, string By, int Version = 1, string Text = "", string? Via = null,
    string? Also = null, string? AlsoKey = null);

/// <summary>What a client learned from one attempt.</summary>
internal enum Outcome
{
    /// <summary>Answered: it has taken effect.</summary>
    Confirmed,

    /// <summary>Answered: it is not allowed and has left nothing.</summary>
    Refused,

    /// <summary>Answered: it could not be done just now and has left nothing.</summary>
    Nothing,

    /// <summary>Not answered, or answered that nobody knows.</summary>
    Unknown,

    /// <summary>Answered by a fault of the server itself.</summary>
    Broken,
}

/// <param name="Reason">The server's word for it; empty where it gave none.</param>
internal sealed record Answer(Outcome Outcome, string Reason, string Message);
