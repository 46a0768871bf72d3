using System.Text.RegularExpressions;

namespace Directives.Gateway;

/// <summary>One file of an import: its columns, its rows as they are read, and what is wrong with them by themselves.</summary>
internal abstract partial class ImportTable(string file, ImmutableArray<string> columns)
{
    public const int MaxTextLength = 300;

    public string File => file;

    public ImmutableArray<string> Columns => columns;

    public Mistakes Mistakes { get; } = new(file);

    /// <summary>The file could be read as this table: its header was right.</summary>
    public bool IsReadable { get; set; }

    /// <summary>Every row found its place, whatever else is wrong with it: what is not here is not in the file.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>Rows read, the header not counted; read by another thread for progress.</summary>
    public int Rows => Volatile.Read(ref rows);

    private int rows;

    /// <param name="fields">As many as there are columns, in their order.</param>
    public void Add(int row, ReadOnlySpan<string> fields)
    {
        Volatile.Write(ref rows, rows + 1);
        Accept(row, fields);
    }

    /// <summary>A row cannot be placed; its mistake says why.</summary>
    public void Lose() => IsWhole = false;

    protected abstract void Accept(int row, ReadOnlySpan<string> fields);

    protected bool CheckSlug(int row, string column, string value) =>
        Check(row, column, SlugPattern.IsMatch(value), value, "must have 1 to 64 lower-case letters, digits and hyphens");

    /// <summary>A name in one language.</summary>
    protected bool CheckText(int row, string column, string value)
    {
        if (string.IsNullOrWhiteSpace(value))
            return Add(row, column, "is empty; give the name in this language");
        if (value.Length > MaxTextLength)
            return Add(row, column, $"has {value.Length} characters; at most {MaxTextLength} are allowed");
        return Check(row, column, !char.IsWhiteSpace(value[0]) && !char.IsWhiteSpace(value[^1]), value, "must not begin or end with a space");
    }

    protected bool Check(int row, string column, bool right, string value, string description) =>
        right || Add(row, column, $"{Mistakes.Show(value)} {description}");

    /// <returns>False.</returns>
    protected bool Add(int row, string column, string description)
    {
        Mistakes.Add(row, column, description);
        return false;
    }

    [GeneratedRegex(@"^[a-z0-9-]{1,64}\z")]
    private static partial Regex SlugPattern { get; }
}
