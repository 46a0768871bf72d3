using System.Globalization;

namespace Directives.Gateway;

/// <summary>What is wrong with one file of an import: where, and what would be right. The first hundred are kept.</summary>
/// <param name="file">The file's name, as every mistake gives it.</param>
internal sealed class Mistakes(string file)
{
    public const int Most = 100;
    private readonly List<(int Row, FieldViolation Violation)> found = [];

    public bool IsFull => found.Count >= Most;

    public bool IsEmpty => found.Count == 0;

    /// <param name="row">The line in the file, as an editor shows it; 1 is the header.</param>
    public void Add(int row, string column, string description)
    {
        if (!IsFull)
            found.Add((row, new FieldViolation(string.Create(CultureInfo.InvariantCulture, $"{file}:{row}:{column}"), description)));
    }

    /// <summary>In the order of the file.</summary>
    public IEnumerable<FieldViolation> InOrder() => found.OrderBy(mistake => mistake.Row).Select(mistake => mistake.Violation);

    /// <summary>A value as a mistake shows it.</summary>
    public static string Show(string value) => value.Length <= 40 ? $"\"{value}\"" : $"\"{value[..40]}…\"";
}
