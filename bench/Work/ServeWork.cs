using System.Diagnostics;
using Directives.Bench.Limits;
using Directives.Bench.Load;
using Directives.Cli;
using Directives.V1;

namespace Directives.Bench.Work;

/// <summary>One directive to every post: from the issuer's command until every office has served it and the tally says so.</summary>
internal static class ServeWork
{
    private const double Megabyte = 1e6;
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(10);

    /// <summary>The first directive, which finds nothing in memory, then the others; with what each leaves behind.</summary>
    public static async Task MeasureAsync(Product product, int directives, Report report, CancellationToken cancellation)
    {
        await DescribeAsync(product, "after the import", report);
        var first = await ServeAsync(product, 1, cancellation);
        Add("serve a directive, the first", first[0], product, report);
        await DescribeAsync(product, "after 1 directive", report);
        var others = await ServeAsync(product, directives, cancellation);
        if (others.Count == 0)
            return;
        Add($"serve a directive, median of {others.Count} more", others.Order().ElementAt(others.Count / 2), product, report);
        Add($"serve a directive, slowest of {others.Count} more", others.Max(), product, report);
        await DescribeAsync(product, $"after {directives} directives", report);
    }

    /// <summary>Memory of the gateway and size of the database.</summary>
    public static async Task DescribeAsync(Product product, string when, Report report)
    {
        report.Add(new Figure($"memory of the gateway, {when}", product.Database, ProcessorTime.MemoryOf(product.ProcessId) / Megabyte, "MB"));
        report.Add(new Figure($"most memory of the gateway, {when}", product.Database, ProcessorTime.PeakMemoryOf(product.ProcessId) / Megabyte, "MB"));
        report.Add(new Figure($"size of the database, {when}", product.Database, await product.GetDatabaseBytesAsync() / Megabyte, "MB"));
    }

    /// <summary>Holds a time against what the machine allows; only of the product is anything asked.</summary>
    public static void Hold(string name, double seconds, string database, ImportResult organogram, bool isProduct, Report report)
    {
        var (posts, offices) = (organogram.Posts, organogram.Departments);
        report.Add(new Figure(
            name, database, seconds, "s", $"{offices:N0} office writes at {(database == "postgres" ? "B" : "S")}",
            offices / report.FindRows(database), isProduct ? Aim.RatioAtMost(3) : null));
        if (report.Find(PostgresLimit.CopyName, database) is { } rows)
            report.Add(new Figure(name, database, seconds, "s", $"COPY of {posts:N0} rows", posts / rows, isProduct ? Aim.RatioAtMost(1) : null));
    }

    private static void Add(string name, double seconds, Product product, Report report) =>
        Hold(name, seconds, product.Database, product.Organogram, isProduct: true, report);

    /// <summary>Serves further directives until there are so many.</summary>
    /// <returns>The seconds of each.</returns>
    public static async Task<List<double>> ServeAsync(Product product, int directives, CancellationToken cancellation)
    {
        var issuer = await product.AsAsync("issuer", cancellation);
        var oversight = await product.AsAsync("oversight", cancellation);
        var seconds = new List<double>();
        while (product.Directives < directives)
        {
            seconds.Add(await ServeAsync(issuer, oversight, Gateway.Number(product.Directives + 1), product.Organogram, cancellation));
            product.Directives++;
            Report.Say($"  directive {product.Directives} of {directives} served in {seconds[^1]:0.00} s");
        }

        return seconds;
    }

    private static async Task<double> ServeAsync(
        Connection issuer, Connection oversight, string number, ImportResult organogram, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        await issuer.Directives.IssueAsync(new IssueRequest { OperationId = "bench-issue", Draft = Draft(number) }, cancellationToken: cancellation);
        await WaitAsync(oversight, number, organogram, cancellation);
        return watch.Elapsed.TotalSeconds;
    }

    /// <summary>Returns when every office has served it and the tally says so.</summary>
    public static async Task WaitAsync(Connection oversight, string number, ImportResult organogram, CancellationToken cancellation)
    {
        while (true)
        {
            var compliance = await oversight.Oversight.GetComplianceAsync(new GetComplianceRequest { Directive = number }, cancellationToken: cancellation);
            if (compliance.Total.Tally is { } tally && tally.OfficesReceived == organogram.Departments && tally.Served == organogram.Posts)
                return;
            await Task.Delay(Glance, TimeProvider.System, cancellation);
        }
    }

    public static DirectiveDraft Draft(string number)
    {
        var text = new LocalText { En = "To every post.", Ur = "ہر اسامی کے لیے۔" };
        return new DirectiveDraft
        {
            Number = number, Instrument = Instrument.Circular, Title = text, Issuer = Gateway.Root, Jurisdiction = Gateway.Root,
            Provenance = new Provenance { Body = text, Date = "2020-01-31" }, Precedence = Precedence.Immediate,
            Classification = Classification.Unclassified, Dated = "2020-02-14", EffectiveOn = "2020-02-14", Text = text,
            Obligations = { new Obligation { Id = "act", OwedBy = Obligation.Types.Owner.Post, Text = text } },
            Audience = new Audience { Clauses = { new AudienceClause { Addressee = AddresseeKind.Action, Filter = new PostFilter() } } },
            Deadlines = new Deadlines { AcknowledgeDays = 7 },
        };
    }
}
