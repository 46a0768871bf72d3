using Google.Protobuf;

namespace Directives.Gateway.Reports;

internal sealed class ReportService(
    CoverageReader coverage, DirectiveReport directives, FactsReport facts, DepartmentReport departments, OfficerReport officers,
    ReportFormats formats, StreamEnds ends)
    : V1.ReportService.ReportServiceBase
{
    private const int BatchSize = 100;

    public override Task<V1.Coverage> GetCoverage(V1.GetCoverageRequest request, ServerCallContext context) =>
        coverage.GetAsync(request.Directive, request.Department, context.CancellationToken);

    public override Task ListGaps(V1.ListGapsRequest request, IServerStreamWriter<V1.GapBatch> responseStream, ServerCallContext context) =>
        StreamAsync(responseStream, context, (send, cancellation) => coverage.ListAsync(
            request.Directive, request.Department, BatchSize, gaps => send(new V1.GapBatch { Gaps = { gaps } }), cancellation));

    public override Task ExportDirective(V1.ExportDirectiveRequest request, IServerStreamWriter<V1.ExportChunk> responseStream, ServerCallContext context) =>
        ExportAsync(request.Options, responseStream, context, cancellation => request.Facts
            ? facts.ReadAsync(request.Directive, cancellation)
            : directives.ReadAsync(request.Directive, request.Department, cancellation));

    public override Task ExportDepartment(V1.ExportDepartmentRequest request, IServerStreamWriter<V1.ExportChunk> responseStream, ServerCallContext context) =>
        ExportAsync(request.Options, responseStream, context, cancellation => departments.ReadAsync(request.Department, cancellation));

    public override Task ExportOfficer(V1.ExportOfficerRequest request, IServerStreamWriter<V1.ExportChunk> responseStream, ServerCallContext context) =>
        ExportAsync(request.Options, responseStream, context, cancellation => officers.ReadAsync(request.Post, cancellation));

    private Task ExportAsync(
        V1.ExportOptions options, IServerStreamWriter<V1.ExportChunk> responseStream, ServerCallContext context,
        Func<CancellationToken, Task<Report>> read) => StreamAsync(responseStream, context, async (send, cancellation) =>
        {
            using var format = formats.Create(options);
            await ExportFile.SendAsync(await read(cancellation), format, send, cancellation);
        });

    private async Task StreamAsync<T>(
        IServerStreamWriter<T> responseStream, ServerCallContext context, Func<Func<T, Task>, CancellationToken, Task> write)
        where T : IMessage
    {
        using var end = ends.Of(context.GetCaller(), context.CancellationToken);
        try
        {
            await write(message => end.TakenAsync(responseStream.WriteAsync(message, end.Token)), end.Token);
        }
        catch (OperationCanceledException) when (end.Refusal is { } refusal)
        {
            throw refusal;
        }
    }
}
