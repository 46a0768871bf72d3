using System.Collections.Concurrent;
using Directives.Tests.GrpcCompat.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Status = Grpc.Core.Status;

namespace Directives.Tests.GrpcCompat;

/// <summary>What calls left behind, by the name that their callers gave them.</summary>
internal sealed class ProbeNotes
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _cancelled = [];
    private readonly ConcurrentDictionary<string, int> _progress = [];

    internal TaskCompletionSource Cancelled(string name) =>
        _cancelled.GetOrAdd(name, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    internal void Advance(string name) => _progress.AddOrUpdate(name, 1, static (_, n) => n + 1);

    internal int ProgressOf(string name) => _progress.GetValueOrDefault(name);
}

/// <summary>Does what each call asks of it.</summary>
internal sealed class ProbeService(ProbeNotes notes) : Probe.ProbeBase
{
    internal static readonly byte[] BinaryTrailer = [0, 1, 2, 253, 254, 255];

    /// <summary>The bytes 0, 1, … 250, 0, 1, …</summary>
    internal static ByteString Pattern(int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
            bytes[i] = (byte)(i % 251);
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    public override async Task<Answer> Unary(Ask request, ServerCallContext context)
    {
        await RespondAsync(request, context);
        return AnswerTo(request, context, 0);
    }

    public override async Task<Answer> Gather(IAsyncStreamReader<Ask> requestStream, ServerCallContext context)
    {
        var answer = new Answer();
        await foreach (var ask in requestStream.ReadAllAsync())
        {
            answer.ReceivedMessages++;
            answer.ReceivedBytes += ask.Payload.Length;
            answer.Text += ask.Text;
            await RespondAsync(ask, context);
            if (ask.AnswerBytes > 0)
                answer.Payload = Pattern(ask.AnswerBytes);
        }
        return answer;
    }

    public override async Task Scatter(Ask request, IServerStreamWriter<Answer> responseStream, ServerCallContext context)
    {
        for (var i = 0; i < request.Count; i++)
        {
            await responseStream.WriteAsync(AnswerTo(request, context, i), context.CancellationToken);
            notes.Advance(request.ProgressAs);
        }
        await RespondAsync(request, context);
    }

    public override async Task Converse(IAsyncStreamReader<Ask> requestStream, IServerStreamWriter<Answer> responseStream, ServerCallContext context)
    {
        var index = 0;
        await foreach (var ask in requestStream.ReadAllAsync())
        {
            await RespondAsync(ask, context);
            await responseStream.WriteAsync(AnswerTo(ask, context, index++));
        }
    }

    public override async Task<Answer> AwaitCancelled(Ask request, ServerCallContext context)
    {
        await notes.Cancelled(request.WaitAs).Task.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, context.CancellationToken);
        return new Answer { Text = "cancelled" };
    }

    public override Task<Answer> Progress(Ask request, ServerCallContext context) =>
        Task.FromResult(new Answer { Index = notes.ProgressOf(request.ProgressAs) });

    private async Task RespondAsync(Ask ask, ServerCallContext context)
    {
        if (ask.ReflectMetadata)
            await ReflectAsync(context);
        if (ask.WaitAs.Length > 0)
        {
            notes.Advance(ask.WaitAs);
            using var noted = context.CancellationToken.Register(() => notes.Cancelled(ask.WaitAs).TrySetResult());
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken);
        }
        if (ask.Throw)
            throw new InvalidOperationException(ask.Detail);
        if (ask.Rich)
            throw RichError(ask).ToRpcException();
        if (ask.Status != 0)
            throw new RpcException(new Status((StatusCode)ask.Status, ask.Detail), new Metadata { { "x-why", "asked" }, { "x-why-bin", BinaryTrailer } });
    }

    private static async Task ReflectAsync(ServerCallContext context)
    {
        var headers = new Metadata();
        foreach (var entry in context.RequestHeaders)
        {
            if (!entry.Key.StartsWith("x-", StringComparison.Ordinal))
                continue;
            headers.Add(entry);
            context.ResponseTrailers.Add(entry.IsBinary
                ? new Metadata.Entry("x-trailer-" + entry.Key[2..], entry.ValueBytes)
                : new Metadata.Entry("x-trailer-" + entry.Key[2..], entry.Value));
        }
        await context.WriteResponseHeadersAsync(headers);
    }

    private static Answer AnswerTo(Ask ask, ServerCallContext context, int index)
    {
        if (!ask.Payload.Equals(Pattern(ask.Payload.Length)))
            throw new RpcException(new Status(StatusCode.DataLoss, "The payload is damaged."));
        var answer = new Answer { Text = ask.Text, ReceivedBytes = ask.Payload.Length, ReceivedMessages = 1, Index = index };
        if (ask.AnswerBytes > 0)
            answer.Payload = Pattern(ask.AnswerBytes);
        if (context.Deadline != DateTime.MaxValue)
            answer.Deadline = Timestamp.FromDateTime(context.Deadline);
        return answer;
    }

    private static Google.Rpc.Status RichError(Ask ask) => new()
    {
        Code = ask.Status,
        Message = ask.Detail,
        Details =
        {
            Any.Pack(new BadRequest { FieldViolations = { new BadRequest.Types.FieldViolation { Field = "text", Description = "متن خالی ہے" } } }),
            Any.Pack(new ErrorInfo { Reason = "EMPTY", Domain = "probe", Metadata = { ["limit"] = "1" } }),
        },
    };
}
