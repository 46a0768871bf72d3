using System.Threading.Channels;
using Google.Protobuf;
using Google.Rpc;

namespace Directives.Gateway;

/// <summary>
/// Acts that a department's system hands in over one stream, many at a time, each answered when it is durable. As many
/// are taken as there is room for answers, so that a sender who does not read them is not read any further.
/// </summary>
internal sealed class Submissions(IClusterClient cluster, Access access, OrganogramVersion organogram, ErrorMapping errors, StreamEnds ends)
{
    public const int MaxUnanswered = 1_024;

    private static readonly WriteOptions MoreToCome = new(WriteFlags.BufferHint);

    public async Task RunAsync(
        IAsyncStreamReader<V1.Submission> submissions, IServerStreamWriter<V1.SubmissionOutcome> answers, ServerCallContext context)
    {
        var caller = context.GetCaller();
        using var end = ends.Of(caller, context.CancellationToken);
        try
        {
            await TakeAllAsync(submissions, answers, context.Method, caller, end);
            end.Token.ThrowIfCancellationRequested();
        }
        catch (Exception exception) when (exception is OperationCanceledException or RpcException && end.Refusal is { } refusal)
        {
            throw refusal;
        }
    }

    /// <summary>
    /// Returns when every act that was taken is done, whether somebody still waits for the answers or not; but leaves them
    /// alone once this process is not the active one: they wait for a database that it may not reach.
    /// </summary>
    private async Task TakeAllAsync(
        IAsyncStreamReader<V1.Submission> submissions, IServerStreamWriter<V1.SubmissionOutcome> answers, string method, Caller caller, StreamEnd end)
    {
        var room = new SemaphoreSlim(MaxUnanswered);
        var acts = new UnderWay();
        var outcomes = Channel.CreateUnbounded<V1.SubmissionOutcome>(new UnboundedChannelOptions { SingleReader = true });
        var answering = AnswerAsync(outcomes.Reader, answers, room, end);
        try
        {
            await foreach (var submission in submissions.ReadAllAsync(end.Token))
            {
                await room.WaitAsync(end.Token);
                end.ThrowIfLapsed();
                acts.Begin();
                _ = ActAsync(submission, method, caller, outcomes.Writer, acts);
            }
        }
        finally
        {
            await acts.CompleteAsync(end.Lapsed);
            outcomes.Writer.TryComplete();
            await answering;
        }
    }

    /// <summary>
    /// Never throws: what goes wrong is the answer. It may outlive the call, and so knows nothing of it but who called what;
    /// once it is taken it goes on, whatever becomes of the call.
    /// </summary>
    private async Task ActAsync(
        V1.Submission submission, string method, Caller caller, ChannelWriter<V1.SubmissionOutcome> outcomes, UnderWay acts)
    {
        var outcome = new V1.SubmissionOutcome { Sequence = submission.Sequence };
        try
        {
            await access.AdmitAsync(method, caller, submission);
            outcome.Standing = (V1.Standing)await ActAsync(submission, caller.Subject);
        }
        catch (Exception exception)
        {
            var refused = errors.Map(exception, method, submission.Act);
            outcome.Code = (int)refused.StatusCode;
            outcome.Reason = refused.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason ?? "";
            outcome.Message = refused.Status.Detail;
        }

        outcomes.TryWrite(outcome);
        acts.End();
    }

    private async Task<Standing> ActAsync(V1.Submission submission, string via)
    {
        var officer = cluster.GetGrain<IOfficerGrain>(submission.Post);
        var known = await organogram.VersionOfAsync(submission.Post);
        var record = submission.ActCase switch
        {
            V1.Submission.ActOneofCase.Open => await officer.Open(
                Command(submission.Open.OperationId, submission.Open.Directive, 0, null), CancellationToken.None),
            V1.Submission.ActOneofCase.Acknowledge => await officer.Acknowledge(
                Command(submission.Acknowledge.OperationId, submission.Acknowledge.Directive, submission.Acknowledge.Version, null), CancellationToken.None),
            _ => await officer.Decline(
                Command(submission.Decline.OperationId, submission.Decline.Directive, submission.Decline.Version, submission.Decline.Reason), CancellationToken.None),
        };
        return record.Standing;

        ActCommand Command(string operation, string directive, int version, string? reason) =>
            new(operation, directive, submission.Person, version, reason, via, known);
    }

    private static async Task AnswerAsync(
        ChannelReader<V1.SubmissionOutcome> outcomes, IServerStreamWriter<V1.SubmissionOutcome> answers, SemaphoreSlim room, StreamEnd end)
    {
        await foreach (var outcome in outcomes.ReadAllAsync(CancellationToken.None))
        {
            // What is ready leaves together.
            answers.WriteOptions = outcomes.TryPeek(out _) ? MoreToCome : WriteOptions.Default;
            try
            {
                if (!end.Token.IsCancellationRequested)
                    await end.TakenAsync(answers.WriteAsync(outcome, end.Token));
            }
            catch (Exception exception) when (exception is OperationCanceledException or InvalidOperationException or IOException)
            {
                // Nobody reads the answers any more; the acts go on.
            }

            room.Release();
        }
    }

    /// <summary>How many acts are under way, and when none is left.</summary>
    private sealed class UnderWay
    {
        private readonly TaskCompletionSource none = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>One more than there are while further ones may begin.</summary>
        private int count = 1;

        public void Begin() => Interlocked.Increment(ref count);

        public void End()
        {
            if (Interlocked.Decrement(ref count) == 0)
                none.SetResult();
        }

        /// <summary>No further ones begin: waits for those that have, or to be told to leave them alone.</summary>
        public async Task CompleteAsync(CancellationToken leave)
        {
            End();
            await none.Task.WaitAsync(leave).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

/// <summary>What the three kinds of acts have in common.</summary>
internal static class SubmissionExtensions
{
    extension(V1.Submission submission)
    {
        /// <summary>Null where there is none.</summary>
        public IMessage? Act => submission.ActCase switch
        {
            V1.Submission.ActOneofCase.Open => submission.Open,
            V1.Submission.ActOneofCase.Acknowledge => submission.Acknowledge,
            V1.Submission.ActOneofCase.Decline => submission.Decline,
            _ => null,
        };

        public string Post => submission.ActCase switch
        {
            V1.Submission.ActOneofCase.Open => submission.Open.Post,
            V1.Submission.ActOneofCase.Acknowledge => submission.Acknowledge.Post,
            V1.Submission.ActOneofCase.Decline => submission.Decline.Post,
            _ => "",
        };
    }
}
