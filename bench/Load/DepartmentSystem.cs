using System.Collections.Concurrent;
using System.Diagnostics;
using Directives.V1;
using Grpc.Core;

namespace Directives.Bench.Load;

/// <summary>A department's own system, which hands in many officers' acts over streams.</summary>
internal sealed class DepartmentSystem(Gateway gateway, Metadata token)
{
    /// <summary>What the server takes of one stream before it has answered.</summary>
    private const int Unanswered = 1_024;
    private static readonly WriteOptions MoreToCome = new(WriteFlags.BufferHint);

    /// <summary>Opens directives, so that they can be acknowledged.</summary>
    public async Task OpenAsync(IEnumerable<(Seat Seat, int Directive, long Index)> acts)
    {
        using var each = acts.GetEnumerator();
        await using var stream = new ActStream(Gateway.Of(gateway.Officers, 0).Submit(token), null);
        while (each.MoveNext())
        {
            var (seat, directive, _) = each.Current;
            await stream.SendAsync(new Submission
            {
                Person = seat.Person,
                Open = new OpenRequest { OperationId = "bench-open", Post = seat.Post, Directive = Gateway.Number(directive), Language = "en" },
            });
        }

        await stream.EndAsync();
    }

    public Task AcknowledgeAsync(int streams, Seats seats, TimeSpan warm, TimeSpan time, Meter meter) =>
        Drive.RunAsync(
            streams,
            async (caller, isOver) =>
            {
                await using var stream = new ActStream(Gateway.Of(gateway.Officers, caller).Submit(token), meter);
                while (!isOver() && seats.Take() is var (seat, directive, _))
                    await stream.SendAsync(new Submission { Person = seat.Person, Acknowledge = Officers.RequestOf(seat, directive) });
                await stream.EndAsync();
            },
            warm, time, meter);

    /// <summary>One stream; its answers are read while it is written to.</summary>
    private sealed class ActStream : IAsyncDisposable
    {
        private readonly AsyncDuplexStreamingCall<Submission, SubmissionOutcome> call;
        private readonly Meter? meter;
        private readonly SemaphoreSlim room = new(Unanswered);
        private readonly ConcurrentDictionary<ulong, long> sent = [];
        private readonly Task reading;
        private ulong sequence;

        public ActStream(AsyncDuplexStreamingCall<Submission, SubmissionOutcome> call, Meter? meter)
        {
            this.call = call;
            this.meter = meter;
            reading = ReadAsync();
        }

        public async Task SendAsync(Submission submission)
        {
            if (!room.Wait(0))
                await Task.WhenAny(room.WaitAsync(), reading);
            if (reading.IsCompleted)
                await reading;
            submission.Sequence = ++sequence;
            sent[sequence] = Stopwatch.GetTimestamp();
            // What there is room for leaves together.
            call.RequestStream.WriteOptions = room.CurrentCount > 0 ? MoreToCome : WriteOptions.Default;
            try
            {
                await call.RequestStream.WriteAsync(submission);
            }
            catch (Exception cut) when (cut is IOException or ObjectDisposedException)
            {
                // Why it ended is in the answers.
                await reading;
                throw;
            }
        }

        public async Task EndAsync()
        {
            await call.RequestStream.CompleteAsync();
            await reading;
            if (!sent.IsEmpty)
                throw new BenchException($"{sent.Count} submissions were not answered.");
        }

        public ValueTask DisposeAsync()
        {
            call.Dispose();
            return ValueTask.CompletedTask;
        }

        private async Task ReadAsync()
        {
            await foreach (var outcome in call.ResponseStream.ReadAllAsync())
            {
                if (outcome.Code != 0 || !sent.TryRemove(outcome.Sequence, out var at))
                    throw new BenchException($"Submission {outcome.Sequence} was answered with {(StatusCode)outcome.Code} {outcome.Reason}: {outcome.Message}");
                meter?.Answered(at);
                room.Release();
            }
        }
    }
}
