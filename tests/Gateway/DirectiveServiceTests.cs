using System.Security.Cryptography;
using System.Text;
using Directives.Gateway;
using Directives.Tests.Support;
using Directives.V1;
using Grpc.Core;

namespace Directives.Tests.Gateway;

/// <summary>Issuing and reading directives.</summary>
public abstract class DirectiveServiceTests(GatewayFixture fixture)
{
    private Metadata Issuer => fixture.Gateway.AsRole(Role.Issuer);

    private Metadata Oversight => fixture.Gateway.AsRole(Role.Oversight);

    [Fact]
    public async Task Issue_ThenGet_HasEverythingButTheText()
    {
        var draft = SmallProvince.Draft("ISSUE/1");
        var issued = await IssueAsync(draft, "issue-1");
        var read = await fixture.Gateway.Directives.GetAsync(new GetDirectiveRequest { Number = "ISSUE/1" }, Oversight);

        Assert.Equal(issued, read);
        var expected = draft.Clone();
        expected.Text = null;
        Assert.Equal(expected, issued.Draft);
        Assert.Equal((1, "role:issuer"), (issued.Version, issued.IssuedBy));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{draft.Text.En}\0{draft.Text.Ur}"))), issued.TextDigest);
        var local = issued.AcknowledgeBy.ToDateTimeOffset().ToOffset(TimeSpan.FromHours(5));
        Assert.Equal(issued.IssuedAt.ToDateTimeOffset().ToOffset(TimeSpan.FromHours(5)).Date.AddDays(7), local.Date);
        Assert.Equal(new TimeOnly(23, 59, 59), new TimeOnly(local.Hour, local.Minute, local.Second));
    }

    [Fact]
    public async Task Issue_Repeated_GetsTheSameAnswer()
    {
        var first = await IssueAsync(SmallProvince.Draft("ISSUE/2"), "issue-2");
        var again = await IssueAsync(SmallProvince.Draft("ISSUE/2"), "issue-2");
        var changed = SmallProvince.Draft("ISSUE/2");
        changed.Title.En = "Another title";
        var reused = await TestGateway.RefusedAsync(() => IssueAsync(changed, "issue-2"));
        var taken = await TestGateway.RefusedAsync(() => IssueAsync(changed, "issue-2b"));

        Assert.Equal(first, again);
        Assert.Equal((StatusCode.InvalidArgument, "OPERATION_ID_REUSED"), (reused.Code, reused.Reason));
        Assert.Equal((StatusCode.AlreadyExists, "NUMBER_TAKEN"), (taken.Code, taken.Reason));
    }

    [Fact]
    public async Task Issue_AsADryRun_IssuesNothing()
    {
        var request = new IssueRequest { OperationId = "dry", Draft = SmallProvince.Draft("ISSUE/3"), DryRun = true };
        var tried = await fixture.Gateway.Directives.IssueAsync(request, Issuer);
        var read = await TestGateway.RefusedAsync(fixture.Gateway.Directives.GetAsync(new GetDirectiveRequest { Number = "ISSUE/3" }, Oversight));

        Assert.Equal("ISSUE/3", tried.Draft.Number);
        Assert.Equal((StatusCode.NotFound, "There is no directive ISSUE/3."), (read.Code, read.Message));
    }

    public static TheoryData<string, Action<DirectiveDraft>> WrongDrafts => new()
    {
        { "draft.number", draft => draft.Number = "" },
        { "draft.instrument", draft => draft.Instrument = Instrument.Unspecified },
        { "draft.instrument", draft => draft.Instrument = (Instrument)99 },
        { "draft.title.ur", draft => draft.Title.Ur = "" },
        { "draft.title.en", draft => draft.Title = null },
        { "draft.issuer", draft => draft.Issuer = "SGAD" },
        { "draft.issuer", draft => draft.Issuer = "finance" },
        { "draft.jurisdiction", draft => draft.Jurisdiction = "" },
        { "draft.provenance.body.en", draft => draft.Provenance = null },
        { "draft.provenance.date", draft => draft.Provenance.Date = "31 January" },
        { "draft.provenance.date", draft => draft.Provenance.Date = "2020-02-30" },
        { "draft.dated", draft => draft.Dated = "" },
        { "draft.effective_on", draft => draft.EffectiveOn = "1900-01-01" },
        { "draft.precedence", draft => draft.Precedence = 0 },
        { "draft.classification", draft => draft.Classification = (Classification)7 },
        { "draft.legal_basis[0].ur", draft => draft.LegalBasis[0].Ur = "" },
        { "draft.consequence.en", draft => draft.Consequence.En = new string('x', 1_001) },
        { "draft.obligations", draft => draft.Obligations.Clear() },
        { "draft.obligations[0].id", draft => draft.Obligations[0].Id = "Stop" },
        { "draft.obligations[0].owed_by", draft => draft.Obligations[0].OwedBy = 0 },
        { "draft.audience.clauses", draft => draft.Audience = null },
        { "draft.audience.clauses[0].addressee", draft => draft.Audience.Clauses[0].Addressee = 0 },
        { "draft.audience.clauses[0].filter.cadres[1]", draft => draft.Audience.Clauses[0].Filter.Cadres[1] = "Law Officers" },
        { "draft.audience.clauses[1].filter.posts[0]", draft => draft.Audience.Clauses[1].Filter.Posts[0] = "punjab/governor" },
        { "draft.audience.clauses[0].filter.within[0]", draft => draft.Audience.Clauses[0].Filter.Within.Add("finance") },
        { "draft.audience.exclusions[0]", draft => draft.Audience.Exclusions.Add(new PostFilter()) },
        { "draft.deadlines.comply_days", draft => draft.Deadlines.ComplyDays = -1 },
        { "draft.text.ur", draft => draft.Text.Ur = "" },
        { "draft.text.en", draft => draft.Text.En = new string('x', 64 * 1024 + 1) },
    };

    [Theory]
    [MemberData(nameof(WrongDrafts), DisableDiscoveryEnumeration = true)]
    public async Task Issue_WithAWrongField_NamesIt(string field, Action<DirectiveDraft> spoil)
    {
        var draft = SmallProvince.Draft("ISSUE/WRONG");
        spoil(draft);

        var refused = await TestGateway.RefusedAsync(() => IssueAsync(draft, "wrong"));

        Assert.Equal((StatusCode.InvalidArgument, "INVALID_FIELDS"), (refused.Code, refused.Reason));
        Assert.Contains(refused.Violations, violation => violation.Field == field);
        Assert.Equal(refused.Violations.Length, refused.Violations.Distinct().Count());
    }

    [Theory]
    [InlineData("en", "No official documents over WhatsApp", "**Do not** send official documents over WhatsApp.")]
    [InlineData("ur", "اردو No official documents over WhatsApp", "اردو **Do not** send official documents over WhatsApp.")]
    public async Task GetText_InEachLanguage_IsTheText(string language, string title, string text)
    {
        var found = await fixture.Gateway.Directives.GetTextAsync(new GetTextRequest { Number = SmallProvince.Number, Language = language }, Oversight);

        Assert.Equal((1, language, title, text), (found.Version, found.Language, found.Title, found.Text));
    }

    [Fact]
    public async Task GetText_OfAnotherVersion_IsNotFound()
    {
        var refused = await TestGateway.RefusedAsync(fixture.Gateway.Directives.GetTextAsync(
            new GetTextRequest { Number = SmallProvince.Number, Version = 2, Language = "en" }, Oversight));

        Assert.Equal(StatusCode.NotFound, refused.Code);
    }

    [Fact]
    public async Task GetOutcome_OfAnIssue_IsTheFact()
    {
        var issued = await IssueAsync(SmallProvince.Draft("ISSUE/4"), "issue-4");
        var outcome = await fixture.Gateway.Directives.GetOutcomeAsync(
            new GetDirectiveOutcomeRequest { Number = "ISSUE/4", OperationId = "issue-4" }, Issuer);
        var unknown = await TestGateway.RefusedAsync(fixture.Gateway.Directives.GetOutcomeAsync(
            new GetDirectiveOutcomeRequest { Number = "ISSUE/4", OperationId = "issue-5" }, Issuer));

        Assert.Equal(new OperationOutcome { OperationId = "issue-4", Fact = "Issued", At = issued.IssuedAt }, outcome);
        Assert.Equal(StatusCode.NotFound, unknown.Code);
    }

    [Fact]
    public async Task List_InPages_HasTheNewestFirstAndEachOnce()
    {
        foreach (var number in (string[])["LIST/1", "LIST/2", "LIST/3"])
            await fixture.IssueAsync(number);

        var found = new List<string>();
        var token = "";
        do
        {
            var page = await fixture.Gateway.Directives.ListAsync(new ListDirectivesRequest { PageSize = 2, PageToken = token }, Oversight);
            Assert.InRange(page.Directives.Count, 1, 2);
            found.AddRange(page.Directives.Select(directive => directive.Number));
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal(["LIST/3", "LIST/2", "LIST/1"], found.Where(number => number.StartsWith("LIST/", StringComparison.Ordinal)));
        Assert.Equal(found.Count, found.Distinct().Count());
        Assert.Contains(SmallProvince.Number, found);
    }

    private async Task<Directive> IssueAsync(DirectiveDraft draft, string operation) =>
        await fixture.Gateway.Directives.IssueAsync(new IssueRequest { OperationId = operation, Draft = draft }, Issuer);
}

public sealed class DirectiveServiceOnSqlite(SqliteGateway fixture) : DirectiveServiceTests(fixture), IClassFixture<SqliteGateway>;

public sealed class DirectiveServiceOnPostgres(PostgresGateway fixture) : DirectiveServiceTests(fixture), IClassFixture<PostgresGateway>;

/// <summary>Before the first import there is nobody to serve.</summary>
public sealed class DirectiveWithoutOrganogramTests
{
    [Fact]
    public async Task Issue_BeforeAnImport_IsRefused()
    {
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = await TestGateway.StartAsync(database);

        var refused = await TestGateway.RefusedAsync(gateway.Directives.IssueAsync(
            new IssueRequest { OperationId = "early", Draft = SmallProvince.Draft() }, gateway.AsRole(Role.Issuer)));

        Assert.Equal((StatusCode.FailedPrecondition, "NO_ORGANOGRAM"), (refused.Code, refused.Reason));
    }
}
