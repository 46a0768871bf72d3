namespace Directives.Cli.Drafts;

/// <summary>What was found wrong in a file so far; the first hundred mistakes, so that a hostile file gets a short answer.</summary>
internal sealed class FileProblems
{
    public const int Most = 100;

    private readonly List<FileProblem> found = [];

    public int Count => found.Count;

    public void Add(int line, string key, string message)
    {
        if (found.Count < Most)
            found.Add(new FileProblem(line, key, message));
    }

    /// <exception cref="DirectiveFileException">Something was found.</exception>
    public void ThrowIfAny(string path)
    {
        if (found.Count > 0)
            throw new DirectiveFileException(path, found);
    }
}
