using System.Collections.Immutable;
using Orleans;
using Orleans.Concurrency;

#pragma warning disable CA1822, CA1051, CA1819, CS0649, CS0169, CS0414, IDE0044, IDE0051, CA1823, CA1805 // wrong on purpose

namespace Directives.Tests.Compat.Contracts;

/// <summary>Contracts that are right, and one that is wrong for each rule.</summary>
internal static class Fixture
{
    [Alias("good")]
    internal interface IGood : IGrainWithStringKey
    {
        [Alias("1")]
        Task Nothing();

        [Alias("2")]
        ValueTask<Tree?> Record(Leaf leaf, Positional positional, Kind kind, int? number, CancellationToken token);

        [Alias("3")]
        Task<ImmutableArray<Tree>> Collections(ImmutableDictionary<string, Leaf> map, (int, string) pair, [Immutable] byte[] bytes, [Immutable] IReadOnlyList<Leaf> list);

        [Alias("4")]
        IAsyncEnumerable<Box<Leaf>> Stream(IGood other);

        [Alias("5")]
        [return: Immutable]
        Task<IReadOnlyDictionary<string, Leaf>> Marked(Point point);
    }

    internal enum Kind
    {
        One,
        Two,
    }

    [GenerateSerializer, Immutable, Alias("Tree")]
    internal abstract record Tree([property: Id(0)] string Name);

    [GenerateSerializer, Immutable, Alias("Branch")]
    internal sealed record Branch(string Name, [property: Id(0)] IReadOnlyList<Tree> Children) : Tree(Name)
    {
        [Id(1)]
        public DateTimeOffset? At { get; init; }

        [Id(2), Immutable]
        public byte[] Hash { get; init; } = [];

        public int Count => Children.Count;
    }

    [GenerateSerializer, Immutable, Alias("Leaf")]
    internal sealed class Leaf
    {
        [Id(0)]
        public readonly int Number;

        [field: Id(1)]
        public string Text { get; } = "";

        [NonSerialized]
        private readonly object _cache = new();

        public override string ToString() => $"{Number} {Text} {_cache}";
    }

    /// <summary>Ids by place, and one of its own beside them.</summary>
    [GenerateSerializer, Immutable, Alias("Positional")]
    internal sealed record Positional(int First, string Second)
    {
        [Id(0)]
        public string? Third { get; init; }
    }

    [GenerateSerializer, Alias("Point")]
    internal readonly record struct Point([property: Id(0)] int X, [property: Id(1)] int Y);

    [GenerateSerializer, Immutable, Alias("Box`1")]
    internal sealed record Box<T>([property: Id(0)] T Content);

    [GenerateSerializer, Alias("GoodException")]
    internal sealed class GoodException : Exception
    {
        [Id(0)]
        public string Reason { get; private set; } = "";
    }

    internal interface INoAlias : IGrainWithStringKey
    {
        Task Nothing();
    }

    [Alias("twins")]
    internal interface ITwins : IGrainWithStringKey
    {
        [Alias("same")]
        Task One();

        [Alias("same")]
        Task Two();
    }

    [Alias("shapes")]
    internal interface IShapes : IGrainWithStringKey
    {
        int Property { get; }

        [Alias("1")]
        void Void();

        [Alias("2")]
        Task Reference(ref int number);

        [Alias("3")]
        Task Tokens(CancellationToken one, CancellationToken two);

        [Alias("4")]
        Task<T> Generic<T>(T value);

        [Alias("5")]
        string Synchronous();
    }

    [Alias("carrier")]
    internal interface ICarrier<in T> : IGrainWithStringKey
    {
        [Alias("1")]
        Task Carry(T value);
    }

    [Alias("marks")]
    internal sealed class MarkedGrain : Grain
    {
        [AlwaysInterleave]
        public Task One() => Task.CompletedTask;
    }

    internal sealed record NoSerializer(int Number);

    [GenerateSerializer, Immutable]
    internal sealed record NoTypeAlias([property: Id(0)] int Number);

    [GenerateSerializer, Immutable, Alias("no id")]
    internal sealed class NoId
    {
        public int Property { get; init; }

        internal readonly int Field;

        private readonly int _hidden;

        public int Computed => _hidden;
    }

    [GenerateSerializer, Immutable, Alias("duplicate id")]
    internal sealed class DuplicateIds
    {
        [Id(3)]
        public int One { get; init; }

        [Id(3)]
        public int Two { get; init; }
    }

    [GenerateSerializer, Immutable, Alias("unsettable")]
    internal abstract class Unsettable
    {
        [Id(0)]
        public int Computed => 1;

        [Id(1)]
        public abstract int Abstract { get; }

        [Id(2)]
        public static int Static { get; set; }
    }

    [GenerateSerializer, Alias("not immutable")]
    internal sealed record NotMarked([property: Id(0)] int Number);

    [GenerateSerializer, Immutable, Alias("settable")]
    internal sealed record Settable
    {
        [Id(0)]
        public int Property { get; set; }

        [Id(1)]
        public int Field;

        [Id(2)]
        public List<int> Items { get; init; } = [];

        [Id(3)]
        public int[] Array { get; init; } = [];
    }

    [GenerateSerializer, Alias("struct")]
    internal struct StructWithArray
    {
        [Id(0)]
        public int[] Array;
    }

    [GenerateSerializer, Immutable, Alias("parent")]
    internal abstract record Parent;

    internal sealed record Orphan([property: Id(0)] int Number) : Parent;

    internal abstract record BareParent([property: Id(0)] int Number);

    [GenerateSerializer, Immutable, Alias("child")]
    internal sealed record ChildOfBare(int Number) : BareParent(Number);

    internal static Type PrivateType => typeof(Hidden);

    [GenerateSerializer, Immutable, Alias("hidden")]
    private sealed record Hidden([property: Id(0)] int Number);

    [GenerateSerializer, Immutable, Alias("clash")]
    internal sealed record Clash1;

    [GenerateSerializer, Immutable, Alias("clash")]
    internal sealed record Clash2;

    internal sealed class BareException : Exception
    {
        public int Code { get; init; }
    }

    [GenerateSerializer, Immutable, Alias("holder")]
    internal sealed record Holder(
        [property: Id(0)] object Object,
        [property: Id(1)] ImmutableArray<Func<int>> Delegates,
        [property: Id(2)] Stream Stream,
        [property: Id(3)] IEnumerable<int> Lazy,
        [property: Id(4)] (Task, int) Task,
        [property: Id(5)] IComparable Interface);
}
