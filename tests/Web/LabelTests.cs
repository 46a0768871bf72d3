using System.Collections;
using System.Reflection;
using System.Text.RegularExpressions;
using Directives.Gateway.Web;
using Directives.Grains;

namespace Directives.Tests.Web;

public sealed partial class LabelTests
{
    private static readonly BindingFlags Everything = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>Labels of their own and labels in tables, by where they are.</summary>
    private static IEnumerable<(string Where, LocalText Text)> All()
    {
        foreach (var property in typeof(Labels).GetProperties(Everything).Where(property => property.PropertyType == typeof(LocalText)))
            yield return (property.Name, (LocalText)property.GetValue(null)!);
        foreach (var field in typeof(Labels).GetFields(Everything))
        {
            if (field.GetValue(null) is not IDictionary table)
                continue;
            foreach (DictionaryEntry entry in table)
                yield return ($"{field.Name}[{entry.Key}]", (LocalText)entry.Value!);
        }
    }

    [Fact]
    public void EveryLabel_IsThereInBothLanguages()
    {
        var labels = All().ToList();
        Assert.True(labels.Count > 100, $"Only {labels.Count} labels were found.");
        foreach (var (where, text) in labels)
        {
            Assert.False(string.IsNullOrWhiteSpace(text.En), $"{where} has no English.");
            Assert.False(string.IsNullOrWhiteSpace(text.Ur), $"{where} has no Urdu.");
        }
    }

    [Fact]
    public void EveryLabel_IsWrittenInTheScriptOfItsLanguage()
    {
        foreach (var (where, text) in All().Where(label => label.Where is not ("OtherLanguage" or "Unknown")))
        {
            Assert.True(Latin.IsMatch(text.En) || where == nameof(Labels.ListComma), $"The English of {where} is \"{text.En}\".");
            Assert.True(Urdu.IsMatch(text.Ur), $"The Urdu of {where} is \"{text.Ur}\".");
            Assert.False(Urdu.IsMatch(text.En), $"The English of {where} has Urdu in it: \"{text.En}\".");
            Assert.False(ArabicOnly.IsMatch(text.Ur), $"The Urdu of {where} has Arabic letters or digits that Urdu does not use: \"{text.Ur}\".");
        }
    }

    [Fact]
    public void EveryLabel_HasTheSamePlaceholdersInBothLanguages()
    {
        foreach (var (where, text) in All())
        {
            var (english, urdu) = (PlaceholdersOf(text.En), PlaceholdersOf(text.Ur));
            Assert.True(english.SetEquals(urdu), $"{where} has {string.Join(" ", english)} in English and {string.Join(" ", urdu)} in Urdu.");
        }
    }

    [Theory]
    [InlineData(typeof(Instrument))]
    [InlineData(typeof(Precedence))]
    [InlineData(typeof(Classification))]
    [InlineData(typeof(Standing))]
    [InlineData(typeof(AddresseeKind))]
    [InlineData(typeof(ObligationOwner))]
    [InlineData(typeof(Finding))]
    public void Of_EveryValueOfAnEnum_HasALabelOfItsOwn(Type type)
    {
        var of = typeof(Labels).GetMethod("Of", Everything, [type]);
        Assert.True(of is not null, $"There is no Labels.Of({type.Name}).");
        var labels = Enum.GetValues(type).Cast<object>().Select(value => (LocalText)of.Invoke(null, [value])!).ToList();
        Assert.DoesNotContain(labels, label => label.En == "—");
        Assert.Equal(labels.Count, labels.Distinct().Count());
    }

    [Fact]
    public void OfKind_EveryKindOfDepartment_HasALabel()
    {
        foreach (var kind in Enum.GetValues<DepartmentKind>())
            Assert.True(Labels.OfKind(Directives.Gateway.DepartmentKinds.ToName(kind)).En != "—", $"{kind} has no label.");
    }

    private static HashSet<string> PlaceholdersOf(string text) => [.. Placeholder.Matches(text).Select(match => match.Value)];

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Placeholder { get; }

    [GeneratedRegex("[A-Za-z]")]
    private static partial Regex Latin { get; }

    [GeneratedRegex(@"[\u0600-\u06FF]")]
    private static partial Regex Urdu { get; }

    /// <summary>Arabic kaf, yeh and digits, where Urdu has keheh, Farsi yeh and, on these pages, Western digits.</summary>
    [GeneratedRegex(@"[\u0643\u064A\u0660-\u0669\u06F0-\u06F9]")]
    private static partial Regex ArabicOnly { get; }
}
