using System.Security.Cryptography;
using System.Text;

namespace Directives.Grains;

/// <summary>
/// A draw that anybody can do again: the departments are put in the order of SHA-256(seed, department id), the seed's bytes
/// and the id's bytes one after the other in UTF-8, and the first so many are the sample.
/// </summary>
public static class SamplingRules
{
    public const int MinSeedLength = 8;
    public const int MaxSeedLength = 64;
    public const int MaxSize = 1_000;
    public const int MaxPopulation = 200_000;

    /// <summary>The place of a department in the order, as lower-case hex.</summary>
    public static string Rank(string seed, string department) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(seed + department)));

    /// <summary>The sample, in the order in which it is drawn; the whole population where that is no larger.</summary>
    public static ImmutableArray<string> Draw(string seed, IEnumerable<string> population, int size) =>
    [
        .. population.Distinct(StringComparer.Ordinal)
            .Select(department => (Rank: Rank(seed, department), Department: department))
            .OrderBy(drawn => drawn.Rank, StringComparer.Ordinal)
            .Take(size)
            .Select(drawn => drawn.Department),
    ];

    /// <summary>SHA-256 of the ids, each followed by a line feed, lower-case hex: what <c>sort | sha256sum</c> says of them.</summary>
    /// <param name="population">In ordinal order.</param>
    public static string Digest(IEnumerable<string> population)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var department in population)
            hash.AppendData(Encoding.UTF8.GetBytes(department + "\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>A seed has to be typed and read aloud.</summary>
    public static bool IsSeed(string seed) =>
        seed.Length is >= MinSeedLength and <= MaxSeedLength && seed.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or ':' or '_' or '/');
}
