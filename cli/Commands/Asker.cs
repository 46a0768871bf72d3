using System.CommandLine;

namespace Directives.Cli.Commands;

/// <summary>Who asks the issuer: a post or a department.</summary>
internal sealed class Asker
{
    private readonly Option<string?> post = new("--post") { Description = "The post that asks, ppra/managing-director", HelpName = "POST" };

    private readonly Option<string?> department = Inputs.Department("The department that asks");

    /// <param name="required">Whether one of the two has to be given.</param>
    public void AddTo(Command command, bool required)
    {
        command.Options.Add(post);
        command.Options.Add(department);
        command.Validators.Add(result =>
        {
            var given = (result.GetResult(post) is null ? 0 : 1) + (result.GetResult(department) is null ? 0 : 1);
            if (given > 1 || (required && given == 0))
                result.AddError("Give either --post or --department.");
        });
    }

    public string PostOf(ParseResult parse) => parse.GetValue(post) ?? "";

    public string DepartmentOf(ParseResult parse) => parse.GetValue(department) ?? "";
}
