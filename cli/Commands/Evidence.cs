using System.CommandLine;
using System.Security.Cryptography;

namespace Directives.Cli.Commands;

/// <summary>Evidence for a report or a finding: a text, a document by its hash, and where it is found.</summary>
internal sealed class Evidence
{
    private readonly Option<string?> text = new("--evidence") { Description = "Evidence as a text", HelpName = "TEXT" };

    private readonly Option<FileInfo?> file = new("--evidence-file")
    {
        Description = "Evidence as a document: its SHA-256 is sent, not the document", HelpName = "FILE",
    };

    private readonly Option<string?> reference = new("--reference")
    {
        Description = "Where the evidence is found: a file number, an address", HelpName = "TEXT",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(text);
        command.Options.Add(file);
        command.Options.Add(reference);
    }

    public string TextOf(ParseResult parse) => parse.GetValue(text) ?? "";

    public string ReferenceOf(ParseResult parse) => parse.GetValue(reference) ?? "";

    /// <summary>SHA-256 in lower-case hex; empty without a file.</summary>
    public async Task<string> DigestOfAsync(ParseResult parse, CancellationToken cancellation)
    {
        if (parse.GetValue(file) is not { } document)
            return "";
        try
        {
            await using var content = document.OpenRead();
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation));
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{document} cannot be read: {wrong.Message}");
        }
    }
}
