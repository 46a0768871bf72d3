using System.Threading.Channels;
using Google.Protobuf;
using Google.Rpc;

namespace Directives.Gateway;

/// <summary>
/// Acts that a department's system hands in over one stream, many at a time, each answered when it is durable. As many
/// are taken as there is room for answers, so that a sender who does not read them is not read any further.
/// </summary>
internal sealed class Submissions(
    IClusterClient cluster, Access access, OrganogramVersion organogram, ErrorMapping errors, GatewayOptions options, IHostApplicationLifetime lifetime, TimeProvider time)
{
    public const int MaxUnanswered = 1_024;

    private static readonly WriteOptions MoreToCome = new(WriteFlags.BufferHint);

    public async Task RunAsync(
        IAsyncStreamReader<V1.Submission> submissions, IServerStreamWriter<V1.SubmissionOutcome> answers, ServerCallContext context)
    {
        var caller = context.GetCaller();
        using var end = new StreamEnd(context, options.ReaderPatience, lifetime, time);
        var room = new SemaphoreSlim(MaxUnanswered);
        var outcomes = Channel.CreateUnbounded<V1.SubmissionOutcome>(new UnboundedChannelOptions { SingleReader = true });
        var answering = AnswerAsync(outcomes.Reader, answers, room, end);
        try
        {
            await foreach (var submission in submissions.ReadAllAsync(end.Token))
            {
                await room.WaitAsync(end.Token);
                _ = ActAsync(submission, caller, context, outcomes.Writer, end.Token);
            }

            for (var left = MaxUnanswered; left > 0; left--)
                await room.WaitAsync(end.Token);
        }
        catch (OperationCanceledException) when (end.Refusal is { } refusal)
        {
            throw refusal;
        }
        finally
        {
            outcomes.Writer.TryComplete();
            await answering;
        }
    }

    /// <summary>Never throws: what goes wrong is the answer.</summary>
    private async Task ActAsync(
        V1.Submission submission, Caller caller, ServerCallContext context, ChannelWriter<V1.SubmissionOutcome> outcomes, CancellationToken cancellation)
    {
        var outcome = new V1.SubmissionOutcome { Sequence = submission.Sequence };
        try
        {
            await access.AdmitAsync(context.Method, caller, submission);
            outcome.Standing = (V1.Standing)await ActAsync(submission, caller.Subject, cancellation);
        }
        catch (Exception exception)
        {
            var refused = errors.Map(exception, context, submission.Act);
            outcome.Code = (int)refused.StatusCode;
            outcome.Reason = refused.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason ?? "";
            outcome.Message = refused.Status.Detail;
        }

        outcomes.TryWrite(outcome);
    }

    private async Task<Standing> ActAsync(V1.Submission submission, string via, CancellationToken cancellation)
    {
        var officer = cluster.GetGrain<IOfficerGrain>(submission.Post);
        var registry = await organogram.GetAsync();
        var record = submission.ActCase switch
        {
            V1.Submission.ActOneofCase.Open => await officer.Open(Command(submission.Open.OperationId, submission.Open.Directive, 0, null), cancellation),
            V1.Submission.ActOneofCase.Acknowledge => await officer.Acknowledge(
                Command(submission.Acknowledge.OperationId, submission.Acknowledge.Directive, submission.Acknowledge.Version, null), cancellation),
            _ => await officer.Decline(
                Command(submission.Decline.OperationId, submission.Decline.Directive, submission.Decline.Version, submission.Decline.Reason), cancellation),
        };
        return record.Standing;

        ActCommand Command(string operation, string directive, int version, string? reason) =>
            new(operation, directive, submission.Person, version, reason, via, registry);
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
                    await end.WriteAsync(answers, outcome);
            }
            catch (OperationCanceledException) when (end.Token.IsCancellationRequested)
            {
                // Nobody reads the answers any more; the acts go on.
            }

            room.Release();
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
