using Directives.Grains;

namespace Directives.Tests.Rules;

/// <summary>The verified figure and how certain it is.</summary>
public sealed class EstimateTests
{
    /// <summary>
    /// Of R. G. Newcombe, "Two-sided confidence intervals for the single proportion: comparison of seven methods", Statistics in
    /// Medicine 17 (1998), 857–872: the examples with the score method without continuity correction.
    /// </summary>
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Wilson_PublishedExamples_AreFound(int verified, int found, double low, double high)
    {
        var interval = Estimate.Wilson((double)verified / found, found, Estimate.Z95 * Estimate.Z95);

        Assert.Equal(low, interval.Low, 4);
        Assert.Equal(high, interval.High, 4);
    }

    [Fact]
    public void Of_PopulationWithoutLimit_IsWilsons()
    {
        var (low, high) = Estimate.Wilson(81.0 / 263, 263, Estimate.Z95 * Estimate.Z95);
        var estimate = Estimate.Of(81, 263, int.MaxValue);

        Assert.Equal(low, estimate.Low, 6);
        Assert.Equal(high, estimate.High, 6);
    }

    /// <summary>Computed apart from the program, from the formula with the finite population correction.</summary>
    [Theory]
    [InlineData(24, 30, 40, 0.718510, 0.850000)]
    [InlineData(24, 30, 200, 0.641379, 0.899460)]
    [InlineData(0, 20, 30, 0.000000, 0.062118)]
    [InlineData(20, 20, 30, 0.937882, 1.000000)]
    [InlineData(5, 10, 11, 0.454545, 0.545455)]
    public void Of_SmallPopulation_IsNarrower(int verified, int found, int population, double low, double high)
    {
        var estimate = Estimate.Of(verified, found, population);

        Assert.Equal(low, estimate.Low, 6);
        Assert.Equal(high, estimate.High, 6);
    }

    [Fact]
    public void Of_WholePopulation_IsCertain() => Assert.Equal(new Estimate(7, 3.0 / 7, 3.0 / 7, 3.0 / 7), Estimate.Of(3, 7, 7));

    [Fact]
    public void Of_NoFinding_IsNothing() => Assert.Null(Estimate.Of(Sample(0, 0, 0)));

    [Fact]
    public void Of_FalseAndUnverifiedReports_LowerTheFigure()
    {
        var all = Estimate.Of(Sample(8, 0, 0))!;
        var unverified = Estimate.Of(Sample(6, 2, 0))!;
        var false2 = Estimate.Of(Sample(6, 0, 2))!;

        Assert.Equal((1.0, 0.75), (all.Share, false2.Share));
        Assert.True(false2.Low < all.Low && false2.High < all.High, $"{false2} is not below {all}");
        Assert.Equal(unverified, false2);
    }

    [Fact]
    public void Of_WhatCannotBe_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Estimate.Of(0, 0, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => Estimate.Of(3, 2, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => Estimate.Of(1, 11, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => Estimate.Of(-1, 2, 10));
    }

    private static DrawnSample Sample(int verified, int notVerified, int falseReports) =>
        new("1/2020", 1, "PrizeBond-750", Given.Now, "p-9", 100, "", 10) { Verified = verified, NotVerified = notVerified, FalseReports = falseReports };
}
