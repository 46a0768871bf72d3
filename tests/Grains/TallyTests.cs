using System.Reflection;
using Directives.Grains;

namespace Directives.Tests.Rules;

public sealed class TallyTests
{
    /// <summary>Each column is added to itself and to no other, those of a later version of Tally too.</summary>
    [Fact]
    public void Add_EveryColumn_IsAddedByItself()
    {
        var columns = typeof(Tally).GetProperties().Where(column => column.CanWrite).ToArray();
        Assert.Equal(19, columns.Length);
        var (left, right) = (Filled(columns, i => 1 << i), Filled(columns, i => 100_000 * (i + 1)));

        var sum = left + right;

        for (var i = 0; i < columns.Length; i++)
            Assert.True((int)columns[i].GetValue(sum)! == (1 << i) + 100_000 * (i + 1), $"{columns[i].Name} is {columns[i].GetValue(sum)}");
        Assert.Equal(sum, right + left);
        Assert.Equal(left, left + new Tally());
    }

    [Fact]
    public void Served_IsForActionAndForInformation() =>
        Assert.Equal(7, new Tally { ServedForAction = 4, ServedForInformation = 3 }.Served);

    private static Tally Filled(PropertyInfo[] columns, Func<int, int> valueOf)
    {
        object tally = new Tally();
        foreach (var (i, column) in columns.Index())
            column.SetValue(tally, valueOf(i));
        return (Tally)tally;
    }
}
