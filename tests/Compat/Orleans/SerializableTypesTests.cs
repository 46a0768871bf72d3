using System.Reflection;
using Directives.Tests.Compat.Contracts;

namespace Directives.Tests.Compat.Silo;

/// <summary>The product's grain interfaces carry only what real Orleans can carry, and nothing that sharing would break.</summary>
public sealed class SerializableTypesTests
{
    [Fact]
    public void Contracts_OfTheProduct_HaveNoFinding()
    {
        var assembly = Assembly.Load("Directives.Grains");
        Assert.Contains(assembly.GetTypes(), GrainContracts.IsGrainInterface);

        var findings = GrainContracts.Check(assembly);

        Assert.True(findings.Count == 0, $"{findings.Count} findings:{Environment.NewLine}{string.Join(Environment.NewLine, findings)}");
    }

    [Fact]
    public void Contracts_ThatAreRight_HaveNoFinding() =>
        Assert.Empty(GrainContracts.Check(typeof(Fixture.IGood), typeof(Fixture.GoodException)));

    [Fact]
    public void Interface_WithoutAliases_IsFoundWithItsMethods() => AssertFindings(
        [typeof(Fixture.INoAlias)],
        "MissingAlias: INoAlias: the interface",
        "MissingAlias: INoAlias.Nothing: the method");

    [Fact]
    public void Aliases_ThatClash_AreFound() => AssertFindings(
        [typeof(Fixture.ITwins), typeof(Fixture.Clash1), typeof(Fixture.Clash2)],
        "DuplicateAlias: Clash2: another type has the alias \"clash\"",
        "DuplicateAlias: ITwins.Two: another method has the alias \"same\"");

    [Fact]
    public void Methods_OfShapesThatOrleansRefuses_AreFound() => AssertFindings(
        [typeof(Fixture.IShapes)],
        "InterfaceMember: IShapes.Property: is a property",
        "ReturnType: IShapes.Void: returns Void",
        "ByReference: IShapes.Reference(number)",
        "CancellationTokens: IShapes.Tokens",
        "GenericMethod: IShapes.Generic",
        "ReturnType: IShapes.Synchronous: returns String");

    [Fact]
    public void GrainClass_WithAttributesOfAnInterface_IsFound() => AssertFindings(
        [typeof(Fixture.MarkedGrain)],
        "AttributeOnClass: MarkedGrain.One: [AlwaysInterleave]",
        "DataAttributeOnClass: MarkedGrain");

    [Fact]
    public void Exception_WithoutSerializer_IsFound() => AssertFindings(
        [typeof(Fixture.BareException)],
        "MissingGenerateSerializer: BareException > BareException");

    [Fact]
    public void Type_WithoutSerializerOrAlias_IsFound()
    {
        AssertCarrying<Fixture.NoSerializer>("MissingGenerateSerializer: ICarrier`1.Carry(value) > NoSerializer: the type has no [GenerateSerializer]");
        AssertCarrying<Fixture.NoTypeAlias>("MissingAlias: ICarrier`1.Carry(value) > NoTypeAlias: the type has no [Alias]");
    }

    [Fact]
    public void Type_InsideOthers_IsFound() => AssertCarrying<Fixture.Box<System.Collections.Immutable.ImmutableArray<(int, Fixture.NoSerializer?)>>>(
        "MissingGenerateSerializer: ICarrier`1.Carry(value) > NoSerializer");

    [Fact]
    public void Members_WithoutIds_AreFound() => AssertCarrying<Fixture.NoId>(
        "MissingId: ICarrier`1.Carry(value) > NoId.Property",
        "MissingId: ICarrier`1.Carry(value) > NoId.Field",
        "MissingId: ICarrier`1.Carry(value) > NoId._hidden");

    [Fact]
    public void Ids_ThatClash_AreFound() => AssertCarrying<Fixture.DuplicateIds>(
        "DuplicateId: ICarrier`1.Carry(value) > DuplicateIds: [Id(3)] is on One and Two");

    [Fact]
    public void Ids_OnWhatCannotBeSet_AreFound() => AssertCarrying<Fixture.Unsettable>(
        "IdOnUnsettable: ICarrier`1.Carry(value) > Unsettable.Computed",
        "IdOnUnsettable: ICarrier`1.Carry(value) > Unsettable.Abstract",
        "IdOnUnsettable: ICarrier`1.Carry(value) > Unsettable.Static");

    [Fact]
    public void MutableTypes_AreFound()
    {
        AssertCarrying<Fixture.NotMarked>("Mutable: ICarrier`1.Carry(value) > NotMarked: the type has no [Immutable]");
        AssertCarrying<Fixture.StructWithArray>("Mutable: ICarrier`1.Carry(value) > StructWithArray.Array: Int32[]");
        AssertCarrying<Fixture.Settable>(
            "Mutable: ICarrier`1.Carry(value) > Settable.Property: can be set",
            "Mutable: ICarrier`1.Carry(value) > Settable.Field: can be set",
            "Mutable: ICarrier`1.Carry(value) > Settable.Items: List<Int32> can be changed",
            "Mutable: ICarrier`1.Carry(value) > Settable.Array: Int32[] can be changed");
        AssertCarrying<byte[]>("Mutable: ICarrier`1.Carry(value): Byte[] can be changed while it is shared; use ImmutableArray<Byte>");
        AssertCarrying<List<string>>("Mutable: ICarrier`1.Carry(value): List<String> can be changed");
        AssertCarrying<IReadOnlyList<string>>("Mutable: ICarrier`1.Carry(value): IReadOnlyList<String> is a read-only view");
    }

    [Fact]
    public void DerivedTypes_AreEachFound()
    {
        AssertCarrying<Fixture.Parent>("MissingGenerateSerializer: ICarrier`1.Carry(value) > Parent > Orphan");
        AssertCarrying<Fixture.ChildOfBare>("MissingGenerateSerializer: ICarrier`1.Carry(value) > ChildOfBare > BareParent");
    }

    [Fact]
    public void PrivateType_IsFound() => AssertFindings(
        [typeof(Fixture.ICarrier<>).MakeGenericType(Fixture.PrivateType)],
        "Inaccessible: ICarrier`1.Carry(value) > Hidden");

    [Fact]
    public void TypesWithoutASerializer_AreFound()
    {
        AssertCarrying<object>("Unsupported: ICarrier`1.Carry(value): Orleans has no serializer for Object");
        AssertCarrying<Fixture.Holder>(
            "Unsupported: ICarrier`1.Carry(value) > Holder.Object",
            "Unsupported: ICarrier`1.Carry(value) > Holder.Delegates: Orleans has no serializer for Func<Int32>",
            "Unsupported: ICarrier`1.Carry(value) > Holder.Stream",
            "Unsupported: ICarrier`1.Carry(value) > Holder.Lazy",
            "Unsupported: ICarrier`1.Carry(value) > Holder.Task: Orleans has no serializer for Task",
            "Unsupported: ICarrier`1.Carry(value) > Holder.Interface");
    }

    private static void AssertCarrying<T>(params string[] expected) => AssertFindings([typeof(Fixture.ICarrier<T>)], expected);

    // Each finding must begin as expected, and there must be no other.
    private static void AssertFindings(Type[] types, params string[] expected)
    {
        var found = GrainContracts.Check(types).Select(f => f.ToString()).ToList();
        foreach (var start in expected)
            Assert.True(found.RemoveAll(f => f.StartsWith(start, StringComparison.Ordinal)) > 0, $"expected a finding \"{start}\", found:{Environment.NewLine}{string.Join(Environment.NewLine, GrainContracts.Check(types))}");
        Assert.True(found.Count == 0, $"unexpected findings:{Environment.NewLine}{string.Join(Environment.NewLine, found)}");
    }
}
