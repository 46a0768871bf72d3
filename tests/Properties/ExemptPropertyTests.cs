using System.Collections.Immutable;
using Directives.Grains;
using Directives.Tests.Rules;
using Directives.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Directives.Tests.Properties;

/// <summary>Exemptions are delivered in any order, some again and again: the latest of each seat counts.</summary>
public sealed class ExemptPropertyTests
{
    [Fact]
    public void Exempt_AnyOrderAndRepetition_IsAsTheLatestOfEachSeat() => Always.Holds(
        Gen.Choose(0, 3).SelectMany(seat => Gen.Choose(1, 5), (seat, sequence) => new SeatExemption(seat == 0 ? "" : $"s{seat}", sequence, sequence % 2 == 1)).ListOf(),
        _ => [],
        delivered =>
        {
            var entry = new DiaryEntry(
                "1/2020", 1, Given.Text("Order"), 1, 2020, Given.Now, null, [.. Enumerable.Range(1, 3).Select(seat => new ServedPost($"s{seat}", AddresseeKind.Action, false))], [], null, null);
            var together = DepartmentRules.Exempt(entry, [.. delivered]);
            var apart = delivered.AsEnumerable().Reverse().Aggregate(entry, (state, one) => DepartmentRules.Exempt(state, [one]));
            foreach (var seat in (string[])["", "s1", "s2", "s3"])
            {
                var latest = delivered.Where(one => one.Seat == seat).MaxBy(one => one.Sequence);
                Assert.True(
                    together.IsExempted(seat) == (latest?.InForce ?? false) && apart.IsExempted(seat) == together.IsExempted(seat),
                    $"\"{seat}\": expected {latest}, found {together.IsExempted(seat)} together and {apart.IsExempted(seat)} apart");
            }

            var tally = DepartmentRules.Own(together, new RegisterState());
            Assert.Equal(3, tally.Outstanding + tally.Exempted);
            Assert.Same(together, DepartmentRules.Exempt(together, [.. delivered]));
        });
}
