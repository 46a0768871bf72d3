using System.Data.Common;

namespace Directives.Crash.Checker;

/// <summary>Rows of the database, by plain SQL that both kinds understand.</summary>
internal static class Database
{
    /// <summary>The rows of a query; null where a column is.</summary>
    public static IEnumerable<object?[]> Query(this DbConnection connection, string sql, params (string Name, object Value)[] parameters)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements are the checker's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            var row = new object?[rows.FieldCount];
            for (var column = 0; column < row.Length; column++)
                row[column] = rows.IsDBNull(column) ? null : rows.GetValue(column);
            yield return row;
        }
    }

    public static long Number(this object? value) => Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture);
}
