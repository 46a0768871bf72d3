using System.Collections.Immutable;
using Directives.Grains;
using Directives.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Directives.Tests.Properties;

/// <summary>Any draw, and any figure that follows from one.</summary>
public sealed class SamplingPropertyTests
{
    /// <summary>A sample is of the population, without repeats, as large as asked for, and does not depend on its order.</summary>
    [Fact]
    public void Draw_AnyPopulation_IsTheLowestRanks() => Always.Holds(
        from count in Gen.Choose(0, 60)
        from size in Gen.Choose(1, 70)
        from seed in Gen.Choose(0, int.MaxValue)
        from shuffled in Gen.Shuffle(Enumerable.Range(0, count).Select(number => $"office-{number}"))
        select (Population: shuffled.ToImmutableArray(), Size: size, Seed: $"seed-{seed}"),
        _ => [],
        draw =>
        {
            var sample = SamplingRules.Draw(draw.Seed, draw.Population, draw.Size);
            Assert.Equal(Math.Min(draw.Size, draw.Population.Length), sample.Length);
            Assert.Equal(sample.Length, sample.Distinct().Count());
            Assert.Subset(draw.Population.ToHashSet(), sample.ToHashSet());
            Assert.Equal(sample, SamplingRules.Draw(draw.Seed, draw.Population.Order(StringComparer.Ordinal), draw.Size));
            var worst = sample.Select(department => SamplingRules.Rank(draw.Seed, department)).DefaultIfEmpty("").Max(StringComparer.Ordinal);
            foreach (var left in draw.Population.Except(sample))
                Assert.True(string.CompareOrdinal(SamplingRules.Rank(draw.Seed, left), worst) > 0, $"{left} has a lower rank than one of the sample");
        });

    /// <summary>The interval holds the share, lies within what is certain, and grows with the population.</summary>
    [Fact]
    public void Estimate_AnyFindings_LiesWithinWhatIsCertain() => Always.Holds(
        from population in Gen.Choose(1, 5_000)
        from found in Gen.Choose(1, population)
        from verified in Gen.Choose(0, found)
        select (Verified: verified, Found: found, Population: population),
        _ => [],
        finding =>
        {
            var (verified, found, population) = finding;
            var estimate = Estimate.Of(verified, found, population);
            var (least, most) = ((double)verified / population, (double)(population - found + verified) / population);
            Assert.Equal((double)verified / found, estimate.Share);
            Assert.True(least <= estimate.Low && estimate.Low <= estimate.Share, $"{estimate}: expected from {least}");
            Assert.True(estimate.Share <= estimate.High && estimate.High <= most, $"{estimate}: expected up to {most}");
            var larger = Estimate.Of(verified, found, population + 1_000);
            Assert.True(larger.Low <= estimate.Low + 1e-12 && estimate.High <= larger.High + 1e-12, $"{larger} of more is narrower than {estimate}");
        });
}
