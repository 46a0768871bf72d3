using Directives.Cli.Registry;
using Directives.Grains;
using Directives.Silo.Storage;
using Directives.Tests.Samples;
using Directives.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Directives.Tests.Journeys;

/// <summary>
/// A gateway that is killed with -9 again and again: while an organogram is established, while an order goes down, and
/// while officers act; on PostgreSQL the database crashes as well. What was confirmed to a client is there afterwards,
/// once, and every count is the recount.
/// </summary>
public sealed class KillTests
{
    private const int Posts = 2_400;
    internal const string Number = "SO(CAB-I)2-1/2020";
    internal static readonly string[] Cadres = ["section-officer", "law-officer", "assistant"];

    public static TheoryData<string> Providers => TestDatabase.Providers;

    [Theory, MemberData(nameof(Providers))]
    public async Task Gateway_KilledAgainAndAgain_LosesNothingAndDoesNothingTwice(string provider)
    {
        using var server = provider == TestDatabase.Postgres ? PostgresServer.StartOwn() : null;
        using var database = server is null ? TestDatabase.Create(provider) : TestDatabase.Create(server);
        var folder = Directory.CreateTempSubdirectory("directives-kill-");
        try
        {
            await RegistryGenerator.GenerateAsync(Posts, 1, folder.FullName, null, CancellationToken.None);
            using var journey = new KilledJourney(database, folder.FullName);
            var organogram = new OrganogramFiles(folder.FullName);
            var random = new Random(31);
            var officers = Shuffled(organogram.Posts.Where(post => Cadres.Contains(post.Cadre) && !post.IsVacant), random).Take(120);
            var offices = Shuffled(organogram.Departments.Select(office => (office.Id, organogram.Posts.Single(post => post.Id == office.HeadPost))), random).Take(30);

            await journey.ImportAsync(killAt: random.Next(20, 100));
            await journey.IssueAsync(Draft(organogram.Departments[0].Id), killAfter: [random.Next(2, 20), random.Next(40, 90), random.Next(110, 170)]);
            await journey.ActAsync(Number, officers, offices, killAfter: [random.Next(30, 50), random.Next(90, 130), random.Next(160, 220)], server);
            var (confirmed, watched) = await journey.EndAsync(Number);

            await AssertAsync(database, organogram, confirmed, watched);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task AssertAsync(
        TestDatabase database, OrganogramFiles organogram, IReadOnlyCollection<Confirmed> confirmed, IReadOnlyList<V1.Event> watched)
    {
        await using var silo = await TestSilo.StartAsync(database);
        await silo.RestAsync();

        // Every addressed post was served once, every office received it once, and all counts are recounts.
        var tally = (await silo.Department(organogram.Departments[0].Id).GetTally(Number))!.Tally;
        var count = await Recount.AssertAgreeAsync(database, Number, tally, "after the kills");
        Assert.Equal(organogram.Departments.Select(office => office.Id).Order(StringComparer.Ordinal), count.Offices);
        Assert.Equal(organogram.Posts.Where(post => Cadres.Contains(post.Cadre)).Select(post => post.Id).Order(StringComparer.Ordinal), count.Posts);

        // Everything that was confirmed to a client is a fact, once.
        var facts = await silo.FactsAsync(Number);
        foreach (var act in confirmed)
        {
            var found = facts.Where(entry => entry.GrainKey == act.Key && OperationOf(entry.Fact) == act.Operation).ToList();
            Assert.True(found.Count == 1, $"{act.Operation} of {act.Key} was confirmed and is {found.Count} times in the ledger");
        }

        // The watch, resumed after each kill, has told every fact once, in order.
        Assert.Equal(facts.Select(entry => entry.Position.ToString()), watched.Select(told => told.Position));

        var verification = await silo.Services.GetRequiredService<LedgerVerifier>().VerifyAsync(silo.Ledger.Head.Chain, null, CancellationToken.None);
        Assert.True(verification.Mismatch is null, verification.Mismatch?.ToString());
        Assert.Equal(silo.Ledger.Head.Number, verification.Entries);
    }

    private static T[] Shuffled<T>(IEnumerable<T> items, Random random)
    {
        var shuffled = items.ToArray();
        random.Shuffle(shuffled);
        return shuffled;
    }

    private static string? OperationOf(Fact fact) => fact switch
    {
        OfficerFact act => act.OperationId,
        ComplianceReported report => report.OperationId,
        Issued issued => issued.OperationId,
        _ => null,
    };

    internal static V1.DirectiveDraft Draft(string root)
    {
        var clause = new V1.AudienceClause { Addressee = V1.AddresseeKind.Action, Filter = new V1.PostFilter() };
        clause.Filter.Cadres.AddRange(Cadres);
        var draft = new V1.DirectiveDraft
        {
            Number = Number,
            Instrument = V1.Instrument.Circular,
            Title = new V1.LocalText { En = "No official documents over WhatsApp", Ur = "واٹس ایپ پر سرکاری دستاویزات کی ممانعت" },
            Issuer = root,
            Jurisdiction = root,
            Provenance = new V1.Provenance { Body = new V1.LocalText { En = "Cabinet Division", Ur = "کابینہ ڈویژن" }, Date = "2020-01-31" },
            Precedence = V1.Precedence.Immediate,
            Classification = V1.Classification.Unclassified,
            Dated = "2020-02-14",
            EffectiveOn = "2020-02-14",
            Audience = new V1.Audience { Clauses = { clause } },
            Deadlines = new V1.Deadlines { AcknowledgeDays = 7, ComplyDays = 14 },
            Text = new V1.LocalText { En = "Official documents go by formal file.", Ur = "سرکاری دستاویزات باقاعدہ فائل پر جائیں گی۔" },
        };
        draft.Obligations.Add(new V1.Obligation { Id = "no-whatsapp", OwedBy = V1.Obligation.Types.Owner.Post, Text = draft.Title });
        return draft;
    }
}
