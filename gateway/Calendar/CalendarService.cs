using System.Security.Cryptography;

namespace Directives.Gateway;

internal sealed class CalendarService(IClusterClient cluster) : V1.CalendarService.CalendarServiceBase
{
    public const int MaxFileBytes = 256 * 1024;

    private ICalendarGrain Calendar => cluster.GetGrain<ICalendarGrain>(ICalendarGrain.Key);

    public override async Task<V1.ImportCalendarResponse> Import(V1.ImportCalendarRequest request, ServerCallContext context)
    {
        var table = new CalendarTable();
        using (var file = new MemoryStream(request.File.ToByteArray(), writable: false))
            await new CsvFile(table).ReadAsync(file, context.CancellationToken);
        var command = new CalendarCommand(
            request.OperationId, table.Build(), Convert.ToHexStringLower(SHA256.HashData(request.File.Span)),
            context.GetCaller().Subject, request.DryRun);
        return (await Calendar.Import(command, context.CancellationToken)).ToWire();
    }

    public override async Task<V1.Calendar> Get(V1.GetCalendarRequest request, ServerCallContext context)
    {
        var calendar = await Calendar.Get();
        var years = calendar.Years.Where(year => request.Year == 0 || year.Year == request.Year);
        return new V1.Calendar { Version = calendar.Version, Years = { years.Select(CalendarMapping.ToWire) } };
    }
}
