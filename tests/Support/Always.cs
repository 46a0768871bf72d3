using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;

namespace Directives.Tests.Support;

/// <summary>
/// Checks that something holds for whatever is generated. A failure is made as small as it can be and says with which
/// seed it comes again: DIRECTIVES_SEED=seed,gamma.
/// </summary>
internal static class Always
{
    /// <summary>How long a value that fails is made smaller before it is shown as it is then.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <param name="smaller">What a value is tried with in its place, the smallest first.</param>
    /// <param name="size">Grows from 1 to this over the runs; lists have up to so many items.</param>
    public static void Holds<T>(Gen<T> values, Func<T, IEnumerable<T>> smaller, Action<T> check, int runs = 200, int size = 30)
    {
        var seed = Seed();
        var config = Config.QuickThrowOnFailure
            .WithMaxTest(runs).WithStartSize(1).WithEndSize(size).WithQuietOnSuccess(true).WithReplay(new Replay(seed, null));
        var ran = 0;
        (T Value, Exception Because)? smallest = null;
        long? failed = null;
        bool IsPatient() => failed is { } since && TimeProvider.System.GetElapsedTime(since) < Patience;
        var property = Prop.ForAll(Arb.From(values, value => smaller(value).TakeWhile(_ => IsPatient())), value =>
        {
            ran++;
            try
            {
                check(value);
            }
            catch (Exception exception)
            {
                failed ??= TimeProvider.System.GetTimestamp();
                smallest = (value, exception);
                throw;
            }
        });
        try
        {
            property.Check(config);
        }
        catch (Exception exception)
        {
            var found = smallest is var (value, because) ? $"{because}\nwith {Show(value)}" : exception.Message;
            Assert.Fail(string.Create(
                CultureInfo.InvariantCulture, $"DIRECTIVES_SEED={seed.Seed},{seed.Gamma} brings about again: {found}"));
        }

        Assert.True(ran >= runs, $"{runs} runs were to be made, {ran} were");
    }

    /// <summary>A list with less in it: without its halves, quarters … and single items, then with each item made smaller.</summary>
    public static IEnumerable<ImmutableArray<T>> Smaller<T>(ImmutableArray<T> list, Func<T, IEnumerable<T>>? item = null)
    {
        for (var length = list.Length; length > 0; length /= 2)
        {
            for (var start = 0; start < list.Length; start += length)
                yield return list.RemoveRange(start, Math.Min(length, list.Length - start));
        }

        for (var i = 0; item is not null && i < list.Length; i++)
        {
            foreach (var smaller in item(list[i]))
                yield return list.SetItem(i, smaller);
        }
    }

    public static IEnumerable<int> Smaller(int number) => number == 0 ? [] : new[] { 0, number / 2, number - 1 }.Distinct();

    public static Gen<ImmutableArray<T>> Lists<T>(this Gen<T> items, int most = int.MaxValue) =>
        from size in Gen.Sized(size => Gen.Choose(0, Math.Min(size, most)))
        from list in items.ArrayOf(size)
        select list.ToImmutableArray();

    private static string Show(object? value) => value switch
    {
        string text => text,
        ITuple parts => $"({string.Join(", ", Enumerable.Range(0, parts.Length).Select(i => Show(parts[i])))})",
        IEnumerable items => $"[{string.Join("; ", items.Cast<object?>().Select(Show))}]",
        _ => value?.ToString() ?? "null",
    };

    private static Rnd Seed()
    {
        if (Environment.GetEnvironmentVariable("DIRECTIVES_SEED") is not { Length: > 0 } given)
            return new Rnd(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))));
        var parts = given.Split(',');
        return new Rnd(ulong.Parse(parts[0], CultureInfo.InvariantCulture), ulong.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}
