using System.Diagnostics;
using Directives.Bench.Load;
using Directives.V1;

namespace Directives.Bench.Work;

/// <summary>From the start of the process until it has answered what became of the last directive in the whole province.</summary>
internal static class RestartWork
{
    public static async Task MeasureAsync(Product product, Report report, CancellationToken cancellation)
    {
        await product.StopAsync();
        var ordered = await StartAsync(product, cancellation);
        report.Add(new Figure("start after an ordered stop, to the first answer", product.Database, ordered, "s", Aim: Aim.AtMost(3)));

        var interrupted = Gateway.Number(product.Directives + 1);
        var issuer = await product.AsAsync("issuer", cancellation);
        await issuer.Directives.IssueAsync(
            new IssueRequest { OperationId = "bench-issue", Draft = ServeWork.Draft(interrupted) }, cancellationToken: cancellation);
        await product.KillAsync(cancellation);
        var watch = Stopwatch.StartNew();
        var killed = await StartAsync(product, cancellation);
        report.Add(new Figure("start after kill -9 while a directive was being served, to the first answer", product.Database, killed, "s", Aim: Aim.AtMost(3)));
        await ServeWork.WaitAsync(await product.AsAsync("oversight", cancellation), interrupted, product.Organogram, cancellation);
        product.Directives++;
        report.Add(new Figure("start after kill -9, until that directive is served everywhere", product.Database, watch.Elapsed.TotalSeconds, "s"));
    }

    /// <returns>Seconds.</returns>
    public static async Task<double> StartAsync(Product product, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        await product.StartAgainAsync(cancellation);
        var oversight = await product.AsAsync("oversight", cancellation);
        await oversight.Oversight.GetComplianceAsync(
            new GetComplianceRequest { Directive = Gateway.Number(product.Directives) }, cancellationToken: cancellation);
        return watch.Elapsed.TotalSeconds;
    }
}
