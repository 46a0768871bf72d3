using System.Text;
using Directives.Cli.Drafts;
using Directives.Tests.Samples;
using Directives.V1;

namespace Directives.Tests.Cli;

public sealed class DirectiveFileTests
{
    private static readonly string Orders = Path.Combine(OrganogramFiles.SamplesFolder, "directives");

    [Fact]
    public async Task Read_WhatsAppOrder_FillsEveryField()
    {
        var file = await DirectiveFile.ReadAsync(Path.Combine(Orders, "whatsapp-ban.md"), TestContext.Current.CancellationToken);
        var draft = file.Draft;
        Assert.Equal("SGAD/2020/14", draft.Number);
        Assert.Equal(Instrument.Letter, draft.Instrument);
        Assert.Equal(("sgad", "punjab"), (draft.Issuer, draft.Jurisdiction));
        Assert.Equal(("2020-01-31", "2020-02-14", "2020-02-14"), (draft.Provenance.Date, draft.Dated, draft.EffectiveOn));
        Assert.Equal("اجلاس کابینہ ڈویژن", draft.Provenance.Body.Ur);
        Assert.Equal((Precedence.Immediate, Classification.Unclassified), (draft.Precedence, draft.Classification));
        Assert.Equal(3, draft.LegalBasis.Count);
        Assert.Equal((2, 2), (draft.Obligations.Count(o => o.OwedBy is Obligation.Types.Owner.Post), draft.Obligations.Count(o => o.OwedBy is Obligation.Types.Owner.Department)));
        Assert.Equal([AddresseeKind.Action, AddresseeKind.Action, AddresseeKind.Information], draft.Audience.Clauses.Select(clause => clause.Addressee));
        Assert.Equal(4, draft.Audience.Clauses[0].Filter.Posts.Count);
        Assert.Equal(["section-officer", "law-officer", "estate-officer"], draft.Audience.Clauses[1].Filter.Cadres);
        Assert.Equal((20, 22), (draft.Audience.Clauses[2].Filter.BpsFrom, draft.Audience.Clauses[2].Filter.BpsTo));
        Assert.Equal((7, 14), (draft.Deadlines.AcknowledgeDays, draft.Deadlines.ComplyDays));
        Assert.StartsWith("**Government of the Punjab**", draft.Text.En, StringComparison.Ordinal);
        Assert.StartsWith("**حکومت پنجاب**", draft.Text.Ur, StringComparison.Ordinal);
        Assert.DoesNotContain("حکومت", draft.Text.En, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_DecisionOf31January_IsRight()
    {
        var path = Path.Combine(Orders, "..", "decisions", "31-january.md");
        var decision = (await DecisionFile.ReadAsync(path, TestContext.Current.CancellationToken)).Decision;
        Assert.Equal(("CABDIV/2020/31-01", "2020-01-31", ""), (decision.Number, decision.Date, decision.Minute));
        Assert.Equal("اجلاس کابینہ ڈویژن", decision.Body.Ur);
        Assert.StartsWith("It was decided that official documents", decision.Text.En, StringComparison.Ordinal);
        Assert.StartsWith("فیصلہ کیا گیا", decision.Text.Ur, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_SocialMediaMemorandum_IsRight()
    {
        var file = await DirectiveFile.ReadAsync(Path.Combine(Orders, "social-media-policy.md"), TestContext.Current.CancellationToken);
        Assert.Equal(Instrument.OfficeMemorandum, file.Draft.Instrument);
        Assert.Equal(12, file.Draft.Audience.Clauses.Sum(clause => clause.Filter.ServiceGroups.Count));
        var duty = Assert.Single(file.Draft.Duties);
        Assert.Equal(("monitoring", DutyFrequency.Monthly, 10, 0, "", ""), (duty.Id, duty.Frequency, duty.AttestDays, duty.AttestWorkingDays, duty.FirstDay, duty.LastDay));
        Assert.StartsWith("محکمہ", duty.Text.Ur, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SmallestFile_NeedsNeitherBasisNorDeadlines()
    {
        var draft = Read(DraftSample.Text).Draft;
        Assert.Empty(draft.LegalBasis);
        Assert.Null(draft.Consequence);
        Assert.Equal((0, 0), (draft.Deadlines.AcknowledgeDays, draft.Deadlines.ComplyDays));
        Assert.Equal("", draft.Provenance.Minute);
        Assert.Equal(("Do it.", "یہ کریں۔"), (draft.Text.En, draft.Text.Ur));
    }

    [Fact]
    public void Read_WaivedLanguage_MayBeLeftOut()
    {
        var text = DraftSample.Text
            .Replace("\n# اردو\n\nیہ کریں۔\n", "", StringComparison.Ordinal)
            .Replace("  ur: عنوان\n", "", StringComparison.Ordinal)
            .Replace("{en: Obey., ur: مانیں۔}", "{en: Obey.}", StringComparison.Ordinal);
        Assert.Equal(
            ["title.ur", "text.ur", "obligations[0].text.ur"],
            Assert.Throws<DirectiveFileException>(() => Read(text)).Problems.Select(problem => problem.Key).OrderDescending(StringComparer.Ordinal));

        var draft = Read(text.Replace("precedence: routine", "waiver: {language: ur, reason: For English-medium boards.}\nprecedence: routine", StringComparison.Ordinal)).Draft;

        Assert.Equal(("ur", "For English-medium boards."), (draft.Waiver.Language, draft.Waiver.Reason));
        Assert.Equal(("A title", "", ""), (draft.Title.En, draft.Title.Ur, draft.Text.Ur));
    }

    [Fact]
    public void Read_WindowsLinesAndByteOrderMark_IsTheSame()
    {
        var same = DirectiveFile.Read("order.md", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(DraftSample.Text.Replace("\n", "\r\n", StringComparison.Ordinal))]);
        Assert.Equal(Read(DraftSample.Text).Draft, same.Draft);
    }

    [Fact]
    public void Read_HeadingsInACodeBlock_AreText()
    {
        var draft = Read(DraftSample.Text.Replace("Do it.", "Do:\n\n```\n# not a section\n```\n\n## A heading", StringComparison.Ordinal)).Draft;
        Assert.Equal("Do:\n\n```\n# not a section\n```\n\n## A heading", draft.Text.En);
    }

    /// <summary>What is changed in the smallest file, and what is said about it.</summary>
    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "number: A/1\n", "", "order.md:2: number: is missing" },
        { "number: A/1", "number:", "order.md:2: number: has no value" },
        { "number: A/1", "number: '  '", "order.md:2: number: must not be empty" },
        { "number: A/1", "number: [A, 1]", "order.md:2: number: must be a text, not a list" },
        { "number: A/1", "number: A/1\nnumber: A/2", "order.md:3: number: is given twice, first in line 2" },
        { "number: A/1", "number: A/1\nnumbr: A/2", "order.md:3: numbr: is not a key here; the keys are number, instrument, " },
        { "instrument: letter", "instrument: lettr", "order.md:3: instrument: is \"lettr\"; the words are letter, memorandum, office-memorandum, demi-official-letter, un-official-note, endorsement, notification, office-order, circular" },
        { "instrument: letter", "instrument: [letter]", "order.md:3: instrument: is a list; the words are letter, " },
        { "instrument: letter", "instrument: unspecified", "order.md:3: instrument: is \"unspecified\"; the words are letter, " },
        { "precedence: routine", "precedence: soon", "order.md:12: precedence: is \"soon\"; the words are routine, priority, immediate" },
        { "classification: restricted", "classification: Secret", "order.md:13: classification: is \"Secret\"; the words are unclassified, restricted, confidential, secret" },
        { "  en: A title", "  english: A title", "order.md:5: title.en: is missing" },
        { "  en: A title", "  english: A title", "order.md:5: title.english: is not a key here; the keys are en, ur" },
        { "  ur: عنوان\n", "", "order.md:5: title.ur: is missing" },
        { "issuer: sgad\n", "", "order.md:2: issuer: is missing" },
        { "  date: 2020-01-31", "  date: 31 January 2020", "order.md:11: provenance.date: must be a date as 2020-02-14, not \"31 January 2020\"" },
        { "dated: 2020-02-14", "dated: 2020-02-30", "order.md:14: dated: must be a date as 2020-02-14, not \"2020-02-30\"" },
        { "dated: 2020-02-14", "dated: {on: 2020-02-14}", "order.md:14: dated: must be a date as 2020-02-14, not a map of keys" },
        { "  body: {en: A board, ur: بورڈ}", "  body: A board", "order.md:10: provenance.body: must be a map of keys, not \"A board\"" },
        { "    owed_by: post", "    owed_by: everyone", "order.md:18: obligations[0].owed_by: is \"everyone\"; the words are post, department" },
        { "  - id: obey", "  - name: obey", "order.md:17: obligations[0].id: is missing" },
        { "obligations:\n  - id: obey\n    owed_by: post\n    text: {en: Obey., ur: مانیں۔}", "obligations: []", "order.md:16: obligations: must have at least one item" },
        { "obligations:\n  - id: obey\n    owed_by: post\n    text: {en: Obey., ur: مانیں۔}", "obligations: obey", "order.md:16: obligations: must be a list, not \"obey\"" },
        { "obligations:\n", "obligations:\n  - obey\n", "order.md:17: obligations[0]: must be a map of keys, not a text" },
        { "    - for: action", "    - for: fun", "order.md:22: audience.clauses[0].for: is \"fun\"; the words are action, information" },
        { "    - for: action\n", "    - for: action\n      cadre: [driver]\n", "order.md:23: audience.clauses[0].cadre: is not a key here; the keys are for, within, departments, cadres, service_groups, posts, grades" },
        { "    - for: action\n", "    - for: action\n      cadres: [driver, [cook]]\n", "order.md:23: audience.clauses[0].cadres[1]: must be a word, not a list" },
        { "    - for: action\n", "    - for: action\n      cadres: [driver, '']\n", "order.md:23: audience.clauses[0].cadres[1]: must not be empty" },
        { "    - for: action\n", "    - for: action\n      grades: {from: high, to: 22}\n", "order.md:23: audience.clauses[0].grades.from: must be a whole number, not \"high\"" },
        { "    - for: action\n", "    - for: action\n      grades: {from: -1}\n", "order.md:23: audience.clauses[0].grades.from: must be a whole number, not \"-1\"" },
        { "    - for: action\n", "    - for: action\n      grades: {least: 17}\n", "order.md:23: audience.clauses[0].grades.least: is not a key here; the keys are from, to" },
        { "audience:\n", "audience:\n  exclusions:\n    - for: action\n", "order.md:22: audience.exclusions[0].for: is not a key here; the keys are within, departments, cadres, service_groups, posts, grades" },
        { "audience:\n", "deadlines: {acknowledge: 7}\naudience:\n", "order.md:20: deadlines.acknowledge: is not a key here; the keys are acknowledge_days, comply_days" },
        { "audience:\n", "deadlines: {comply_days: 1.5}\naudience:\n", "order.md:20: deadlines.comply_days: must be a whole number, not \"1.5\"" },
        { "audience:\n", "deadlines: {comply_days: 99999999999}\naudience:\n", "order.md:20: deadlines.comply_days: must be a whole number, not \"99999999999\"" },
        { "number: A/1", "number: &a A/1", "order.md:2: number: anchors (&) are not used in directive files: write the value where it belongs" },
        { "number: A/1", "number: *a", "order.md:2: number: aliases (*) are not used in directive files: write the value out" },
        { "number: A/1", "number: !!int 1", "order.md:2: number: tags (!) are not used in directive files" },
        { "number: A/1", "? [a, b]\n: 1", "order.md:2: is not valid YAML: a key must be one word before a colon" },
        { "number: A/1", "number: \"A/1", "is not valid YAML: " },
        { "number: A/1", "number: A: 1", "order.md:2: is not valid YAML: " },
        { "# English", "# Englisch", "order.md:27: has the heading \"# Englisch\": the text's own headings begin with ##, its languages are \"# English\" and \"# اردو\"" },
        { "# English\n\nDo it.\n", "", "text.en: is missing: write it under the heading \"# English\"" },
        { "# اردو\n\nیہ کریں۔\n", "", "text.ur: is missing: write it under the heading \"# اردو\"" },
        { "\nیہ کریں۔\n", "", "order.md:31: text.ur: is empty" },
        { "# English\n", "Stray.\n\n# English\n", "order.md:27: has text before the first heading; begin it with \"# English\" or \"# اردو\"" },
        { "# اردو\n", "# English\n\n# اردو\n", "order.md:31: has the heading \"# English\" a second time" },
        { "Do it.", "Do\u001b[31m it.", "order.md:29: has the control character U+001B" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Read_OneMistake_SaysWhereAndWhat(string part, string replacement, string expected)
    {
        Assert.Contains(part, DraftSample.Text, StringComparison.Ordinal);
        var wrong = Assert.Throws<DirectiveFileException>(() => Read(DraftSample.Text.Replace(part, replacement, StringComparison.Ordinal)));
        Assert.Contains(wrong.Problems, problem => problem.Format("order.md").Contains(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("number: A/1\n", "order.md:1: must begin with a line of ---, then the directive's keys, then a line of ---")]
    [InlineData("", "order.md:1: must begin with a line of ---, then the directive's keys, then a line of ---")]
    [InlineData("---\nnumber: A/1\n", "order.md:1: the front matter has no end: close it with a line of ---")]
    [InlineData("---\n---\n# English\nA\n# اردو\nب\n", "order.md:2: the front matter is empty: write the directive's keys between the two --- lines")]
    [InlineData("---\n- a\n---\n# English\nA\n# اردو\nب\n", "order.md:2: the front matter must be a map of keys, not a list")]
    [InlineData("---\na: 1\n...\nb: 2\n---\n# English\nA\n# اردو\nب\n", "order.md:4: has a second YAML document: the front matter is one")]
    public void Read_NoFrontMatter_SaysWhatBelongsThere(string text, string expected)
    {
        var wrong = Assert.Throws<DirectiveFileException>(() => Read(text));
        Assert.Equal([expected], wrong.Problems.Select(problem => problem.Format("order.md")));
    }

    [Fact]
    public void Read_ManyMistakes_ReportsAllInOrder()
    {
        var text = DraftSample.Text
            .Replace("instrument: letter", "instrument: note", StringComparison.Ordinal)
            .Replace("dated: 2020-02-14", "dated: today", StringComparison.Ordinal)
            .Replace("- for: action", "- for: all", StringComparison.Ordinal)
            .Replace("# اردو", "# Urdu", StringComparison.Ordinal);
        var wrong = Assert.Throws<DirectiveFileException>(() => Read(text));
        Assert.Equal(["instrument", "dated", "audience.clauses[0].for", "", "text.ur"], wrong.Problems.Select(problem => problem.Key));
        Assert.Equal(wrong.Problems.Select(problem => problem.Line).Order(), wrong.Problems.Select(problem => problem.Line));
    }

    [Fact]
    public void Read_FileOverOneMebibyte_IsRefusedUnread()
    {
        var wrong = Assert.Throws<DirectiveFileException>(() => DirectiveFile.Read("order.md", new byte[DraftText.MaxBytes + 1]));
        Assert.Contains("a directive file has at most 1,048,576", Assert.Single(wrong.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NotUtf8_NamesTheLine()
    {
        var wrong = Assert.Throws<DirectiveFileException>(() => DirectiveFile.Read("order.md", [.. "---\nnumber: "u8, 0xFF, (byte)'\n']));
        Assert.Equal("order.md:2: is not UTF-8 text", Assert.Single(wrong.Problems).Format("order.md"));
    }

    [Fact]
    public async Task Read_MissingFile_SaysSo()
    {
        var wrong = await Assert.ThrowsAsync<DirectiveFileException>(() => DirectiveFile.ReadAsync("no-such-order.md", TestContext.Current.CancellationToken));
        Assert.Contains("cannot be read", Assert.Single(wrong.Problems).Message, StringComparison.Ordinal);
    }

    /// <summary>Front matter that would blow up a reader that trusts it.</summary>
    private static readonly Dictionary<string, string> Bombs = new()
    {
        ["aliases of aliases"] = string.Concat(Enumerable.Range(0, 30).Select(i => $"b{i}: &b{i} [{string.Join(", ", Enumerable.Repeat(i == 0 ? "x" : $"*b{i - 1}", 10))}]\n")),
        ["lists in lists"] = "number: " + new string('[', 500_000),
        ["blocks in blocks"] = string.Concat(Enumerable.Range(0, 1000).Select(i => new string(' ', i) + "a:\n")),
        ["maps in maps"] = "number: " + string.Concat(Enumerable.Repeat("{a: ", 100_000)),
        ["many values"] = "number: [" + string.Join(',', Enumerable.Repeat("1", 400_000)) + "]",
        ["many keys"] = string.Concat(Enumerable.Range(0, 80_000).Select(i => $"k{i}: 1\n")),
        ["many mistakes"] = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"k{i}: *a\n")),
        ["a long key"] = new string('k', 900_000) + ": 1",
    };

    public static TheoryData<string> BombKinds => [.. Bombs.Keys];

    [Theory]
    [MemberData(nameof(BombKinds))]
    public async Task Read_Bomb_IsRefusedAtOnce(string kind)
    {
        var text = $"---\n{Bombs[kind]}\n---\n# English\nA\n# اردو\nب\n";
        var reading = Task.Run(() => Record.Exception(() => Read(text)), TestContext.Current.CancellationToken);
        var wrong = await reading.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        var problems = Assert.IsType<DirectiveFileException>(wrong).Problems;
        Assert.True(problems.Count is > 0 and <= FileProblems.Most, $"{kind}: 1 to {FileProblems.Most} mistakes expected, found {problems.Count}");
        Assert.All(problems, problem => Assert.InRange(problem.Message.Length, 1, 1000));
    }

    [Theory]
    [InlineData("draft.audience.clauses[0].filter.within[0]", "audience.clauses[0].within[0]", 23)]
    [InlineData("draft.audience.clauses[0].filter.bps_to", "audience.clauses[0].grades.to", 24)]
    [InlineData("draft.audience.clauses[0].addressee", "audience.clauses[0].for", 22)]
    [InlineData("draft.audience.clauses[0].filter.posts[3]", "audience.clauses[0]", 22)]
    [InlineData("draft.provenance.body.ur", "provenance.body.ur", 10)]
    [InlineData("draft.obligations[0].text.en", "obligations[0].text.en", 19)]
    [InlineData("draft.text.ur", "text.ur", 32)]
    [InlineData("draft.deadlines.comply_days", "", 0)]
    public void Places_FieldOfTheApi_IsFoundInTheFile(string field, string key, int line)
    {
        var file = Read(DraftSample.Text.Replace("      within: [punjab]\n", "      within: [punjab]\n      grades: {from: 17, to: 16}\n", StringComparison.Ordinal));
        Assert.Equal((key, line), file.Places.Find(field));
    }

    private static DirectiveFile Read(string text) => DirectiveFile.Read("order.md", Encoding.UTF8.GetBytes(text));
}
