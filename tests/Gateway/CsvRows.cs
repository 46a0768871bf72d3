using System.Text;

namespace Directives.Tests.Gateway;

/// <summary>Reads RFC 4180 as it is written there, and fails where a file breaks it.</summary>
internal static class CsvRows
{
    public static List<List<string>> Read(string file)
    {
        var rows = new List<List<string>>();
        var at = 0;
        while (at < file.Length)
        {
            var row = new List<string>();
            do
                row.Add(Field(file, ref at));
            while (file[at++] == ',');
            Assert.True(file[at - 1] == '\r' && file[at++] == '\n', $"row {rows.Count + 1} does not end with CRLF, at {at}");
            rows.Add(row);
        }

        return rows;
    }

    private static string Field(string file, ref int at)
    {
        var field = new StringBuilder();
        if (file[at] != '"')
        {
            while (file[at] is not (',' or '\r' or '\n'))
                field.Append(file[at] == '"' ? throw new InvalidDataException($"a quote inside a bare field, at {at}") : file[at++]);
            return field.ToString();
        }

        for (at++; file[at] != '"' || file[at + 1] == '"'; at++)
        {
            if (file[at] == '"')
                at++;
            field.Append(file[at]);
        }

        at++;
        return field.ToString();
    }
}
