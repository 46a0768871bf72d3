using Directives.V1;

namespace Directives.Cli.Views;

/// <summary>Endorsements, apart from the order that they go with.</summary>
internal static class Endorsements
{
    /// <summary>Each with its instructions.</summary>
    public static void Write(CommandSession session, IEnumerable<Endorsement> endorsements)
    {
        foreach (var endorsement in endorsements)
        {
            var name = session.Say(endorsement.Name) is { Length: > 0 } known ? $"{known} ({endorsement.Department})" : endorsement.Department;
            session.Terminal.Output.WriteLine(Plain.Line(
                $"  {name} no. {endorsement.Number}, version {endorsement.Version}, {Moment.Of(endorsement.At)}, by {endorsement.By}{Deadlines(endorsement)}"));
            if (session.Say(endorsement.Instructions) is { Length: > 0 } instructions)
                session.Terminal.Output.WriteLine(Plain.Text($"    {instructions}"));
        }
    }

    /// <summary>The deadlines that it makes tighter; nothing where it leaves both.</summary>
    public static string Deadlines(Endorsement endorsement)
    {
        var acknowledge = endorsement.AcknowledgeBy is null ? "" : $"; acknowledge by {Moment.Of(endorsement.AcknowledgeBy)}";
        return endorsement.ComplyBy is null ? acknowledge : $"{acknowledge}; comply by {Moment.Of(endorsement.ComplyBy)}";
    }

    /// <summary>The departments that have endorsed, the topmost first; a dash for none.</summary>
    public static string By(IEnumerable<Endorsement> endorsements) =>
        string.Join(", ", endorsements.Select(endorsement => endorsement.Department).Distinct(StringComparer.Ordinal)) is { Length: > 0 } names ? names : "-";
}
