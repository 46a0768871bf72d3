using Npgsql;
using NpgsqlTypes;

namespace Directives.Silo.Storage.Postgres;

internal static class PostgresCommands
{
    public static void Run(this NpgsqlConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        using var command = connection.Command(sql, values);
        command.ExecuteNonQuery();
    }

    public static T? Scalar<T>(this NpgsqlConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        using var command = connection.Command(sql, values);
        return command.ExecuteScalar() is T value ? value : default;
    }

    public static NpgsqlCommand Command(this NpgsqlConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    /// <summary>Adds a statement to a batch.</summary>
    public static void Add(this NpgsqlBatch batch, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        batch.BatchCommands.Add(command);
    }

    public static NpgsqlParameter Int(int value) => new NpgsqlParameter<int>(null!, NpgsqlDbType.Integer) { TypedValue = value };

    public static NpgsqlParameter Long(long value) => new NpgsqlParameter<long>(null!, NpgsqlDbType.Bigint) { TypedValue = value };

    public static NpgsqlParameter Bytes(byte[] value) => new NpgsqlParameter<byte[]>(null!, NpgsqlDbType.Bytea) { TypedValue = value };

    public static NpgsqlParameter Text(string value) => new NpgsqlParameter<string>(null!, NpgsqlDbType.Text) { TypedValue = value };

    public static NpgsqlParameter Ints(int[] values) =>
        new NpgsqlParameter<int[]>(null!, NpgsqlDbType.Array | NpgsqlDbType.Integer) { TypedValue = values };

    public static NpgsqlParameter Longs(long[] values) =>
        new NpgsqlParameter<long[]>(null!, NpgsqlDbType.Array | NpgsqlDbType.Bigint) { TypedValue = values };

    public static NpgsqlParameter Texts(string?[] values) =>
        new NpgsqlParameter<string?[]>(null!, NpgsqlDbType.Array | NpgsqlDbType.Text) { TypedValue = values };

    /// <summary>UTF-8 that goes into text columns as it is.</summary>
    public static NpgsqlParameter Utf8(byte[]?[] values) =>
        new NpgsqlParameter<byte[]?[]>(null!, NpgsqlDbType.Array | NpgsqlDbType.Text) { TypedValue = values };
}
