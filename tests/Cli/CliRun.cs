using System.Text.Json;
using Directives.Cli;

namespace Directives.Tests.Cli;

/// <summary>One run of the command line inside the test process.</summary>
internal sealed record CliRun(int Code, string Output, string Error)
{
    /// <summary>The lines of the answer.</summary>
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The one JSON line of the answer.</summary>
    public JsonElement Json => JsonDocument.Parse(Assert.Single(Lines)).RootElement;

    /// <summary>The one JSON line on standard error.</summary>
    public JsonElement JsonError => JsonDocument.Parse(Assert.Single(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries))).RootElement.GetProperty("error");

    public static Task<CliRun> RunAsync(params string[] args) => RunAsync(new Dictionary<string, string>(), args);

    public static async Task<CliRun> RunAsync(IReadOnlyDictionary<string, string> environment, params string[] args)
    {
        await using var output = new StringWriter { NewLine = "\n" };
        await using var error = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal(output, error, IsLive: false, environment.GetValueOrDefault, TimeProvider.System);
        var code = await DirectivesCli.RunAsync(args, terminal, TestContext.Current.CancellationToken);
        return new CliRun(code, output.ToString(), error.ToString());
    }

    /// <summary>Fails with everything that the run wrote.</summary>
    public CliRun Expect(int code)
    {
        Assert.True(Code == code, $"exit code {code} expected, found {Code}; output:\n{Output}\nerror:\n{Error}");
        return this;
    }
}
