using System.CommandLine;
using System.CommandLine.Parsing;

namespace Directives.Cli;

/// <summary>The options of every command.</summary>
internal sealed class GlobalOptions
{
    public const string ServerVariable = "DIRECTIVES_SERVER";
    public const string TokenVariable = "DIRECTIVES_TOKEN";
    public const string DefaultServer = "http://127.0.0.1:5081";

    public GlobalOptions(Terminal terminal)
    {
        Server = new Option<string[]>("--server")
        {
            Description = $"The gateway's gRPC address; where two processes stand by for each other, both, with a comma between them [env: {ServerVariable}]",
            HelpName = "URL",
            DefaultValueFactory = _ => [terminal.Environment(ServerVariable) is { Length: > 0 } set ? set : DefaultServer],
        };
        Server.Validators.Add(CheckServer);
        As.Validators.Add(CheckAs);
        Role.AcceptOnlyFromAmong("issuer", "oversight", "admin");
        Language.AcceptOnlyFromAmong("en", "ur");
    }

    public Option<string[]> Server { get; }

    public Option<string?> Token { get; } = new("--token")
    {
        Description = $"The bearer token to call with [env: {TokenVariable}]",
        HelpName = "JWT",
    };

    public Option<string?> As { get; } = new("--as")
    {
        Description = "Call as the person in a post, as a person, or as a department's own system, with a development token for this one command",
        HelpName = "post:ID|person:ID|department:ID",
    };

    public Option<string?> Role { get; } = new("--role")
    {
        Description = "Call in a role, with a development token for this one command",
        HelpName = "issuer|oversight|admin",
    };

    public Option<string?> Name { get; } = new("--name")
    {
        Description = "With --role: the person who has the role, so that two of one role are told apart",
        HelpName = "PERSON",
    };

    public Option<string> Language { get; } = new("--lang")
    {
        Description = "Names and texts in English or Urdu",
        HelpName = "en|ur",
        DefaultValueFactory = _ => "en",
    };

    public Option<bool> Json { get; } = new("--json") { Description = "Write JSON for programs: one line for each message" };

    /// <param name="root">With all of its commands.</param>
    public void AddTo(Command root)
    {
        foreach (var option in (Option[])[Server, Token, As, Role, Name, Language, Json])
        {
            option.Recursive = true;
            root.Options.Add(option);
        }

        CheckIn(root);
    }

    private void CheckIn(Command command)
    {
        command.Validators.Add(CheckOneIdentity);
        foreach (var below in command.Subcommands)
            CheckIn(below);
    }

    /// <summary>One way to say who is calling.</summary>
    private void CheckOneIdentity(CommandResult result)
    {
        string[] given = [.. ((Option[])[Token, As, Role]).Where(option => result.GetResult(option) is { Implicit: false }).Select(option => option.Name)];
        if (given.Length > 1)
            result.AddError($"Give only one of {string.Join(", ", given)}.");
        if (result.GetResult(Name) is { Implicit: false } && result.GetResult(Role) is null or { Implicit: true })
            result.AddError("--name goes with --role.");
    }

    private static void CheckServer(OptionResult result)
    {
        string[] urls = [.. (result.GetValueOrDefault<string[]>() ?? []).SelectMany(Servers.Split)];
        if (urls.Length == 0)
            result.AddError($"--server: no address is given; one looks like {DefaultServer}.");
        foreach (var url in urls)
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
                result.AddError($"--server: \"{url}\" is no http or https address; it looks like {DefaultServer}.");
        }
    }

    private static void CheckAs(OptionResult result)
    {
        var bearer = result.GetValueOrDefault<string?>();
        if (bearer?.Split(':', 2) is not ["post" or "person" or "department", { Length: > 0 }])
            result.AddError($"--as: \"{bearer}\" is none of post:ID, person:ID and department:ID.");
    }
}
