using Directives.V1;

namespace Directives.Cli.Drafts;

/// <summary>A decision as a person writes it: its particulars as YAML, then its text, as in a directive file.</summary>
internal sealed record DecisionFile(Decision Decision)
{
    /// <exception cref="DirectiveFileException">The file cannot be read, or anything in it is wrong; every mistake found.</exception>
    public static async Task<DecisionFile> ReadAsync(string path, CancellationToken cancellation) =>
        new(Read(path, await DirectiveFile.ReadBytesAsync(path, cancellation)));

    private static Decision Read(string path, byte[] content)
    {
        var problems = new FileProblems();
        var (parts, front) = DirectiveFile.Split(path, content, problems);
        parts.Check(null, problems);
        var keys = new MapReader(front, "", "decision", new SourceMap(), problems);
        var decision = new Decision
        {
            Number = keys.Text("number"),
            Body = keys.LocalText("body"),
            Meeting = keys.LocalText("meeting"),
            Date = keys.Date("date"),
            Minute = keys.Text("minute", required: false),
            Text = new LocalText { En = parts.English?.Text ?? "", Ur = parts.Urdu?.Text ?? "" },
        };
        keys.Close();
        problems.ThrowIfAny(path);
        return decision;
    }
}
