using System.CommandLine;
using Directives.Cli.Views;

namespace Directives.Cli.Commands;

/// <summary><c>directives token</c>: a development token, for as long as a day's work.</summary>
internal static class TokenCommand
{
    public static Command Create(Runner run)
    {
        var minutes = new Option<int>("--minutes") { Description = "How long it is good for, 1 to 1440; without it, as long as the server gives", HelpName = "N" };
        minutes.Validators.Add(result => Inputs.CheckRange(result, 1, 1440));
        var command = new CliCommand(
            "token", "Get a development token; who it is for is said with --as or --role",
            "export DIRECTIVES_TOKEN=$(directives token --role oversight)",
            "directives token --as post:ppra/managing-director --minutes 30",
            "directives token --as person:p-000123 --json")
        {
            minutes,
        };
        return command.Does(
            run,
            async (parse, session, cancellation) =>
            {
                var bearer = session.Bearer ?? throw new UsageException("Say who the token is for: --as post:ID, --as person:ID or --role issuer|oversight|admin.");
                var token = await session.Connection.GetTokenAsync(bearer, parse.GetValue(minutes), cancellation);
                session.Answer(token, answer =>
                {
                    session.Terminal.Output.WriteLine(Plain.Line(answer.Token));
                    if (session.Terminal.IsLive)
                        session.Terminal.Error.WriteLine($"For {Plain.Line(answer.Subject)}, until {Moment.Of(answer.ExpiresAt)}.");
                });
            },
            authenticate: false);
    }
}
