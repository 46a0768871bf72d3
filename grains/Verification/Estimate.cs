namespace Directives.Grains;

/// <summary>How much of what was reported is really so, as far as a sample shows.</summary>
/// <param name="Found">Departments with a finding.</param>
/// <param name="Share">Of these, the share that was verified; 0 to 1.</param>
/// <param name="Low">The share of the whole population lies between these two with a confidence of 95 %.</param>
public sealed record Estimate(int Found, double Share, double Low, double High)
{
    /// <summary>The standard normal deviate that leaves 2.5 % on each side.</summary>
    public const double Z95 = 1.959963984540054;

    /// <summary>Null while there is no finding.</summary>
    /// <remarks>A report that was not verified, or was false, counts against the share: it was reported and is not so.</remarks>
    public static Estimate? Of(DrawnSample sample) => sample.Found == 0 ? null : Of(sample.Verified, sample.Found, sample.Population);

    /// <summary>
    /// The score interval of E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the
    /// American Statistical Association 22 (1927), 209–212, at 95 %:
    /// <code>
    /// (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)
    /// </code>
    /// for a sample of n out of a population of N without replacement, with z² (N−n)/(N−1) in the place of z²: the finite
    /// population correction of the variance, W. G. Cochran, Sampling Techniques, 3rd edition (1977), section 2.6. What has been
    /// found is certain, so the share cannot lie below k/N nor above (N−n+k)/N.
    /// </summary>
    /// <param name="verified">k: how many of the sample were verified.</param>
    /// <param name="found">n: how many were looked at; at least 1.</param>
    /// <param name="population">N; not less than n.</param>
    public static Estimate Of(int verified, int found, int population)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(found, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(population, found);
        ArgumentOutOfRangeException.ThrowIfNegative(verified);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(verified, found);
        var (share, least, most) = ((double)verified / found, (double)verified / population, (double)(population - found + verified) / population);
        if (found == population)
            return new Estimate(found, share, share, share);

        var z2 = Z95 * Z95 * (population - found) / (population - 1);
        var (low, high) = Wilson(share, found, z2);
        return new Estimate(found, share, Math.Clamp(low, least, share), Math.Clamp(high, share, most));
    }

    /// <summary>Wilson's interval, of an unlimited population where z² is not corrected.</summary>
    public static (double Low, double High) Wilson(double share, int found, double z2)
    {
        var centre = share + z2 / (2 * found);
        var half = Math.Sqrt(z2 * (share * (1 - share) / found + z2 / (4.0 * found * found)));
        var scale = 1 + z2 / found;
        return ((centre - half) / scale, (centre + half) / scale);
    }
}
