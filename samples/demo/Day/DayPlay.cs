using Directives.Cli;
using Directives.Demo.Week;
using Directives.V1;
using Grpc.Core;

namespace Directives.Demo.Day;

/// <summary>Plays a planned day: every officer and every head of a department acts with a token of his own.</summary>
/// <param name="connection">To the gateway; each act goes over it with the actor's token.</param>
/// <param name="answers">Told of whatever the server confirms.</param>
internal sealed class DayPlay(
    Connection connection, Badges badges, string directive, int version, TimeSpan length, Answers answers, TimeProvider time) : IDisposable
{
    private const int AtOnce = 16;
    private const int MaxAttempts = 4;

    private readonly SemaphoreSlim hands = new(AtOnce);
    private int opened, acknowledged, declined, complied;

    /// <summary>What has been confirmed by the server so far.</summary>
    public DayCounts Done => new(
        Volatile.Read(ref opened), Volatile.Read(ref acknowledged), Volatile.Read(ref declined), Volatile.Read(ref complied));

    /// <summary>Plays the whole day; the first act that fails ends it.</summary>
    public async Task PlayAsync(DayPlan plan, CancellationToken cancellation)
    {
        using var day = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var dawn = time.GetTimestamp();
        List<Task> acts =
        [
            .. plan.Officers.Where(officer => officer.Conduct is not Conduct.Ignores).Select(officer => ActAsync(officer, dawn, day.Token)),
            .. plan.Reports.Select(report => ReportAsync(report, dawn, day.Token)),
        ];
        try
        {
            await foreach (var act in Task.WhenEach(acts).WithCancellation(day.Token))
                await act;
        }
        finally
        {
            await day.CancelAsync();
            await Task.WhenAll(acts).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    public void Dispose() => hands.Dispose();

    private async Task ActAsync(OfficerPlan officer, long dawn, CancellationToken cancellation)
    {
        var (post, id) = (officer.Desk.Post, Operation(officer.Desk.Post));
        await UntilAsync(dawn, officer.OpensAt, cancellation);
        await DoAsync(Bearer.Of($"person:{officer.Desk.Person}", null)!, async desk => await desk.Officers.OpenAsync(
            new OpenRequest { OperationId = $"{id}-open", Post = post, Directive = directive, Language = officer.Language }, desk.Within(cancellation)), cancellation);
        Interlocked.Increment(ref opened);
        answers.Open(post);
        if (officer.Conduct is Conduct.OpensOnly)
            return;

        await UntilAsync(dawn, officer.AnswersAt, cancellation);
        if (officer.Conduct is Conduct.Acknowledges)
        {
            await DoAsync(Bearer.Of($"person:{officer.Desk.Person}", null)!, async desk => await desk.Officers.AcknowledgeAsync(
                new AcknowledgeRequest { OperationId = $"{id}-acknowledge", Post = post, Directive = directive, Version = version }, desk.Within(cancellation)), cancellation);
            Interlocked.Increment(ref acknowledged);
            answers.Acknowledge(post);
        }
        else
        {
            await DoAsync(Bearer.Of($"person:{officer.Desk.Person}", null)!, async desk => await desk.Officers.DeclineAsync(
                new DeclineRequest { OperationId = $"{id}-decline", Post = post, Directive = directive, Version = version, Reason = officer.Reason }, desk.Within(cancellation)), cancellation);
            Interlocked.Increment(ref declined);
            answers.Decline(post);
        }
    }

    private async Task ReportAsync(ReportPlan report, long dawn, CancellationToken cancellation)
    {
        await UntilAsync(dawn, report.ReportsAt, cancellation);
        var head = await badges.HeadOfAsync(report.Department, cancellation);
        await DoAsync(head, async desk => await desk.Departments.ComplyAsync(
            new ComplyRequest
            {
                OperationId = $"{Operation(report.Department)}-comply",
                Department = report.Department,
                Directive = directive,
                Statement = report.Statement,
                EvidenceText = report.Evidence,
            },
            desk.Within(cancellation)), cancellation);
        Interlocked.Increment(ref complied);
        answers.Comply(report.Department);
    }

    /// <summary>Acts with the actor's token, again where the server asks for it: the operation id makes that safe.</summary>
    private async Task DoAsync(Bearer actor, Func<Connection, Task> act, CancellationToken cancellation)
    {
        await hands.WaitAsync(cancellation);
        try
        {
            var desk = connection.With(await badges.TokenAsync(actor, cancellation));
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    await act(desk);
                    return;
                }
                catch (RpcException busy) when (attempt < MaxAttempts && busy.StatusCode is StatusCode.ResourceExhausted or StatusCode.Aborted)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(100 << attempt), time, cancellation);
                }
            }
        }
        finally
        {
            hands.Release();
        }
    }

    private async Task UntilAsync(long dawn, double share, CancellationToken cancellation)
    {
        var left = length * share - time.GetElapsedTime(dawn);
        if (left > TimeSpan.Zero)
            await Task.Delay(left, time, cancellation);
    }

    private string Operation(string actor) => Stage.Operation($"{actor} {version}");
}
