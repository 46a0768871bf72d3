namespace Directives.Cli.Drafts;

/// <summary>Something that is wrong in a directive file.</summary>
/// <param name="Line">Counted from 1; 0 where it concerns the file as a whole.</param>
/// <param name="Key">The key as the file has it, <c>audience.clauses[0].within</c>; empty where it concerns no key.</param>
internal sealed record FileProblem(int Line, string Key, string Message)
{
    /// <summary><c>file:line: key: what is wrong</c>.</summary>
    public string Format(string path)
    {
        var place = Line > 0 ? $"{path}:{Line}" : path;
        return Key.Length > 0 ? $"{place}: {Key}: {Message}" : $"{place}: {Message}";
    }
}

/// <summary>A directive file could not be taken; every problem found in it.</summary>
internal sealed class DirectiveFileException(string path, IReadOnlyList<FileProblem> problems)
    : Exception($"{path} has {problems.Count} mistake{(problems.Count == 1 ? "" : "s")}")
{
    public string Path { get; } = path;

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<FileProblem> Problems { get; } = [.. problems.OrderBy(problem => problem.Line)];
}
