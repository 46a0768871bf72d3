using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Directives.Bench.Limits;
using Directives.Bench.Work;
using Spectre.Console;

namespace Directives.Bench;

/// <summary>Prints figures as they come and, at the end, as tables and as JSON.</summary>
internal sealed class Report
{
    private const int Width = 190;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Machine machine = Machine.Read();
    private readonly List<Figure> figures = [];
    private readonly List<Growth> growth = [];

    /// <summary>Says what is going on; a run is long.</summary>
    public static void Say(string text) => Console.Error.WriteLine(text);

    public void Add(Figure figure)
    {
        figures.Add(figure);
        Say($"  {figure.Name}{(figure.Database.Length == 0 ? "" : $" ({figure.Database})")}: {Number(figure.Value)} {figure.Unit}{Held(figure)}");
    }

    /// <returns>The first of the same database.</returns>
    public Growth Add(Growth measured)
    {
        growth.Add(measured);
        return growth.First(other => other.Database == measured.Database);
    }

    /// <summary>Null where it was not measured in this run.</summary>
    public double? Find(string name, string database) =>
        figures.Find(figure => figure.Name == name && (figure.Database.Length == 0 || figure.Database == database))?.Value;

    /// <summary>Rows a second that the database takes in batches from a program that does nothing else; null where it was not measured.</summary>
    public double? FindRows(string database) => Find(database == "postgres" ? PostgresLimit.OrderedName : SqliteLimit.Name(1_000), database);

    public void Print()
    {
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, Width);
        Console.WriteLine(machine);
        Print(
            ["figure", "database", "value", "unit", "limit", "limit's value", "ratio", "aim", "met"],
            figures.Select(figure => new[]
            {
                figure.Name, figure.Database, Number(figure.Value), figure.Unit, figure.Limit ?? "", Number(figure.LimitValue), Number(figure.Ratio),
                figure.Aim?.Text ?? "", Met(figure),
            }));
        if (growth.Count == 0)
            return;
        Print(
            [
                "database", "posts", "directives", "serve, s", "unary, /s", "CPU of an act, µs", "1 stream, /s", "compliance p99, ms", "watch p99, ms",
                "restart, s", "memory, MB", "database, MB",
            ],
            growth.Select(size => new[]
            {
                size.Database, $"{size.Posts:N0}", $"{size.Directives}", Number(size.ServeSeconds), Number(size.Rate), Number(size.CpuMicroseconds),
                Number(size.SubmitRate), Number(size.ComplianceMilliseconds), Number(size.WatchMilliseconds), Number(size.RestartSeconds),
                Number(size.MemoryMegabytes), Number(size.DatabaseMegabytes),
            }));
    }

    public void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, JsonSerializer.Serialize(new { machine, figures, growth }, Json));
    }

    private static void Print(string[] columns, IEnumerable<string[]> rows)
    {
        var table = new Table().RoundedBorder().AddColumns([.. columns.Select(column => new TableColumn(column))]);
        foreach (var row in rows)
            table.AddRow([.. row.Select(Markup.Escape)]);
        AnsiConsole.Write(table);
    }

    private static string Held(Figure figure) =>
        (figure.Ratio is { } ratio ? $", {Number(ratio)} of {figure.Limit}" : "")
        + (Met(figure) is { Length: > 0 } met ? $", aim {figure.Aim!.Text}: {met}" : "");

    private static string Met(Figure figure) => figure.Met switch { true => "yes", false => "NO", _ => "" };

    private static string Number(double? value) => value switch
    {
        null => "",
        { } number => number.ToString(Math.Abs(number) >= 100 ? "N0" : "0.###", CultureInfo.InvariantCulture),
    };
}
