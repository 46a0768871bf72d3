using Directives.Cli;
using Directives.Demo.Day;
using Directives.V1;

namespace Directives.Demo.Week;

/// <summary>Thursday: an officer is transferred to a vacant post, and a successor takes charge of his.</summary>
internal sealed class TransferScene(Stage stage, Order order, Answers answers)
{
    private static readonly (string Id, LocalText Name) Successor = ("p-900001", new LocalText { En = "Sidra Nawaz Awan", Ur = "سدرہ نواز اعوان" });

    /// <returns>The desks as they are after it.</returns>
    public async Task<Served> PlayAsync(Watching watching, WorkingDay day, Served served, int version, CancellationToken cancellation)
    {
        var (desk, vacant) = Choose(served);
        var officer = await People.InAsync(stage, desk.Post, cancellation) ?? throw new DemoException($"Nobody holds {desk.Post}.");
        var admin = await stage.AdminAsync(cancellation);
        var moved = await admin.Charge.TransferAsync(
            new TransferChargeRequest { OperationId = Stage.Operation("transfer"), FromPost = desk.Post, ToPost = vacant, Person = desk.Person }, admin.Within(cancellation));
        CountCheck.Require(
            "the transfer", ("left", desk.Post, moved.Relinquished.Post), ("came to", vacant, moved.Assumed.Post), ("person", desk.Person, moved.Assumed.Incumbent.Person));
        stage.Say($"{officer}, {desk.Post}, is transferred to {vacant}, which was vacant; served there anew: {string.Join(", ", moved.Assumed.ServedAnew)}.");
        await AssumeAsync(admin, desk, officer, version, cancellation);
        answers.Forget(desk.Post);
        await day.SettleAsync(watching, cancellation);
        await ActAsync(desk, version, cancellation);
        await day.SettleAsync(watching, cancellation);
        return served with
        {
            Desks = [.. served.Desks.Where(other => other.Post != desk.Post), desk with { Person = Successor.Id }, new Desk(vacant, Department(vacant), desk.Person)],
            VacantPosts = [.. served.VacantPosts.Where(post => post != vacant)],
        };
    }

    /// <summary>One who has acknowledged, and a vacant post of the same kind elsewhere, where the order has been served.</summary>
    private (Desk Desk, string Vacant) Choose(Served served)
    {
        foreach (var vacant in served.VacantPosts)
        {
            if (served.Desks.FirstOrDefault(desk => answers.HasAcknowledged(desk.Post) && Seat(desk.Post) == Seat(vacant) && desk.Department != Department(vacant)) is { } desk)
                return (desk, vacant);
        }

        throw new DemoException("Nobody who has acknowledged can be transferred to a vacant post of his kind.");
    }

    private async Task AssumeAsync(Connection admin, Desk desk, Officer predecessor, int version, CancellationToken cancellation)
    {
        var assumed = await admin.Charge.AssumeAsync(
            new AssumeChargeRequest
            {
                OperationId = Stage.Operation("assume"), Post = desk.Post, Person = Successor.Id, Name = Successor.Name, Charge = ChargeKind.Regular,
            },
            admin.Within(cancellation));
        stage.Badges.Renew();
        var report = await admin.Charge.GetChargeReportAsync(new GetChargeReportRequest { Post = desk.Post }, admin.Within(cancellation));
        var record = report.InForce.First(record => record.Directive == order.Number);
        CountCheck.Require(
            "the charge report",
            ("in force", string.Join(", ", assumed.ServedAnew.Order()), string.Join(", ", report.InForce.Select(found => found.Directive).Order())),
            ("who held the post last", $"{predecessor.Id}, {Successor.Id}", string.Join(", ", report.Incumbencies.TakeLast(2).Select(time => time.Incumbent.Person))),
            ("how the order stands with the successor", Standing.Served, record.Standing),
            ("acknowledgements of the predecessor", predecessor.Id, record.Acts.Last(act => act.Fact == "Acknowledged" && act.Version == version).Person));
        stage.Say($"  {Successor.Name.En} takes charge of {desk.Post}. Her charge report: {report.InForce.Count} directives in force, served on her anew; what {predecessor.Name} acknowledged stays his.");
    }

    private async Task ActAsync(Desk desk, int version, CancellationToken cancellation)
    {
        var caller = await stage.AsAsync(new Bearer("person", Successor.Id), cancellation);
        await caller.Officers.OpenAsync(
            new OpenRequest { OperationId = Stage.Operation("successor opens"), Post = desk.Post, Directive = order.Number, Language = "en" }, caller.Within(cancellation));
        answers.Open(desk.Post);
        await caller.Officers.AcknowledgeAsync(
            new AcknowledgeRequest { OperationId = Stage.Operation("successor acknowledges"), Post = desk.Post, Directive = order.Number, Version = version },
            caller.Within(cancellation));
        answers.Acknowledge(desk.Post);
        stage.Say($"  She opens the order and acknowledges it.");
    }

    private static string Department(string post) => post[..post.IndexOf('/', StringComparison.Ordinal)];

    private static string Seat(string post) => post[(post.IndexOf('/', StringComparison.Ordinal) + 1)..];
}
