using Directives.V1;

namespace Directives.Cli.Views;

/// <summary>A fact of the ledger in a line.</summary>
internal static class Facts
{
    public static string Where(Event fact) => fact.Post.Length > 0 ? fact.Post : fact.Department;

    public static string Who(CommandSession session, Event fact) =>
        fact.Person.Length == 0 ? "" : session.Say(fact.Name) is { Length: > 0 } name ? $"{name} ({fact.Person})" : fact.Person;

    /// <summary>With the paper of an act on paper; with how many are outstanding and who was told, where somebody was.</summary>
    public static string Detail(Event fact)
    {
        if (fact.Paper is { } paper)
            return $"on paper {paper.On}, {paper.Reference}, entered by {paper.EnteredBy}";
        if (fact.Outstanding == 0)
            return fact.Detail;
        return $"{fact.Detail}, {fact.Outstanding} outstanding{(fact.Told.Length > 0 ? $", told {fact.Told}" : "")}";
    }

    public static string Line(CommandSession session, Event fact)
    {
        string[] parts = [Moment.Clock(fact.At), fact.Kind, Where(fact), Who(session, fact), Detail(fact)];
        return Plain.Line(string.Join("  ", parts.Where(part => part.Length > 0)));
    }
}
