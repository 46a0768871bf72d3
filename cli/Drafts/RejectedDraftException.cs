namespace Directives.Cli.Drafts;

/// <summary>The server objects to fields of a draft that was read from a file.</summary>
internal sealed class RejectedDraftException(DirectiveFile file, RefusedCall call) : Exception(call.Message)
{
    public RefusedCall Call => call;

    public string Path => file.Path;

    /// <summary>Each objection where the file has the field; under the API's name where it has none.</summary>
    public IReadOnlyList<FileProblem> Problems { get; } =
    [
        .. call.Objections.Select(objection => file.Places.Find(objection.Field) is ({ Length: > 0 } key, var line)
            ? new FileProblem(line, key, objection.Description)
            : new FileProblem(0, objection.Field, objection.Description)),
    ];
}
