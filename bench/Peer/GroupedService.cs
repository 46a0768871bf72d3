using System.Threading.Channels;
using Directives.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Npgsql;

namespace Directives.Bench.Peer;

/// <summary>
/// The least that writing an acknowledgement can cost behind this wire: one transaction at a time takes all that wait, and
/// writes of each the row and an entry of its history, in the order of the keys. It asks nobody who he is, decides nothing
/// and counts nothing.
/// </summary>
internal sealed class GroupedService : OfficerService.OfficerServiceBase
{
    /// <summary>What happened to the rows of <see cref="PeerService.Table"/>.</summary>
    public const string Table =
        """
        CREATE TABLE peer_entry (
          number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, post text NOT NULL, directive text NOT NULL, version int NOT NULL,
          operation_id text NOT NULL, at timestamptz NOT NULL)
        """;

    private const int MaxTogether = 2_048;
    private static readonly WriteOptions MoreToCome = new(WriteFlags.BufferHint);

    private const string Update =
        """
        UPDATE peer_service AS served SET acknowledged_at = now(), operation_id = act.operation_id
        FROM unnest($1::text[], $2::text[], $3::int[], $4::text[]) AS act (post, directive, version, operation_id)
        WHERE served.post = act.post AND served.directive = act.directive AND served.version = act.version AND acknowledged_at IS NULL
        RETURNING act.operation_id, served_at, acknowledged_at
        """;

    private const string Append =
        """
        INSERT INTO peer_entry (post, directive, version, operation_id, at)
        SELECT post, directive, version, operation_id, now()
        FROM unnest($1::text[], $2::text[], $3::int[], $4::text[]) AS act (post, directive, version, operation_id)
        """;

    private readonly Channel<Waiting> acts = Channel.CreateUnbounded<Waiting>(new() { SingleReader = true });
    private readonly NpgsqlDataSource database;

    public GroupedService(NpgsqlDataSource database)
    {
        this.database = database;
        _ = Task.Run(WriteAsync);
    }

    public override Task<OfficerRecord> Acknowledge(AcknowledgeRequest request, ServerCallContext context)
    {
        var waiting = new Waiting(request);
        acts.Writer.TryWrite(waiting);
        return waiting.Task;
    }

    /// <summary>Answers each by itself, as it becomes durable.</summary>
    public override async Task Submit(
        IAsyncStreamReader<Submission> requestStream, IServerStreamWriter<SubmissionOutcome> responseStream, ServerCallContext context)
    {
        var answers = Channel.CreateUnbounded<SubmissionOutcome>(new() { SingleReader = true });
        var outstanding = 1;
        var answering = AnswerAsync();
        await foreach (var submission in requestStream.ReadAllAsync(context.CancellationToken))
        {
            Interlocked.Increment(ref outstanding);
            _ = WaitAsync(submission);
        }

        Done();
        await answering;

        async Task WaitAsync(Submission submission)
        {
            var outcome = new SubmissionOutcome { Sequence = submission.Sequence };
            try
            {
                outcome.Standing = (await Acknowledge(submission.Acknowledge, context)).Standing;
            }
            catch (RpcException refusal)
            {
                (outcome.Code, outcome.Message) = ((int)refusal.StatusCode, refusal.Status.Detail);
            }

            answers.Writer.TryWrite(outcome);
            Done();
        }

        void Done()
        {
            if (Interlocked.Decrement(ref outstanding) == 0)
                answers.Writer.Complete();
        }

        async Task AnswerAsync()
        {
            await foreach (var outcome in answers.Reader.ReadAllAsync(context.CancellationToken))
            {
                responseStream.WriteOptions = answers.Reader.TryPeek(out _) ? MoreToCome : WriteOptions.Default;
                await responseStream.WriteAsync(outcome);
            }
        }
    }

    private async Task WriteAsync()
    {
        var together = new List<Waiting>();
        await using var connection = await database.OpenConnectionAsync();
        while (await acts.Reader.WaitToReadAsync())
        {
            while (together.Count < MaxTogether && acts.Reader.TryRead(out var act))
                together.Add(act);
            try
            {
                await WriteAsync(connection, together);
            }
            catch (NpgsqlException failure)
            {
                together.ForEach(act => act.TrySetException(new RpcException(new Status(StatusCode.Unavailable, failure.Message))));
            }

            together.Clear();
        }
    }

    private static async Task WriteAsync(NpgsqlConnection connection, List<Waiting> together)
    {
        together.Sort(static (one, other) => string.CompareOrdinal(one.Request.Post, other.Request.Post));
        await using var batch = new NpgsqlBatch(connection);
        foreach (var sql in (string[])[Update, Append])
        {
            var command = new NpgsqlBatchCommand(sql);
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. together.Select(act => act.Request.Post)] });
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. together.Select(act => act.Request.Directive)] });
            command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. together.Select(act => act.Request.Version)] });
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. together.Select(act => act.Request.OperationId)] });
            batch.BatchCommands.Add(command);
        }

        var written = new Dictionary<string, (DateTime Served, DateTime Acknowledged)>(together.Count);
        await using (var rows = await batch.ExecuteReaderAsync())
        {
            while (await rows.ReadAsync())
                written[rows.GetString(0)] = (rows.GetDateTime(1), rows.GetDateTime(2));
        }

        foreach (var act in together)
        {
            if (written.TryGetValue(act.Request.OperationId, out var times))
                act.TrySetResult(PeerService.Record(act.Request, times.Served, times.Acknowledged));
            else
                act.TrySetException(PeerService.Refused(act.Request));
        }
    }

    private sealed class Waiting(AcknowledgeRequest request) : TaskCompletionSource<OfficerRecord>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public AcknowledgeRequest Request => request;
    }
}
