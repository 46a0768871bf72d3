using System.Diagnostics;
using Directives.Bench.Load;
using Directives.Cli;
using Directives.V1;

namespace Directives.Bench.Work;

/// <summary>One directive to every post: from the issuer's command until every office has served it and the tally says so.</summary>
internal static class ServeWork
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(10);

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
        while (true)
        {
            var compliance = await oversight.Oversight.GetComplianceAsync(new GetComplianceRequest { Directive = number }, cancellationToken: cancellation);
            if (compliance.Total.Tally is { } tally && tally.OfficesReceived == organogram.Departments && tally.Served == organogram.Posts)
                return watch.Elapsed.TotalSeconds;
            await Task.Delay(Glance, TimeProvider.System, cancellation);
        }
    }

    private static DirectiveDraft Draft(string number)
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
