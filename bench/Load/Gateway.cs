using System.Diagnostics;
using Directives.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace Directives.Bench.Load;

/// <summary>The server, called over a few connections as many programs would.</summary>
internal sealed class Gateway : IDisposable
{
    public const string Root = "punjab";
    private const int Connections = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);
    private readonly GrpcChannel[] channels;

    public Gateway(string server)
    {
        channels = [.. Enumerable.Range(0, Connections).Select(_ => GrpcChannel.ForAddress(server))];
        Officers = [.. channels.Select(channel => new OfficerService.OfficerServiceClient(channel))];
        Oversight = [.. channels.Select(channel => new OversightService.OversightServiceClient(channel))];
        Registry = [.. channels.Select(channel => new RegistryService.RegistryServiceClient(channel))];
        Tokens = [.. channels.Select(channel => new TokenService.TokenServiceClient(channel))];
    }

    public OfficerService.OfficerServiceClient[] Officers { get; }

    public OversightService.OversightServiceClient[] Oversight { get; }

    public RegistryService.RegistryServiceClient[] Registry { get; }

    public TokenService.TokenServiceClient[] Tokens { get; }

    public static string Number(int directive) => $"BENCH/{directive}";

    public static T Of<T>(T[] clients, int caller) => clients[caller % clients.Length];

    public async Task<Metadata> SignInAsync(IssueDevelopmentTokenRequest request, int caller = 0) =>
        Bearing((await Of(Tokens, caller).IssueDevelopmentTokenAsync(request)).Token);

    public static Metadata Bearing(string token) => new() { { "authorization", $"Bearer {token}" } };

    /// <summary>Waits until the tallies of a directive have every act, and no more.</summary>
    /// <returns>How long it took.</returns>
    /// <exception cref="BenchException">They have too many, or not all after five minutes.</exception>
    public async Task<TimeSpan> SettleAsync(IEnumerable<(int Directive, long Opened, long Acknowledged)> expected, Metadata oversight)
    {
        var watch = Stopwatch.StartNew();
        foreach (var (directive, opened, acknowledged) in expected)
        {
            while (true)
            {
                var compliance = await Oversight[0].GetComplianceAsync(new GetComplianceRequest { Directive = Number(directive) }, oversight);
                var tally = compliance.Total.Tally;
                if (tally.Opened == opened && tally.Acknowledged == acknowledged)
                    break;
                if (tally.Opened > opened || tally.Acknowledged > acknowledged || watch.Elapsed > Patience)
                {
                    throw new BenchException(
                        $"The tally of {Number(directive)} has {tally.Opened} opened and {tally.Acknowledged} acknowledged where it should have {opened} and {acknowledged}.");
                }

                await Task.Delay(Glance, TimeProvider.System);
            }
        }

        return watch.Elapsed;
    }

    public void Dispose()
    {
        foreach (var channel in channels)
            channel.Dispose();
    }
}
