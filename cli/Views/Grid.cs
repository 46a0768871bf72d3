using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Directives.Cli.Views;

/// <summary>A table for the terminal: a bold head, no lines, numbers to the right.</summary>
internal sealed class Grid
{
    private readonly Table table = new() { Border = TableBorder.None, UseSafeBorder = true };

    /// <param name="columns">A head that begins with <c>&gt;</c> stands over numbers.</param>
    public Grid(params ReadOnlySpan<string> columns)
    {
        foreach (var head in columns)
        {
            var numbers = head.StartsWith('>');
            table.AddColumn(new TableColumn(new Text(numbers ? head[1..] : head, new Style(decoration: Decoration.Bold)))
            {
                Alignment = numbers ? Justify.Right : Justify.Left,
                Padding = new Padding(0, 0, 2, 0),
                NoWrap = numbers,
            });
        }
    }

    public void Add(params ReadOnlySpan<object> cells)
    {
        var row = new IRenderable[cells.Length];
        for (var i = 0; i < row.Length; i++)
            row[i] = cells[i] as IRenderable ?? new Text(Write(cells[i]));
        table.AddRow(row);
    }

    public Table ToTable() => table;

    private static string Write(object cell) =>
        cell is int number ? number.ToString("N0", CultureInfo.InvariantCulture) : Plain.Line(cell.ToString() ?? "");
}
