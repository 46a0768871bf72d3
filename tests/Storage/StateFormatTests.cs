using System.Text;
using System.Text.Json.Nodes;
using Directives.Grains;
using Directives.Silo.Storage;

namespace Directives.Tests.Storage;

public sealed class StateFormatTests
{
    private static readonly RowKey Row = new("officer", "sgad/0001", "directive/1");

    [Fact]
    public void Write_State_BeginsWithTheVersionAndKeepsUrduAsWritten()
    {
        var payload = Encoding.UTF8.GetString(StateFormats.Get<OfficerDirectiveState>().Write(TestLedger.Acted("op-1")));

        Assert.StartsWith("""{"v":3,"acts":[{""", payload, StringComparison.Ordinal);
        Assert.Contains("عائشہ خان", payload, StringComparison.Ordinal);
        Assert.DoesNotContain("facts", payload, StringComparison.OrdinalIgnoreCase);
        JsonNode.Parse(payload);
    }

    [Fact]
    public void Write_StateWithoutMembers_IsTheVersionAlone()
    {
        var payload = StateFormats.Get<PlaceState>().Write(new PlaceState());

        Assert.Equal("""{"v":2}""", Encoding.UTF8.GetString(payload));
        Assert.Null(((PlaceState)StateFormats.Get<PlaceState>().Read(payload, Row)).Place);
    }

    [Fact]
    public void Read_NewerForm_IsRefusedByRowAndForm()
    {
        var refusal = Assert.Throws<InvalidDataException>(
            () => StateFormats.Get<OfficerDirectiveState>().Read("""{"v":4,"acts":[]}"""u8, Row));

        Assert.Contains("officer/sgad/0001/directive/1", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("form 4", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("newer program", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"acts":[],"v":1}""")]
    [InlineData("""{"v":"1"}""")]
    [InlineData("""{"v":0}""")]
    [InlineData("""{"v":1,"acts":7}""")]
    [InlineData("""{"v":1,"acts":[""")]
    public void Read_NotAState_IsRefusedByRow(string payload)
    {
        var refusal = Assert.Throws<InvalidDataException>(
            () => StateFormats.Get<OfficerDirectiveState>().Read(Encoding.UTF8.GetBytes(payload), Row));

        Assert.Contains("officer/sgad/0001/directive/1", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OlderForms_TakesEachStepToTheCurrentOne()
    {
        StateFormat format = new(
            StateJson.Default.DiaryState,
            [
                members => new JsonObject { ["v"] = 2, ["number"] = members["n"]!.GetValue<int>() },
                members => new JsonObject { ["v"] = 3, ["serial"] = members["number"]!.GetValue<int>() + 1 },
            ]);

        Assert.Equal(8, Serial("""{"v":1,"n":7}"""u8));
        Assert.Equal(8, Serial("""{"v":2,"number":7}"""u8));
        Assert.Equal(7, Serial("""{"v":3,"serial":7}"""u8));
        Assert.StartsWith("""{"v":3""", Encoding.UTF8.GetString(format.Write(new DiaryState())), StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => format.Read("""{"v":4}"""u8, Row));

        int Serial(ReadOnlySpan<byte> payload) => ((DiaryState)format.Read(payload, Row)).Serial;
    }

    [Fact]
    public void Write_EachKindOfFact_IsReadBackEqual()
    {
        var name = new LocalText("Ayesha", "عائشہ");
        Fact[] facts =
        [
            new RegistryImported(1, 2, 3, 4, "p-1", "00", "op-1"),
            new CalendarImported(1, [2020], 15, "p-1", "00", "op-1"),
            new Established(1, 20, 3),
            new Issued(1, name, "sgad", "punjab", "p-1", "00", "op-1"),
            new DeadlinePassed(DeadlineKind.Comply, TestLedger.Noon),
            new Received(1, 7, 2020, ["a", "b"]),
            new RosterServed(1, []),
            new ComplianceReported(1, 1, "p-1", "done", "seen", null, "op-1"),
            new Opened(1, 1, "p-1", name, "op-1"),
            new Acknowledged(2, 1, "p-1", name, "op-2"),
            new Declined(3, 1, "p-1", name, "no", "op-3"),
            new Drafted(1, name, "sgad", "p-1", "00", "op-1"),
            new Approved(1, "p-2", "00", "op-2"),
            new Amended(2, 2, name, "p-1", "why", "00", "op-1"),
            new Superseded(3, "2/2020", "p-1", "op-1"),
            new Reiterated(1, "2/2020", "why", "p-1", "op-1"),
            new DecisionRecorded(name, name, new DateOnly(2020, 1, 31), "7", "p-1", "00", "op-1"),
            new Rescinded(3, "why", "2/2020", "p-1", "op-1"),
            new ServedAnew(1, [new("so-1", AddresseeKind.Action, false, 2)], ["so-2"], ["a"]),
            new ObligationsClosed(1, DirectiveStatus.Rescinded, ["a"]),
            new ChargeAssumed("so-1", 1, "p-1", name, ChargeKind.Acting, new DateOnly(2020, 1, 1), null, "p-2", "op-1"),
            new ChargeRelinquished("so-1", 1, "p-1", name, new DateOnly(2020, 1, 2), "p-2", "op-2"),
            new ActsDelegated("so-1", "p-1", "p-3", name, TestLedger.Noon, "p-1", "op-1"),
            new DelegationEnded("so-1", "p-1", "p-3", "p-1", "op-2"),
            new ClarificationAsked(1, 1, "sgad/so-1", "p-1", null, "why", "op-1"),
            new ClarificationAnswered(1, 2, "sgad/so-1", "p-2", "so", false, "op-2"),
            new ExemptionRequested(1, "sgad", "p-1", name, "why", new DateOnly(2020, 1, 2), "op-1"),
            new ExemptionGranted(1, 1, "sgad", "p-2", new DateOnly(2020, 1, 2), TestLedger.Noon, null, "op-2"),
            new ExemptionRefused(2, "sgad", "p-2", "no", "op-3"),
            new ExemptionExpired(1, 2, "sgad", TestLedger.Noon),
            new SampleDrawn(1, "seed-0001", 3, "00", ["a", "b"], "p-1", "op-1"),
            new VerifierAssigned(1, "a", "b/so-1", "p-1", "op-2"),
            new Verified(1, "a", 1, Finding.FalseReport, "b/so-1", "p-3", name, "seen", null, null, "SO-7", "op-3"),
        ];
        var kinds = typeof(Fact).GetCustomAttributes(typeof(System.Text.Json.Serialization.JsonDerivedTypeAttribute), false);
        Assert.Equal(kinds.Length, facts.Length);

        foreach (var fact in facts.Select(fact => fact with { Directive = "SGAD-2020-1", At = TestLedger.Noon.AddMicroseconds(1) }))
        {
            var payload = FactFormat.Write(fact);
            StoredEntry entry = new(new(1, 1), 1, fact.Kind, "officer", "sgad/0001", fact.Directive, LedgerTime.ToMicros(fact.At), payload);

            var read = FactFormat.Read(entry);

            Assert.Equal(payload, FactFormat.Write(read.Fact));
            Assert.Equal((fact.GetType(), fact.Directive, fact.At), (read.Fact.GetType(), read.Fact.Directive, read.Fact.At));
        }
    }

    [Fact]
    public void Read_UnknownKindOfFact_IsRefusedByPosition()
    {
        StoredEntry entry = new(new(1, 42), 1, "Annulled", "officer", "sgad/0001", null, 0, "{}"u8.ToArray());

        var refusal = Assert.Throws<InvalidDataException>(() => FactFormat.Read(entry));

        Assert.Contains("1.42", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Annulled", refusal.Message, StringComparison.Ordinal);
    }
}
