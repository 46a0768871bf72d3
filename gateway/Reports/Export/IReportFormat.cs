using System.Buffers;

namespace Directives.Gateway.Reports;

/// <summary>Writes a report in one format, as it comes.</summary>
internal interface IReportFormat : IDisposable
{
    void Begin(ReportHead head, IBufferWriter<byte> file);

    void Add(ReportLine line, IBufferWriter<byte> file);

    void End(IBufferWriter<byte> file);
}
