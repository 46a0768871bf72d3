using System.Text;
using System.Text.Json.Nodes;
using Directives.Grains;
using Directives.Silo.Storage;

namespace Directives.Tests.Storage;

public sealed class StateFormatTests
{
    private static readonly RowKey Row = new("officer", "sgad/0001", "directive/1");
    private static readonly int Current = StateFormats.Get<OfficerDirectiveState>().CurrentVersion;

    [Fact]
    public void Write_State_BeginsWithTheVersionAndKeepsUrduAsWritten()
    {
        var payload = Encoding.UTF8.GetString(StateFormats.Get<OfficerDirectiveState>().Write(TestLedger.Acted("op-1")));

        Assert.StartsWith($"{{\"v\":{Current},\"acts\":[{{", payload, StringComparison.Ordinal);
        Assert.Contains("عائشہ خان", payload, StringComparison.Ordinal);
        Assert.DoesNotContain("facts", payload, StringComparison.OrdinalIgnoreCase);
        JsonNode.Parse(payload);
    }

    [Fact]
    public void Write_StateWithoutMembers_IsTheVersionAlone()
    {
        var payload = StateFormats.Get<PlaceState>().Write(new PlaceState());

        Assert.Equal("""{"v":4}""", Encoding.UTF8.GetString(payload));
        Assert.Null(((PlaceState)StateFormats.Get<PlaceState>().Read(payload, Row)).Place);
    }

    [Fact]
    public void Read_NewerForm_IsRefusedByRowAndForm()
    {
        var refusal = Assert.Throws<InvalidDataException>(
            () => StateFormats.Get<OfficerDirectiveState>().Read(Encoding.UTF8.GetBytes($"{{\"v\":{Current + 1},\"acts\":[]}}"), Row));

        Assert.Contains("officer/sgad/0001/directive/1", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"form {Current + 1}", refusal.Message, StringComparison.Ordinal);
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
        Fact[] facts = [.. Rules.StoredSamples.All.Values.OfType<Fact>()];
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
