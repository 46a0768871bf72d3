using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace Directives.Bench;

/// <summary>Prints figures as they come and, at the end, as a table and as JSON.</summary>
internal sealed class Report
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly List<Figure> figures = [];

    public void Add(Figure figure)
    {
        figures.Add(figure);
        Console.Error.WriteLine($"  {figure.Name}{Suffix(figure.Database)}: {Number(figure.Value)} {figure.Unit}{Held(figure)}");
    }

    /// <summary>Says what is going on; a run is long.</summary>
    public static void Say(string text) => Console.Error.WriteLine(text);

    /// <summary>Null where it was not measured in this run.</summary>
    public double? Find(string name, string database) =>
        figures.Find(figure => figure.Name == name && (figure.Database.Length == 0 || figure.Database == database))?.Value;

    public void Print()
    {
        var table = new Table().RoundedBorder();
        foreach (var column in new[] { "figure", "database", "value", "unit", "limit", "limit's value", "ratio", "aim", "met" })
            table.AddColumn(column);
        foreach (var figure in figures)
        {
            table.AddRow(
                Markup.Escape(figure.Name), figure.Database, Number(figure.Value), figure.Unit, Markup.Escape(figure.Limit ?? ""),
                figure.LimitValue is { } limit ? Number(limit) : "", figure.Ratio is { } ratio ? Number(ratio) : "",
                figure.Aim?.Text ?? "", Met(figure));
        }

        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 200);
        AnsiConsole.Write(table);
    }

    public void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, JsonSerializer.Serialize(figures, Json));
    }

    private static string Held(Figure figure) =>
        (figure.Ratio is { } ratio ? $", {Number(ratio)} of {figure.Limit}" : "") + (figure.Aim is { } aim && Met(figure) is { Length: > 0 } met ? $", {aim.Text}: {met}" : "");

    private static string Met(Figure figure) => figure.Met switch { true => "yes", false => "NO", _ => "" };

    private static string Suffix(string database) => database.Length == 0 ? "" : $" ({database})";

    private static string Number(double value) =>
        value.ToString(Math.Abs(value) >= 100 ? "N0" : "0.###", CultureInfo.InvariantCulture);
}
