using System.Text.Unicode;
using CsvHelper;

namespace Directives.Gateway;

/// <summary>Reads one CSV file of an import into its table, row by row, without holding the file.</summary>
internal sealed class CsvFile(ImportTable table)
{
    public const int MaxRows = 5_000_000;
    private const int MaxRowBytes = 64 * 1024;
    private readonly string[] fields = new string[table.Columns.Length];
    private int[] order = [];
    private long malformed;

    public async Task ReadAsync(Stream stream, CancellationToken cancellation)
    {
        var row = 0;
        try
        {
            using var reader = CsvReader.Create(stream, Options(), leaveOpen: true);
            while (!table.Mistakes.IsFull && await reader.ReadAsync(cancellation))
            {
                row = (int)reader.LineNumber;
                if (order.Length > 0)
                    ReadRow(reader, row);
                else if (!ReadHeader(reader))
                    return;
            }

            if (table.Mistakes.IsFull)
                table.Lose();
            if (order.Length == 0)
                table.Mistakes.Add(1, table.Columns[0], $"the file is empty or was not sent; its first row must be {string.Join(',', table.Columns)}");
        }
        catch (CsvFormatException)
        {
            table.Lose();
            table.Mistakes.Add(row + 1, table.Columns[0], $"the row has more than {MaxRowBytes} bytes; is a quote missing?");
        }
    }

    private CsvReaderOptions Options() => new()
    {
        Separator = ',',
        HasHeader = false,
        AllowLineBreaksInQuotes = false,
        MaxRecordSize = MaxRowBytes,
        TrackLineNumbers = true,
        PoolStrings = true,
        OnMalformedRecord = record => malformed = record.LineNumber,
    };

    /// <returns>False where the file cannot be read as this table.</returns>
    private bool ReadHeader(CsvReader reader)
    {
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < reader.FieldCount; i++)
        {
            if (!IsText(reader.GetSpan(i), out var problem))
                table.Mistakes.Add(1, $"column {i + 1}", problem);
            else if (!table.Columns.Contains(reader.GetString(i)))
                table.Mistakes.Add(1, Shorten(reader.GetString(i)), $"is no column of this file; its columns are {string.Join(',', table.Columns)}");
            else if (!found.TryAdd(reader.GetString(i), i))
                table.Mistakes.Add(1, reader.GetString(i), $"is given twice, as columns {found[reader.GetString(i)] + 1} and {i + 1}");
        }

        foreach (var column in table.Columns.Where(column => !found.ContainsKey(column)))
            table.Mistakes.Add(1, column, $"is missing; the columns of this file are {string.Join(',', table.Columns)}");
        if (!table.Mistakes.IsEmpty)
            return false;
        order = [.. table.Columns.Select(column => found[column])];
        return table.IsReadable = true;
    }

    private void ReadRow(CsvReader reader, int row)
    {
        if (CheckRow(reader, row) && ReadFields(reader, row))
            table.Add(row, fields);
        else
            table.Lose();
    }

    private bool CheckRow(CsvReader reader, int row)
    {
        var (column, problem) = (table.Columns[0], "");
        if (malformed == row)
            (column, problem) = (QuotedColumn(reader), "the quotes of this row are wrong: put a field that contains a comma or a quote into quotes, double each quote inside it, and end it in the same row");
        else if (table.Rows == MaxRows)
            problem = $"is row {MaxRows + 1} after the header; at most {MaxRows} are allowed";
        else if (reader.FieldCount < order.Length)
            (column, problem) = (NameOf(reader.FieldCount), $"is missing: the row has {reader.FieldCount} fields and not {order.Length}");
        else if (reader.FieldCount > order.Length)
            (column, problem) = ($"column {order.Length + 1}", $"is one too many: the row has {reader.FieldCount} fields and not {order.Length}; put a field that contains a comma into quotes");
        if (problem.Length > 0)
            table.Mistakes.Add(row, column, problem);
        return problem.Length == 0;
    }

    private bool ReadFields(CsvReader reader, int row)
    {
        var right = true;
        for (var i = 0; i < order.Length; i++)
        {
            if (IsText(reader.GetSpan(order[i]), out var problem))
            {
                fields[i] = reader.GetString(order[i]);
                continue;
            }

            table.Mistakes.Add(row, table.Columns[i], problem);
            right = false;
        }

        return right;
    }

    /// <summary>Whether bytes are UTF-8 without control characters.</summary>
    private static bool IsText(ReadOnlySpan<byte> bytes, out string problem)
    {
        problem = "";
        if (!Utf8.IsValid(bytes))
            problem = "is not UTF-8; save the file in that encoding";
        else if (bytes.IndexOfAnyInRange((byte)0, (byte)0x1f) >= 0 || bytes.IndexOf((byte)0x7f) >= 0 || HasC1(bytes))
            problem = "has a control character; remove it";
        else if (bytes.IndexOf("\uFFFD"u8) >= 0)
            problem = "has the replacement character U+FFFD, which stands for text that was lost; write the text again";
        return problem.Length == 0;
    }

    /// <summary>U+0080 to U+009F, which UTF-8 writes as C2 80 to C2 9F.</summary>
    private static bool HasC1(ReadOnlySpan<byte> bytes)
    {
        for (var i = bytes.IndexOf((byte)0xc2); i >= 0 && i + 1 < bytes.Length; i++)
        {
            if (bytes[i] == 0xc2 && bytes[i + 1] < 0xa0)
                return true;
        }

        return false;
    }

    private string QuotedColumn(CsvReader reader)
    {
        for (var i = 0; i < Math.Min(reader.FieldCount, order.Length); i++)
        {
            if (reader.GetRawSpan(i).Contains((byte)'"'))
                return NameOf(i);
        }

        return table.Columns[0];
    }

    /// <summary>The column whose field is at this place in the file.</summary>
    private string NameOf(int field) => table.Columns[Array.IndexOf(order, field)];

    private static string Shorten(string name) => name.Length <= 40 ? name : name[..40] + "…";
}
