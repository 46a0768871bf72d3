using System.Diagnostics;
using Directives.Cli;
using Directives.V1;
using Grpc.Core;

namespace Directives.Bench.Work;

/// <summary>One directive to every post: from the issuer's command until every office has served it and the tally says so.</summary>
internal static class ServeWork
{
    public const string Number = "BENCH/1";

    public static async Task MeasureAsync(
        string database, WriteLimit limit, Connection connection, ImportResult organogram, Report report, CancellationToken cancellation)
    {
        var issuer = await ProductWork.AsAsync(connection, "issuer", cancellation);
        var oversight = await ProductWork.AsAsync(connection, "oversight", cancellation);
        var watch = Stopwatch.StartNew();
        await issuer.Directives.IssueAsync(
            new IssueRequest { OperationId = "bench-issue", Draft = Draft(Number) }, cancellationToken: cancellation);
        using var following = oversight.Oversight.Watch(new WatchRequest { Directive = Number }, cancellationToken: cancellation);
        await foreach (var update in following.ResponseStream.ReadAllAsync(cancellation))
        {
            if (update.Compliance.Total.Tally is { } tally && tally.OfficesReceived == organogram.Departments && tally.Served == organogram.Posts)
                break;
        }

        var seconds = watch.Elapsed.TotalSeconds;
        report.Add(new Figure(
            $"serve a directive to {organogram.Posts:N0} posts", database, seconds, "s",
            $"{organogram.Departments:N0} rows at {limit.Symbol}", organogram.Departments / limit.RowsPerSecond));
        report.Add(new Figure(
            "offices served a second", database, organogram.Departments / seconds, "/s", limit.Symbol, limit.RowsPerSecond));
    }

    private static DirectiveDraft Draft(string number)
    {
        var text = new LocalText { En = "To every post.", Ur = "ہر اسامی کے لیے۔" };
        return new DirectiveDraft
        {
            Number = number, Instrument = Instrument.Circular, Title = text, Issuer = "punjab", Jurisdiction = "punjab",
            Provenance = new Provenance { Body = text, Date = "2020-01-31" }, Precedence = Precedence.Immediate,
            Classification = Classification.Unclassified, Dated = "2020-02-14", EffectiveOn = "2020-02-14", Text = text,
            Obligations = { new Obligation { Id = "act", OwedBy = Obligation.Types.Owner.Post, Text = text } },
            Audience = new Audience { Clauses = { new AudienceClause { Addressee = AddresseeKind.Action, Filter = new PostFilter() } } },
            Deadlines = new Deadlines { AcknowledgeDays = 7 },
        };
    }
}
