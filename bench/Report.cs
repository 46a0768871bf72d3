using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Directives.Bench;

/// <summary>Prints figures as they come and, at the end, as a table and as JSON.</summary>
internal sealed class Report
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private readonly List<Figure> figures = [];

    public void Add(Figure figure)
    {
        figures.Add(figure);
        Console.Error.WriteLine($"  {figure.Name} {figure.Database}: {Number(figure.Value)} {figure.Unit}");
    }

    public double ValueOf(string name, string database) =>
        figures.First(figure => figure.Name == name && figure.Database == database).Value;

    public void Print()
    {
        var table = new Table().RoundedBorder();
        foreach (var column in new[] { "figure", "database", "value", "unit", "limit", "limit's value", "ratio" })
            table.AddColumn(column);
        foreach (var figure in figures)
        {
            table.AddRow(
                Markup.Escape(figure.Name), figure.Database, Number(figure.Value), figure.Unit, figure.Limit ?? "",
                figure.LimitValue is { } limit ? Number(limit) : "",
                figure.Ratio?.ToString("0.000", CultureInfo.InvariantCulture) ?? "");
        }

        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 140);
        AnsiConsole.Write(table);
    }

    public void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, JsonSerializer.Serialize(figures, Json));
    }

    private static string Number(double value) =>
        value.ToString(value >= 100 ? "N0" : "0.###", CultureInfo.InvariantCulture);
}
