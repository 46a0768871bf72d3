using System.Globalization;
using Grpc.Core;
using Grpc.Net.Client;

namespace Directives.Crash.Load;

/// <summary>Gives commands one after the other, each until there is a final answer.</summary>
/// <param name="chance">Decides how each is sent.</param>
internal sealed class Actor(Caller caller, ClientCommand command, string client, Random chance, CancellationToken cancellation)
{
    /// <summary>Not served yet: it passes.</summary>
    public static readonly string[] UntilServed = ["NOT_SERVED", "NOT_RECEIVED"];

    /// <summary>Charge not assumed yet, as the import is still under way: it passes too.</summary>
    public static readonly string[] UntilInCharge = [.. UntilServed, "ACCESS_DENIED", "NOT_INCUMBENT"];

    private static readonly TimeSpan PakistanOffset = TimeSpan.FromHours(5);

    /// <summary>In Pakistan, by the right clock.</summary>
    public static DateOnly Today => DateOnly.FromDateTime((TimeProvider.System.GetUtcNow() + PakistanOffset).UtcDateTime);

    public CancellationToken Cancellation => cancellation;

    public int Round => command.Round;

    public static string Iso(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>The id of a command, which is the client's own.</summary>
    public string Operation(string what, string key) =>
        string.Create(CultureInfo.InvariantCulture, $"{command.Round}-{what}-{client}-{key}");

    /// <summary>Sends a command until it is confirmed or refused.</summary>
    /// <param name="ask">Asks GetOutcome; null where the client does not.</param>
    /// <param name="passing">Reasons of refusals that pass by themselves.</param>
    public Task<Answer> SendAsync(
        Act act, Func<GrpcChannel, CallOptions, Task> call, Func<GrpcChannel, CallOptions, Task>? ask = null, params string[] passing) =>
        SendAsync(act, Manner(giveUp: false), call, ask, passing);

    public Task<Answer> SendAsync(
        Act act, Manner manner, Func<GrpcChannel, CallOptions, Task> call, Func<GrpcChannel, CallOptions, Task>? ask, params string[] passing) =>
        new Insistence(caller, command.Round, chance, cancellation).SendAsync(act, manner, call, ask, passing);

    /// <summary>One attempt, whatever comes of it.</summary>
    public Task<Answer> TryAsync(Act act, Func<GrpcChannel, CallOptions, Task> call) =>
        caller.AttemptAsync(command.Round, act, call, Caller.UsualDeadline, cancellation);

    /// <summary>Reads something, again and again until there is an answer; null where it is refused.</summary>
    public async Task<T?> ReadAsync<T>(string bearer, Func<GrpcChannel, CallOptions, Task<T>> read)
        where T : class
    {
        for (var tries = 0; tries < 400; tries++)
        {
            T? found = null;
            var answer = await caller.CallAsync(tries, bearer, async (channel, options) => found = await read(channel, options), Caller.UsualDeadline, cancellation);
            if (answer.Outcome is Outcome.Confirmed or Outcome.Refused)
                return found;
            await PauseAsync(100);
        }

        throw new CrashException($"{bearer} could not read for 40 s.");
    }

    public Task PauseAsync(int milliseconds) => Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, cancellation);

    /// <summary>One to five copies, a deadline that may be too short, and now and then a client that gives up.</summary>
    public Manner Manner(bool giveUp)
    {
        var copies = command.Storm ? chance.Next(1, 6) : chance.Next(8) == 0 ? chance.Next(2, 6) : 1;
        var late = chance.Next(100) < (command.Storm ? 25 : 6);
        return new Manner(
            copies, giveUp && chance.Next(12) == 0,
            late ? TimeSpan.FromMilliseconds(chance.Next(1, 20)) : Caller.UsualDeadline);
    }
}
