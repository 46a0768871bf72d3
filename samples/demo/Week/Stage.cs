using Directives.Cli;
using Directives.Demo.Day;
using Directives.Demo.Processes;
using Directives.Demo.Show;
using Directives.V1;

namespace Directives.Demo.Week;

/// <summary>What every scene has at hand.</summary>
/// <param name="Connection">To the gateway, without a token.</param>
internal sealed record Stage(Connection Connection, Badges Badges, WeekClock Clock, DemoScreen Screen, Terminal Terminal, DemoOptions Options)
{
    /// <summary>How long the counts may take to show what was done.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string samples = Path.Combine(Programs.FindRepository(), "samples");

    public TimeProvider Time => Terminal.Time;

    public string Sample(params string[] path) => Path.Combine([samples, .. path]);

    public async Task<Connection> AsAsync(Bearer bearer, CancellationToken cancellation) =>
        Connection.With(await Badges.TokenAsync(bearer, cancellation));

    public Task<Connection> OversightAsync(CancellationToken cancellation) => AsAsync(new Bearer("role", "oversight"), cancellation);

    public Task<Connection> AdminAsync(CancellationToken cancellation) => AsAsync(new Bearer("role", "admin"), cancellation);

    /// <summary>Says what the day is; tokens end with the day before.</summary>
    public async Task DawnAsync(int day, TimeSpan hour, CancellationToken cancellation)
    {
        await Clock.GoToAsync(day, hour, cancellation);
        Badges.Renew();
        Screen.Say($"\n{Clock.Text}");
    }

    public void Say(FormattableString line) => Screen.Say($"  {FormattableString.Invariant(line)}");

    /// <summary>The counts of a directive over its whole jurisdiction.</summary>
    public async Task<Tally> CountAsync(string directive, CancellationToken cancellation) =>
        (await ReadAsync(directive, cancellation)).Total.Tally;

    public async Task<Compliance> ReadAsync(string directive, CancellationToken cancellation)
    {
        var oversight = await OversightAsync(cancellation);
        return await oversight.Oversight.GetComplianceAsync(new GetComplianceRequest { Directive = directive }, oversight.Within(cancellation));
    }

    /// <summary>An operation id that is the same each time that the demo does the same.</summary>
    public static string Operation(string what) => Convert.ToHexStringLower(
        System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(what)).AsSpan(0, 16));
}
