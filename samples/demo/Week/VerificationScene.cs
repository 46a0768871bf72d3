using System.Security.Cryptography;
using System.Text;
using Directives.Cli;
using Directives.V1;

namespace Directives.Demo.Week;

/// <summary>Monday: oversight draws a sample of those who have reported, and one report is found to be false.</summary>
internal sealed class VerificationScene(Stage stage, Order order)
{
    private const int SampleSize = 20;

    /// <summary>Departments of which the officers verify; not of one that is in a reporter's chain.</summary>
    private const int Verifiers = 40;

    public async Task<Verification> PlayAsync(CancellationToken cancellation)
    {
        var oversight = await stage.OversightAsync(cancellation);
        var drawn = await oversight.Verification.DrawAsync(
            new DrawRequest { OperationId = Stage.Operation("draw"), Directive = order.Number, Seed = $"week-{stage.Options.Seed:D8}", Size = SampleSize }, oversight.Within(cancellation));
        var cases = await oversight.Verification.ListCasesAsync(
            new ListCasesRequest { Directive = order.Number, Draw = drawn.Number, PageSize = 200 }, oversight.Within(cancellation));
        string[] sample = [.. cases.Cases.Select(found => found.Department)];
        CountCheck.Require(
            "the draw", ("sample, drawn again from the seed", string.Join(' ', await DrawAgainAsync(oversight, drawn, cancellation)), string.Join(' ', sample)),
            ("population", (await stage.CountAsync(order.Number, cancellation)).OfficesComplied, drawn.Population));
        stage.Say($"Oversight draws {drawn.Size} of {drawn.Population:N0} departments that have reported, by the seed \"{drawn.Seed}\"; drawn again from the population, it is the same sample.");
        var findings = await FindAllAsync(oversight, drawn, sample, cancellation);
        return await TellAsync(oversight, findings, cancellation);
    }

    /// <summary>What anybody can do who has the seed and the population.</summary>
    private async Task<IEnumerable<string>> DrawAgainAsync(Connection oversight, DrawnSample drawn, CancellationToken cancellation)
    {
        var population = await oversight.Verification.ListPopulationAsync(
            new ListPopulationRequest { Directive = order.Number, Draw = drawn.Number, PageSize = 10_000 }, oversight.Within(cancellation));
        return population.Departments
            .OrderBy(department => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(drawn.Seed + department))), StringComparer.Ordinal)
            .Take(drawn.Size);
    }

    /// <summary>Each department of the sample is looked at by an officer outside its chain: one report is false, one cannot be confirmed.</summary>
    private async Task<List<Finding>> FindAllAsync(Connection oversight, DrawnSample drawn, string[] sample, CancellationToken cancellation)
    {
        var verifiers = await VerifiersAsync(cancellation);
        var findings = new List<Finding>();
        for (var i = 0; i < sample.Length; i++)
        {
            var path = (await People.PlaceAsync(stage, sample[i], cancellation)).Path;
            var free = verifiers.Where(candidate => !path.Contains(candidate.Department)).ToList();
            var verifier = free[i % free.Count].Officer;
            var finding = i == sample.Length / 2 ? Finding.FalseReport : i == sample.Length - 1 ? Finding.NotVerified : Finding.Verified;
            await oversight.Verification.AssignAsync(
                new AssignRequest { OperationId = Stage.Operation($"assign {sample[i]}"), Directive = order.Number, Draw = drawn.Number, Department = sample[i], Verifier = verifier.Post },
                oversight.Within(cancellation));
            var caller = await stage.AsAsync(verifier.Bearer, cancellation);
            await caller.Verification.FindAsync(
                new FindRequest
                {
                    OperationId = Stage.Operation($"find {sample[i]}"), Directive = order.Number, Draw = drawn.Number, Department = sample[i], Verifier = verifier.Post,
                    Finding = finding, Note = Note(finding), Reference = $"visit of {stage.Clock.Text}",
                },
                caller.Within(cancellation));
            findings.Add(finding);
            if (finding is Finding.FalseReport)
                await TellFalseAsync(oversight, sample[i], verifier, cancellation);
        }

        return findings;
    }

    /// <summary>Officers of administrative departments, who are in the chain of nobody else's department.</summary>
    private async Task<List<(string Department, Officer Officer)>> VerifiersAsync(CancellationToken cancellation)
    {
        var found = new List<(string, Officer)>();
        var root = await People.PlaceAsync(stage, order.Issued.Draft.Jurisdiction, cancellation);
        foreach (var child in root.Children.Where(child => child.Kind == "administrative-department" && child.Id != order.Issued.Draft.Issuer).Take(Verifiers))
        {
            if (await People.HeadAsync(stage, child.Id, cancellation) is { } head)
                found.Add((child.Id, head));
        }

        return found.Count > 0 ? found : throw new DemoException("No administrative department has a head who could verify.");
    }

    /// <summary>The report, and what was found.</summary>
    private async Task TellFalseAsync(Connection oversight, string department, Officer verifier, CancellationToken cancellation)
    {
        var evidence = await oversight.Directives.ListEvidenceAsync(
            new ListEvidenceRequest { Directive = order.Number, PageSize = 1000 }, oversight.Within(cancellation));
        var report = evidence.Reports.Last(report => report.Department == department);
        stage.Say($"  {department} reported: \"{report.Statement}\"");
        stage.Say($"  {verifier}, found: \"{Note(Finding.FalseReport)}\" A false report.");
    }

    private async Task<Verification> TellAsync(Connection oversight, List<Finding> findings, CancellationToken cancellation)
    {
        var verification = await oversight.Verification.GetVerificationAsync(
            new GetVerificationRequest { Directive = order.Number }, oversight.Within(cancellation));
        var (draw, estimate) = (verification.Draws[^1], verification.Draws[^1].Estimate);
        CountCheck.Require(
            "the verification",
            ("verified", findings.Count(finding => finding is Finding.Verified), draw.Verified),
            ("not verified", findings.Count(finding => finding is Finding.NotVerified), draw.NotVerified),
            ("false reports", findings.Count(finding => finding is Finding.FalseReport), draw.FalseReports),
            ("found", findings.Count, estimate.Found), ("share", (double)draw.Verified / findings.Count, estimate.Share),
            ("the interval holds the share", true, estimate.Low <= estimate.Share && estimate.Share <= estimate.High));
        stage.Say($"  Reported in force: {verification.OfficesComplied:N0} of {verification.OfficesOwing:N0} departments. Verified: {draw.Verified} of {estimate.Found}, so of all reports {estimate.Low:P0} to {estimate.High:P0} are so (95 %).");
        return verification;
    }

    private static string Note(Finding finding) => finding switch
    {
        Finding.Verified => "Diary and dispatch registers seen; no group is in use.",
        Finding.NotVerified => "The registers were begun last week; what went before could not be traced.",
        _ => "Two WhatsApp groups of the office are in use, with today's documents in them.",
    };
}
