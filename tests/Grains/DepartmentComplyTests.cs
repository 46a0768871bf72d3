using Directives.Grains;
using static Directives.Tests.Rules.Given;

namespace Directives.Tests.Rules;

public sealed class DepartmentComplyTests
{
    private static readonly string Hash = new('a', 64);

    public static TheoryData<string, string> WrongFields => new()
    {
        { "statement", "" },
        { "statement", "  " },
        { "statement", new string('x', DepartmentRules.MaxTextLength + 1) },
        { "evidence_text", new string('x', DepartmentRules.MaxTextLength + 1) },
        { "evidence_sha256", "" },
        { "evidence_sha256", new string('a', 63) },
        { "evidence_sha256", new string('a', 65) },
        { "evidence_sha256", new string('A', 64) },
        { "evidence_sha256", new string('g', 64) },
        { "operation_id", "" },
        { "operation_id", " " },
        { "operation_id", new string('x', 65) },
    };

    [Theory, MemberData(nameof(WrongFields))]
    public void Comply_WrongField_NamesIt(string field, string value)
    {
        var command = field switch
        {
            "statement" => Command with { Statement = value },
            "evidence_text" => Command with { EvidenceText = value },
            "evidence_sha256" => Command with { EvidenceSha256 = value },
            _ => Command with { OperationId = value },
        };

        var refused = Refused(() => Comply(new ReportState(), command), Refusal.InvalidArgument, "INVALID_FIELDS");

        Assert.Equal(field, Assert.Single(refused.Violations).Field);
    }

    [Fact]
    public void Comply_NoEvidenceAtAll_NamesTheField()
    {
        foreach (var text in new[] { null, "", " " })
        {
            var command = Command with { EvidenceText = text, EvidenceSha256 = null };
            var refused = Refused(() => Comply(new ReportState(), command), Refusal.InvalidArgument, "INVALID_FIELDS");
            Assert.Equal("evidence_text", Assert.Single(refused.Violations).Field);
        }
    }

    [Fact]
    public void Comply_SeveralWrongFields_NamesEach()
    {
        var command = Command with { Statement = "", EvidenceSha256 = "x" };

        var refused = Refused(() => Comply(new ReportState(), command), Refusal.InvalidArgument, "INVALID_FIELDS");

        Assert.Equal(["statement", "evidence_sha256"], refused.Violations.Select(violation => violation.Field));
    }

    [Theory, InlineData(true, false), InlineData(false, true), InlineData(true, true)]
    public void Comply_WithEvidence_RecordsTheReport(bool text, bool hash)
    {
        var command = Command with { EvidenceText = text ? "Circulated" : null, EvidenceSha256 = hash ? Hash : null };

        var after = Comply(new ReportState(), command);

        Assert.Equal(
            new ComplianceReport(command.Directive, 2, Now, command.By, command.Statement, command.EvidenceText, command.EvidenceSha256, "op-1"),
            Assert.Single(after.Reports));
        Assert.Equal(
            new ComplianceReported(1, 2, command.By, command.Statement, command.EvidenceText, command.EvidenceSha256, "op-1")
            {
                Directive = command.Directive,
                At = Now,
            },
            Assert.Single(after.Facts));
    }

    [Fact]
    public void Comply_LongestTexts_AreTaken()
    {
        var longest = new string('ا', DepartmentRules.MaxTextLength);

        Assert.Single(Comply(new ReportState(), Command with { Statement = longest, EvidenceText = longest }).Reports);
    }

    [Fact]
    public void Comply_NotReceived_IsRefused() =>
        Refused(() => DepartmentRules.Comply(new ReportState(), Command, null, Now), Refusal.NotAllowedNow, "NOT_RECEIVED");

    [Fact]
    public void Comply_NoPostAddressedForAction_IsRefused()
    {
        Refused(() => Comply(new ReportState(), Command, Entry()), Refusal.NotAllowedNow, "NOTHING_OWED");
        Refused(() => Comply(new ReportState(), Command, Entry(AddresseeKind.Information)), Refusal.NotAllowedNow, "NOTHING_OWED");
        Assert.Single(Comply(new ReportState(), Command, Entry(AddresseeKind.Information, AddresseeKind.Action)).Reports);
    }

    [Fact]
    public void Comply_Again_IsAnotherReport()
    {
        var first = (ReportState)Comply(new ReportState(), Command).Written();

        var second = Comply(first, Command with { OperationId = "op-2", Statement = "Still in force" });

        Assert.Equal(2, second.Reports.Length);
        Assert.Equal(2, Assert.IsType<ComplianceReported>(Assert.Single(second.Facts)).Sequence);
    }

    [Fact]
    public void Comply_Repeated_ChangesNothing()
    {
        var state = (ReportState)Comply(new ReportState(), Command).Written();

        Assert.Same(state, Comply(state, Command));
        Assert.Same(state, DepartmentRules.Comply(state, Command, null, Now.AddDays(1)));
    }

    [Fact]
    public void Comply_RepeatedWithAnotherBody_IsRefused()
    {
        var state = Comply(new ReportState(), Command with { EvidenceSha256 = Hash });
        ComplyCommand[] others =
        [
            Command with { EvidenceSha256 = Hash, By = "p-9" },
            Command with { EvidenceSha256 = Hash, Statement = "Other" },
            Command with { EvidenceSha256 = Hash, EvidenceText = null },
            Command with { EvidenceSha256 = null },
        ];
        foreach (var other in others)
            Refused(() => Comply(state, other), Refusal.OperationIdReused, "OPERATION_ID_REUSED");
    }

    [Fact]
    public void Comply_TooManyReports_IsRefused()
    {
        var state = new ReportState();
        for (var i = 1; i <= DepartmentRules.MaxReports; i++)
            state = (ReportState)Comply(state, Command with { OperationId = $"op-{i}" }).Written();

        Refused(() => Comply(state, Command with { OperationId = "op-more" }), Refusal.NotAllowedNow, "TOO_MANY_REPORTS");
        Assert.Same(state, Comply(state, Command));
    }

    private static ComplyCommand Command => new("op-1", "1/2020", "p-5", "In force since today", "Circulated to all sections", null);

    private static ReportState Comply(ReportState state, ComplyCommand command, DiaryEntry? entry = null) =>
        DepartmentRules.Comply(state, command, entry ?? Entry(AddresseeKind.Action), Now);

    private static DiaryEntry Entry(params AddresseeKind[] served) => new(
        "1/2020", 2, Text("Order"), 1, 2020, Now, "sgad",
        [.. served.Select((addressee, seat) => new ServedPost($"post-{seat}", addressee, false))], [], null, null);
}
