using System.Collections.Concurrent;
using Directives.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace Directives.Crash.Load;

/// <summary>An act that was handed in over a stream was answered with a refusal.</summary>
internal sealed class SubmissionRefusedException(SubmissionOutcome outcome) : Exception(outcome.Message)
{
    public SubmissionOutcome Outcome => outcome;
}

/// <summary>The acts of many officers over one stream for each connection, opened anew when it was cut off.</summary>
internal sealed class SubmissionStreams(TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<GrpcChannel, Session> sessions = [];
    private long sequence;

    /// <summary>Returns when the act was answered as durable.</summary>
    /// <exception cref="SubmissionRefusedException">It was answered otherwise.</exception>
    /// <exception cref="RpcException">The stream ended before the answer, or it did not come in time.</exception>
    public async Task SendAsync(GrpcChannel channel, CallOptions options, Submission submission)
    {
        submission.Sequence = (ulong)Interlocked.Increment(ref sequence);
        var session = sessions.AddOrUpdate(
            channel, _ => new Session(channel, options), (_, open) => open.HasEnded ? new Session(channel, options) : open);
        SubmissionOutcome outcome;
        try
        {
            outcome = await session.SendAsync(submission).WaitAsync(Positive(options.Deadline!.Value - time.GetUtcNow().UtcDateTime), time);
        }
        catch (TimeoutException)
        {
            throw new RpcException(new Status(StatusCode.DeadlineExceeded, "There was no answer in time."));
        }

        if (outcome.Code != 0)
            throw new SubmissionRefusedException(outcome);
    }

    public void Dispose()
    {
        foreach (var session in sessions.Values)
            session.Dispose();
    }

    private static TimeSpan Positive(TimeSpan left) => left > TimeSpan.Zero ? left : TimeSpan.Zero;

    private sealed class Session : IDisposable
    {
        private readonly AsyncDuplexStreamingCall<Submission, SubmissionOutcome> call;
        private readonly ConcurrentDictionary<ulong, TaskCompletionSource<SubmissionOutcome>> waiting = [];
        private readonly SemaphoreSlim writing = new(1);

        public Session(GrpcChannel channel, CallOptions options)
        {
            call = new OfficerService.OfficerServiceClient(channel).Submit(new CallOptions(options.Headers));
            _ = ReadAsync();
        }

        public bool HasEnded { get; private set; }

        public async Task<SubmissionOutcome> SendAsync(Submission submission)
        {
            var answered = new TaskCompletionSource<SubmissionOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting[submission.Sequence] = answered;
            await writing.WaitAsync();
            try
            {
                if (HasEnded)
                    throw new RpcException(new Status(StatusCode.Unavailable, "The stream has ended."));
                await call.RequestStream.WriteAsync(submission);
            }
            catch (Exception ended) when (ended is InvalidOperationException or IOException)
            {
                throw new RpcException(new Status(StatusCode.Unavailable, ended.Message));
            }
            finally
            {
                writing.Release();
            }

            return await answered.Task;
        }

        public void Dispose()
        {
            call.Dispose();
            writing.Dispose();
        }

        private async Task ReadAsync()
        {
            var end = new RpcException(new Status(StatusCode.Unavailable, "The stream ended before the answer."));
            try
            {
                while (await call.ResponseStream.MoveNext(CancellationToken.None))
                {
                    var outcome = call.ResponseStream.Current;
                    if (waiting.TryRemove(outcome.Sequence, out var answered))
                        answered.TrySetResult(outcome);
                }
            }
            catch (RpcException cut)
            {
                end = cut;
            }

            HasEnded = true;
            foreach (var (_, unanswered) in waiting)
                unanswered.TrySetException(end);
        }
    }
}
