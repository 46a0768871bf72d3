using Grpc.Net.Client;
using Grpc.Core;

namespace Directives.Crash.Load;

/// <summary>How a command is sent.</summary>
/// <param name="Copies">How many times at once, over both connections.</param>
/// <param name="GivesUp">Whether the client leaves it at the first answer that is not final, never to learn what became of it.</param>
/// <param name="FirstDeadline">Of the first attempts: often too short for an answer.</param>
internal sealed record Manner(int Copies, bool GivesUp, TimeSpan FirstDeadline);

/// <summary>Sends a command until there is a final answer.</summary>
internal sealed class Insistence(Caller caller, int round, Random random, CancellationToken cancellation)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(40);
    private readonly TimeProvider time = TimeProvider.System;

    /// <param name="ask">Asks GetOutcome; null where the client does not.</param>
    /// <param name="passing">Reasons of refusals that pass by themselves, so that the command is sent again.</param>
    /// <returns>The final answer, or the first one where the client gives up.</returns>
    /// <exception cref="CrashException">There was no final answer for too long.</exception>
    public async Task<Answer> SendAsync(
        Act act, Manner manner, Func<GrpcChannel, CallOptions, Task> call, Func<GrpcChannel, CallOptions, Task>? ask, string[] passing)
    {
        var started = time.GetTimestamp();
        for (var tries = 0; ; tries++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, tries == 0 ? manner.Copies : 1)
                .Select(copy => SendAsync(act, call, tries == 0 ? manner.FirstDeadline : Caller.UsualDeadline, copy)).ToArray());
            if (answers.FirstOrDefault(answer => answer.Outcome is Outcome.Confirmed) is { } confirmed)
                return confirmed;
            if (answers.FirstOrDefault(answer => answer.Outcome is Outcome.Refused && !passing.Contains(answer.Reason)) is { } refused
                && answers.All(answer => answer.Outcome is Outcome.Refused or Outcome.Nothing))
                return refused;
            var last = answers[^1];
            if (manner.GivesUp && last.Outcome is not Outcome.Refused && last.Reason != "UNAUTHENTICATED")
                return last;
            if (ask is not null && last.Outcome is Outcome.Unknown && random.Next(3) == 0 && await caller.AskOutcomeAsync(round, act, ask, cancellation))
                return new Answer(Outcome.Confirmed, "", "");
            if (time.GetElapsedTime(started) > Patience)
                throw new CrashException($"{act.Fact} {act.Operation} of {act.Key} had no final answer in {Patience.TotalSeconds:N0} s; the last: {last.Outcome} {last.Reason} {last.Message}");
            await Task.Delay(Pause * (1 + Math.Min(tries, 5)), time, cancellation);
        }
    }

    private async Task<Answer> SendAsync(Act act, Func<GrpcChannel, CallOptions, Task> call, TimeSpan deadline, int copy)
    {
        if (copy > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(Delay()), time, cancellation);
        return await caller.AttemptAsync(round, act, call, deadline, cancellation);
    }

    private int Delay()
    {
        lock (random)
            return random.Next(30);
    }
}
