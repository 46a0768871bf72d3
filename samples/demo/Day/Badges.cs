using System.Collections.Concurrent;
using Directives.Cli;
using Directives.V1;
using Grpc.Core;

namespace Directives.Demo.Day;

/// <summary>Development tokens, one for each person or role, fetched when first needed.</summary>
internal sealed class Badges(Connection connection)
{
    /// <summary>Longer than a working day, which passes in seconds.</summary>
    private const int Minutes = 1440;

    private readonly ConcurrentDictionary<Bearer, Lazy<Task<DevelopmentToken>>> tokens = new();

    public async Task<string> TokenAsync(Bearer bearer, CancellationToken cancellation) =>
        (await FetchAsync(bearer, cancellation)).Token;

    /// <summary>Another day has come, or somebody has another post: tokens are fetched anew.</summary>
    public void Renew() => tokens.Clear();

    /// <summary>
    /// The person who heads a department; where that post is vacant, the head of the nearest department above it, who
    /// may act for it too.
    /// </summary>
    /// <exception cref="DemoException">Nobody heads it, up to the root.</exception>
    public async Task<Bearer> HeadOfAsync(string department, CancellationToken cancellation)
    {
        var oversight = connection.With(await TokenAsync(new Bearer("role", "oversight"), cancellation));
        var found = await GetAsync(oversight, department, cancellation);
        for (var level = found.Path.Count - 1; level >= 0; level--)
        {
            var place = level == found.Path.Count - 1 ? found : await GetAsync(oversight, found.Path[level], cancellation);
            if (place.HeadPost.Length > 0 && await PersonInAsync(place.HeadPost, cancellation) is { } person)
                return person;
        }

        throw new DemoException($"Nobody heads {department} or a department above it.");
    }

    private static async Task<Department> GetAsync(Connection oversight, string department, CancellationToken cancellation) =>
        await oversight.Registry.GetDepartmentAsync(new GetDepartmentRequest { Department = department }, oversight.Within(cancellation));

    /// <summary>The person in a post; null where it is vacant.</summary>
    public async Task<Bearer?> PersonInAsync(string post, CancellationToken cancellation)
    {
        try
        {
            return new Bearer("person", (await FetchAsync(new Bearer("post", post), cancellation)).Subject);
        }
        catch (RpcException vacant) when (vacant.StatusCode is StatusCode.FailedPrecondition)
        {
            return null;
        }
    }

    private Task<DevelopmentToken> FetchAsync(Bearer bearer, CancellationToken cancellation) =>
        tokens.GetOrAdd(bearer, of => new Lazy<Task<DevelopmentToken>>(() => connection.GetTokenAsync(of, Minutes, cancellation))).Value;
}
