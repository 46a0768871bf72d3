using System.Reflection;
using System.Text;
using Directives.Grains;
using Directives.Silo.Storage;
using Directives.Tests.Rules;
using Directives.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Directives.Tests.Properties;

/// <summary>Whatever a state or a fact holds, it is read back as it was written.</summary>
public sealed class StoredFormPropertyTests
{
    public static TheoryData<string> States => [.. StoredSamples.All.Where(sample => sample.Value is LedgeredState).Select(sample => sample.Key)];

    public static TheoryData<string> Facts => [.. StoredSamples.All.Where(sample => sample.Value is Fact).Select(sample => sample.Key)];

    [Theory, MemberData(nameof(States))]
    public void State_AnyContent_IsReadBackAsWritten(string name) => typeof(StoredFormPropertyTests)
        .GetMethod(nameof(StatesRoundTrip), BindingFlags.NonPublic | BindingFlags.Static)!
        .MakeGenericMethod(StoredSamples.All[name].GetType())
        .Invoke(null, BindingFlags.DoNotWrapExceptions, null, null, null);

    [Theory, MemberData(nameof(Facts))]
    public void Fact_AnyContent_IsReadBackAsWritten(string name) => Always.Holds(
        from fact in AnyValue.Of(StoredSamples.All[name].GetType())
        from directive in Gen.Elements(null, "1/2020", "SO(CAB-I)2-1/2020")
        from micros in Gen.Choose(0, int.MaxValue)
        select (Fact)fact with { Directive = directive, At = DateTimeOffset.UnixEpoch.AddMicroseconds(micros) },
        _ => [],
        fact =>
        {
            var payload = FactFormat.Write(fact);

            var read = FactFormat.Read(new StoredEntry(new(1, 7), 3, fact.Kind, "officer", "sgad/so-1", fact.Directive, LedgerTime.ToMicros(fact.At), payload)).Fact;

            AssertSame(fact, read, payload);
            Assert.Equal((fact.Directive, fact.At), (read.Directive, read.At));
            Assert.Equal(payload, FactFormat.Write(read));
        },
        runs: 100);

    private static void StatesRoundTrip<T>()
        where T : LedgeredState
    {
        var format = StateFormats.Get<T>();
        Always.Holds(
            AnyValue.Of(typeof(T)).Select(state => (T)state),
            _ => [],
            state =>
            {
                var payload = format.Write(state);

                var read = (T)format.Read(payload, new RowKey("department", "sgad", "any"));

                AssertSame(state, read, payload);
                Assert.Equal(Encoding.UTF8.GetString(payload), Encoding.UTF8.GetString(format.Write(read)));
            },
            runs: 100);
    }

    private static void AssertSame(object written, object read, byte[] payload)
    {
        var difference = AnyValue.Difference(written, read, written.GetType().Name);
        Assert.True(difference is null, $"Written and read differ at {difference}\n{Encoding.UTF8.GetString(payload)}");
    }
}
