using Directives.Cli;
using Directives.Tests.Gateway;
using Directives.Tests.Support;

namespace Directives.Tests.Cli;

/// <summary>Every command against a gateway in this process.</summary>
public sealed class ServedTests(SqliteGateway fixture) : IClassFixture<SqliteGateway>, IDisposable
{
    private const string Officer = "sgad/section-officer-1";

    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task List_AnyReader_HasTheDirective()
    {
        var table = await RunAsync(ExitCode.Ok, "list", "--role", "oversight");
        Assert.Contains(SmallProvince.Number, table.Output, StringComparison.Ordinal);
        Assert.Contains("No official documents over WhatsApp", table.Output, StringComparison.Ordinal);
        var urdu = await RunAsync(ExitCode.Ok, "list", "--role", "oversight", "--lang", "ur");
        Assert.Contains("اردو No official documents", urdu.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_SmallLimit_SaysThatThereIsMore()
    {
        await fixture.IssueAsync();
        var run = await RunAsync(ExitCode.Ok, "list", "--limit", "1", "--role", "oversight");
        Assert.Equal("There are more; --limit N shows more of them.", run.Lines[^1]);
    }

    /// <summary>Commands that read, and the fields of their JSON in order.</summary>
    public static TheoryData<string, string> Shapes => new()
    {
        { "list --role oversight", "directives,nextPageToken" },
        { "drafts --role issuer", "drafts,nextPageToken" },
        { $"text {SmallProvince.Number} --role oversight", "number,version,language,title,text,textDigest" },
        { $"status {SmallProvince.Number} --role oversight", "directive,version,asOf,acknowledgeBy,complyBy,total,own,children,path,clock" },
        { $"unacknowledged {SmallProvince.Number} --role oversight", "posts,nextPageToken" },
        { $"history {SmallProvince.Number} --role oversight", "events,nextPageToken" },
        { $"history --post {Officer} --as post:{Officer}", "events,nextPageToken" },
        { $"inbox --post {Officer} --as post:{Officer}", "records,nextPageToken" },
        { "inbox --department sgad --role oversight", "entries,nextPageToken" },
        { "registry browse --role oversight", "summary,path,headPost,children" },
        { "registry browse sgad --posts --role oversight", "posts,nextPageToken" },
        { "calendar show --role oversight", "version,years" },
        { "token --role oversight", "token,subject,expiresAt" },
    };

    [Fact]
    public async Task Calendar_ImportedAndShown_HasItsHolidays()
    {
        var path = Path.Combine(Samples.OrganogramFiles.SamplesFolder, "punjab", "calendar.csv");
        var imported = await RunAsync(ExitCode.Ok, "calendar", "import", path, "--role", "admin");
        Assert.Matches("^Imported as version [0-9]+: 2020, 2026, 30 public holidays\\.$", imported.Lines[^1]);
        var again = await RunAsync(ExitCode.Ok, "calendar", "import", path, "--role", "admin");
        Assert.StartsWith("Already in force", again.Lines[^1], StringComparison.Ordinal);
        var shown = await RunAsync(ExitCode.Ok, "calendar", "show", "2026", "--role", "oversight");
        Assert.Contains("2026-05-28", shown.Output, StringComparison.Ordinal);
        Assert.Contains("expected", shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("2020-05-25", shown.Output, StringComparison.Ordinal);

        var wrong = folder.Write("calendar.csv", "year,kind,on,name_en,name_ur,certainty\n2020,weekly,someday,W,و,fixed\n");
        var refused = await RunAsync(ExitCode.Refused, "calendar", "import", wrong, "--role", "admin");
        Assert.Contains($"{wrong}:2: on", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Json_ReadingCommand_HasTheFieldsOfTheApi(string call, string fields)
    {
        var run = await RunAsync(ExitCode.Ok, [.. call.Split(' '), "--json"]);
        Assert.Empty(run.Error);
        Assert.Equal(fields.Split(','), run.Json.EnumerateObject().Select(field => field.Name));
    }

    [Fact]
    public async Task Json_Tally_HasEveryCountEvenWhereZero()
    {
        var run = await RunAsync(ExitCode.Ok, "status", SmallProvince.Number, "--role", "oversight", "--json");
        Assert.Equal(
            [
                "offices", "officesReceived", "officesOwing", "officesComplied", "served", "servedForAction", "servedForInformation", "vacant",
                "opened", "acknowledged", "declined", "outstanding", "overdue", "officesOverdue", "exempted",
                "officesExempted", "closed", "officesClosed", "officesReported", "percentReported",
            ],
            run.Json.GetProperty("total").GetProperty("tally").EnumerateObject().Select(field => field.Name));
    }

    [Fact]
    public async Task Answering_OfficerAndHead_IsCountedInTheStatus()
    {
        var number = await fixture.IssueAsync();
        var opened = await RunAsync(ExitCode.Ok, "open", number, "--post", Officer, "--as", $"post:{Officer}", "--lang", "ur");
        Assert.Contains("اردو **Do not** send", opened.Output, StringComparison.Ordinal);
        var acknowledged = await RunAsync(ExitCode.Ok, "acknowledge", number, "--post", Officer, "--as", $"post:{Officer}");
        Assert.StartsWith($"Acknowledged {number} version 1 for {Officer} at ", acknowledged.Output, StringComparison.Ordinal);
        await RunAsync(ExitCode.Ok, "open", number, "--post", "law/law-officer", "--as", "person:p-5");
        var declined = await RunAsync(ExitCode.Ok, "decline", number, "--post", "law/law-officer", "--reason", "No SOPs here.", "--as", "person:p-5");
        Assert.EndsWith(": No SOPs here.\n", declined.Output, StringComparison.Ordinal);
        var complied = await RunAsync(ExitCode.Ok, "comply", number, "--department", "sgad", "--statement", "Done.", "--evidence", "Seen.", "--as", "post:sgad/secretary");
        Assert.StartsWith($"sgad has reported {number} version 1 in force at ", complied.Output, StringComparison.Ordinal);
        await fixture.Gateway.RestAsync();

        var tally = (await RunAsync(ExitCode.Ok, "status", number, "--role", "oversight", "--json")).Json.GetProperty("total").GetProperty("tally");
        Assert.Equal(
            (2, 1, 1, 1),
            (tally.GetProperty("opened").GetInt32(), tally.GetProperty("acknowledged").GetInt32(), tally.GetProperty("declined").GetInt32(), tally.GetProperty("officesComplied").GetInt32()));
        var history = await RunAsync(ExitCode.Ok, "history", number, "--role", "oversight");
        Assert.Contains("No SOPs here.", history.Output, StringComparison.Ordinal);
        var waiting = await RunAsync(ExitCode.Ok, "unacknowledged", number, "--role", "oversight");
        Assert.DoesNotContain(Officer, waiting.Output, StringComparison.Ordinal);
        Assert.Contains("kasur/section-officer", waiting.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endorse_ByAHead_IsShownApartFromTheOrder()
    {
        var number = await fixture.IssueAsync();
        var day = TimeProvider.System.GetUtcNow().AddDays(3).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var given = await RunAsync(
            ExitCode.Ok, "endorse", number, "--department", "sgad", "--version", "1", "--en", "Replies through this office.", "--acknowledge-by", day, "--as", "post:sgad/secretary");
        Assert.Equal($"sgad has endorsed {number} version 1 downward as its number 1; acknowledge by {day} 23:59.\n", given.Output);
        await fixture.Gateway.RestAsync();

        var opened = await RunAsync(ExitCode.Ok, "open", number, "--post", "sgad-regulations/section-officer", "--as", "post:sgad-regulations/section-officer");
        Assert.Contains("Endorsed, apart from the order:\n  Services and General Administration (sgad) no. 1, version 1, ", opened.Output, StringComparison.Ordinal);
        Assert.Contains("    Replies through this office.\n", opened.Output, StringComparison.Ordinal);
        Assert.Contains($"acknowledge by {day} 23:59 (by the order ", opened.Output, StringComparison.Ordinal);
        var listed = await RunAsync(ExitCode.Ok, "endorsements", number, "--department", "sgad-regulations", "--role", "oversight");
        Assert.StartsWith($"1 hold in sgad-regulations for {number}:\n", listed.Output, StringComparison.Ordinal);
        Assert.EndsWith("0 given by sgad-regulations:\n", listed.Output, StringComparison.Ordinal);
        var looser = await RunAsync(
            ExitCode.Refused, "endorse", number, "--department", "law", "--version", "1", "--en", "Take your time.", "--comply-by", "2099-01-01", "--as", "post:law/secretary");
        Assert.Contains("comply_by: 2099-01-01 is after ", looser.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Comply_EvidenceFile_SendsItsSha256()
    {
        var number = await fixture.IssueAsync();
        var path = folder.Write("evidence.txt", "abc");
        var run = await RunAsync(ExitCode.Ok, "comply", number, "--department", "law", "--statement", "Done.", "--evidence-file", path, "--as", "post:law/secretary", "--json");
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", run.Json.GetProperty("evidenceSha256").GetString());
    }

    [Fact]
    public async Task Status_Depth_ShowsTheTreeWithBars()
    {
        var flat = await RunAsync(ExitCode.Ok, "status", SmallProvince.Number, "--role", "oversight");
        Assert.Contains("├─ Services and General Administration (sgad)", flat.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("kasur", flat.Output, StringComparison.Ordinal);
        Assert.Contains("░░░░", flat.Output, StringComparison.Ordinal);
        var deep = await RunAsync(ExitCode.Ok, "status", SmallProvince.Number, "--role", "oversight", "--depth", "2");
        Assert.Contains("─ Kasur District (kasur)", deep.Output, StringComparison.Ordinal);
        var lines = await RunAsync(ExitCode.Ok, "status", SmallProvince.Number, "--role", "oversight", "--depth", "2", "--json");
        Assert.All(lines.Lines, line => Assert.StartsWith("{ \"directive\": ", line, StringComparison.Ordinal));
        Assert.Equal(3, lines.Lines.Length);
    }

    [Fact]
    public async Task OperationId_SameCommandTwice_IsDoneOnce()
    {
        var number = await fixture.IssueAsync();
        string[] call = ["open", number, "--post", Officer, "--as", $"post:{Officer}", "--operation-id", $"op-{number}", "--json"];
        var first = (await RunAsync(ExitCode.Ok, call)).Json.GetProperty("record").GetProperty("openedAt").GetString();
        Assert.Equal(first, (await RunAsync(ExitCode.Ok, call)).Json.GetProperty("record").GetProperty("openedAt").GetString());
        var other = await RunAsync(ExitCode.Refused, "acknowledge", number, "--post", Officer, "--as", $"post:{Officer}", "--operation-id", $"op-{number}");
        Assert.Contains("operation_id: was used before", other.Error, StringComparison.Ordinal);
    }

    /// <summary>Commands that the server refuses, the status, and what the caller is told to do.</summary>
    public static TheoryData<string, string, string> Refusals => new()
    {
        { "list", "UNAUTHENTICATED", "directives token --as post:ID" },
        { "list --token not.a.token", "UNAUTHENTICATED", "directives token --as post:ID" },
        { $"list --as post:{Officer}", "PERMISSION_DENIED", "Call as one who may" },
        { $"inbox --post law/law-officer --as post:{Officer}", "PERMISSION_DENIED", "Call as one who may" },
        { "status NO/1 --role oversight", "NOT_FOUND", "" },
        { "registry browse nowhere --role oversight", "NOT_FOUND", "" },
        { $"acknowledge {SmallProvince.Number} --post kasur/section-officer --as post:kasur/section-officer", "FAILED_PRECONDITION", "" },
        { $"comply {SmallProvince.Number} --department archives --statement done --evidence seen --as post:punjab/chief-secretary", "FAILED_PRECONDITION", "" },
        { "token --as post:sgad/section-officer-2", "FAILED_PRECONDITION", "" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Run_Refused_ExitsWith1AndSaysWhy(string call, string status, string advice)
    {
        var run = await RunAsync(ExitCode.Refused, call.Split(' '));
        Assert.Empty(run.Output);
        Assert.StartsWith("directives: refused: ", run.Error, StringComparison.Ordinal);
        Assert.Contains($"({status})", run.Error, StringComparison.Ordinal);
        Assert.Contains(advice, run.Error, StringComparison.Ordinal);
        var json = await RunAsync(ExitCode.Refused, [.. call.Split(' '), "--json"]);
        Assert.Equal(status, json.JsonError.GetProperty("status").GetString());
        Assert.NotEqual("", json.JsonError.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Token_FromTheEnvironment_IsSent()
    {
        var token = (await RunAsync(ExitCode.Ok, "token", "--role", "oversight")).Output.Trim();
        var run = await CliRun.RunAsync(new Dictionary<string, string> { [GlobalOptions.TokenVariable] = token }, "list", "--server", Server);
        run.Expect(ExitCode.Ok);
    }

    [Fact]
    public async Task Issue_SampleFile_IsIssuedAndRepeatable()
    {
        var path = folder.Write("order.md", DraftSample.Text.Replace("A/1", "CLI/1", StringComparison.Ordinal));
        var dry = await RunAsync(ExitCode.Ok, "issue", path, "--dry-run", "--role", "issuer");
        Assert.Contains("Nothing was issued.", dry.Output, StringComparison.Ordinal);
        await RunAsync(ExitCode.Refused, "text", "CLI/1", "--role", "issuer");
        var issued = await RunAsync(ExitCode.Ok, "issue", path, "--role", "issuer", "--operation-id", "cli-1", "--json");
        Assert.Equal(1, issued.Json.GetProperty("version").GetInt32());
        var again = await RunAsync(ExitCode.Ok, "issue", path, "--role", "issuer", "--operation-id", "cli-1", "--json");
        Assert.Equal(issued.Json.GetProperty("issuedAt").GetString(), again.Json.GetProperty("issuedAt").GetString());
        var text = await RunAsync(ExitCode.Ok, "text", "CLI/1", "--lang", "ur", "--role", "issuer");
        Assert.EndsWith("یہ کریں۔\n", text.Output, StringComparison.Ordinal);
        var taken = await RunAsync(ExitCode.Refused, "issue", path, "--role", "issuer");
        Assert.Contains("(ALREADY_EXISTS)", taken.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drafting_ByTwoPersons_LeadsToAnIssue()
    {
        var path = folder.Write("order.md", DraftSample.Text.Replace("A/1", "CLI/3", StringComparison.Ordinal));
        var checkedFile = await RunAsync(ExitCode.Ok, "check", path, "--role", "issuer");
        Assert.StartsWith("It can be issued.\n", checkedFile.Output, StringComparison.Ordinal);
        Assert.Contains($"look at: {path}:3: instrument: does not suit ", checkedFile.Output, StringComparison.Ordinal);
        Assert.Contains("Vacant: sgad/section-officer-2, kasur/law-officer", checkedFile.Output, StringComparison.Ordinal);
        var drafted = await RunAsync(ExitCode.Ok, "draft", path, "--role", "issuer", "--name", "p-3", "--json");
        var digest = drafted.Json.GetProperty("draftDigest").GetString()!;
        var read = await RunAsync(ExitCode.Ok, "draft", "--number", "CLI/3", "--role", "issuer", "--lang", "ur");
        Assert.Contains($"Not approved. Another person does: directives approve CLI/3 --digest {digest}", read.Output, StringComparison.Ordinal);
        Assert.EndsWith("یہ کریں۔\n", read.Output, StringComparison.Ordinal);
        var same = await RunAsync(ExitCode.Refused, "approve", "CLI/3", "--digest", digest, "--role", "issuer", "--name", "p-3");
        Assert.Contains("(PERMISSION_DENIED)", same.Error, StringComparison.Ordinal);
        var approved = await RunAsync(ExitCode.Ok, "approve", "CLI/3", "--digest", digest, "--role", "issuer", "--name", "p-2");
        Assert.Contains(" by p-2. Issue it: directives issue --number CLI/3", approved.Output, StringComparison.Ordinal);
        var issued = await RunAsync(ExitCode.Ok, "issue", "--number", "CLI/3", "--role", "issuer", "--name", "p-2");
        Assert.Contains(" by p-2, No. ", issued.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lineage_FromADecisionToTheEvidence_IsShown()
    {
        var decision = folder.Write("decision.md", DecisionSample);
        await RunAsync(ExitCode.Ok, "decision", "record", decision, "--role", "issuer");
        var shown = await RunAsync(ExitCode.Ok, "decision", "show", "CAB/CLI", "--role", "oversight", "--lang", "ur");
        Assert.EndsWith("واٹس ایپ نہیں۔\n", shown.Output, StringComparison.Ordinal);
        var text = DraftSample.Text.Replace("A/1", "CLI/4", StringComparison.Ordinal);
        var path = folder.Write("order.md", text.Replace("precedence:", "lineage:\n  - {kind: implements, decision: CAB/CLI, note: Item 7}\nprecedence:", StringComparison.Ordinal));
        await RunAsync(ExitCode.Ok, "issue", path, "--role", "issuer");
        await fixture.Gateway.RestAsync();
        await RunAsync(ExitCode.Ok, "comply", "CLI/4", "--department", "law", "--statement", "Done.", "--evidence", "Circular 4", "--as", "post:law/secretary");
        var amended = folder.Write("amended.md", File.ReadAllText(path).Replace("Do it.", "Do it now.", StringComparison.Ordinal));
        var version = await RunAsync(ExitCode.Ok, "amend", amended, "--reason", "Faster", "--role", "issuer");
        Assert.StartsWith("CLI/4 version 2: A title\nAmended at ", version.Output, StringComparison.Ordinal);
        var old = await RunAsync(ExitCode.Ok, "text", "CLI/4", "--version", "1", "--role", "issuer");
        Assert.EndsWith("Do it.\n", old.Output, StringComparison.Ordinal);
        var repeated = await RunAsync(ExitCode.Ok, "reiterate", "CLI/4", "--role", "issuer");
        Assert.EndsWith(", 1 time so far.\n", repeated.Output, StringComparison.Ordinal);
        var closed = await RunAsync(ExitCode.Ok, "rescind", "CLI/4", "--by", "L/1", "--reason", "Served.", "--role", "issuer");
        Assert.EndsWith(" by L/1: Served.\n", closed.Output, StringComparison.Ordinal);
        await fixture.Gateway.RestAsync();

        var lineage = await RunAsync(ExitCode.Ok, "lineage", "--decision", "CAB/CLI", "--evidence", "--role", "oversight");

        Assert.Equal("Decision CAB/CLI: Cabinet Division, Meeting on e-governance, 2020-01-31", lineage.Lines[0]);
        Assert.Equal("  CLI/4 implements decision CAB/CLI (Item 7)", lineage.Lines[1]);
        Assert.StartsWith("    CLI/4 version 2, rescinded by L/1, reiterated once: A title; ", lineage.Lines[2], StringComparison.Ordinal);
        Assert.StartsWith("CLI/4 version 1: law at ", lineage.Lines[3], StringComparison.Ordinal);
        Assert.EndsWith(" by p-4: Done. [Circular 4]", lineage.Lines[3], StringComparison.Ordinal);
        var up = await RunAsync(ExitCode.Ok, "lineage", "CLI/4", "--role", "oversight");
        Assert.Equal("  CLI/4 implements decision CAB/CLI (Item 7)", up.Lines[1]);
    }

    private const string DecisionSample =
        """
        ---
        number: CAB/CLI
        body: {en: Cabinet Division, ur: کابینہ ڈویژن}
        meeting: {en: Meeting on e-governance, ur: ای گورننس پر اجلاس}
        date: 2020-01-31
        minute: "7"
        ---

        # English

        No WhatsApp.

        # اردو

        واٹس ایپ نہیں۔

        """;

    [Fact]
    public async Task Check_WrongDraft_SaysWhereInTheFile()
    {
        var path = folder.Write("order.md", DraftSample.Text.Replace("instrument: letter", "instrument: demi-official-letter", StringComparison.Ordinal));
        var run = await RunAsync(ExitCode.Ok, "check", path, "--role", "issuer");
        Assert.StartsWith("It cannot be issued: 1 thing is wrong.\n", run.Output, StringComparison.Ordinal);
        Assert.Contains($"wrong: {path}:21: audience.clauses: must name posts", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Issue_FieldsThatTheServerRefuses_AreShownInTheFile()
    {
        var path = folder.Write("order.md", DraftSample.Text
            .Replace("A/1", "/CLI", StringComparison.Ordinal)
            .Replace("date: 2020-01-31", "date: 2020-12-31", StringComparison.Ordinal)
            .Replace("within: [punjab]", "within: [punjab]\n      grades: {from: 30}", StringComparison.Ordinal));
        var run = await RunAsync(ExitCode.Refused, "issue", path, "--role", "issuer");
        Assert.Contains($"{path}:2: number: ", run.Error, StringComparison.Ordinal);
        Assert.Contains($"{path}:11: provenance.date: must not be after", run.Error, StringComparison.Ordinal);
        Assert.Contains($"{path}:24: audience.clauses[0].grades.from: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Issue_PlaceThatIsNotInTheOrganogram_IsShownInTheFile()
    {
        var path = folder.Write("order.md", DraftSample.Text.Replace("A/1", "CLI/2", StringComparison.Ordinal).Replace("within: [punjab]", "within: [atlantis]", StringComparison.Ordinal));
        var run = await RunAsync(ExitCode.Refused, "issue", path, "--role", "issuer", "--json");
        var violation = Assert.Single(run.JsonError.GetProperty("violations").EnumerateArray());
        Assert.Equal(("audience.clauses[0].within[0]", 23), (violation.GetProperty("field").GetString(), violation.GetProperty("line").GetInt32()));
    }

    [Fact]
    public async Task Import_SameFiles_IsUnchanged()
    {
        var (departments, posts) = WriteOrganogram(SmallProvince.Departments);
        var dry = await RunAsync(ExitCode.Ok, "registry", "import", departments, posts, "--dry-run", "--role", "admin");
        Assert.Equal("Right in every row: 7 departments, 12 posts, 2 vacant, 1 persons with more than one post. Nothing was imported.", dry.Lines[^1]);
        var run = await RunAsync(ExitCode.Ok, "registry", "import", departments, posts, "--role", "admin", "--json");
        Assert.True(run.Json.GetProperty("unchanged").GetBoolean());
    }

    [Fact]
    public async Task Import_MistakeInAFile_NamesTheCallersFileRowAndColumn()
    {
        var (departments, posts) = WriteOrganogram(SmallProvince.WithField(SmallProvince.Departments, 4, "kind", "sektion"));
        var run = await RunAsync(ExitCode.Refused, "registry", "import", departments, posts, "--role", "admin");
        Assert.Contains($"{departments}:4: kind: \"sektion\" is no kind of department", run.Error, StringComparison.Ordinal);
    }

    private string Server => fixture.Gateway.GrpcAddress.ToString();

    private async Task<CliRun> RunAsync(int code, params string[] args) =>
        (await CliRun.RunAsync([.. args, "--server", Server])).Expect(code);

    public void Dispose() => folder.Dispose();

    private (string Departments, string Posts) WriteOrganogram(string departments) =>
        (folder.Write("my-departments.csv", departments), folder.Write("my-posts.csv", SmallProvince.Posts));
}
