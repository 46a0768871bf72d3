using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Directives.Bench.Limits;

/// <summary>What PostgreSQL takes from a program that does nothing else.</summary>
internal sealed class PostgresLimit(NpgsqlDataSource source, string connectionString, string binaries)
{
    public const string OrderedName = "B: upserts, 1,000 a statement, keys in order";
    public const string ScatteredName = "B: upserts, 1,000 a statement, keys scattered";
    public const string CopyName = "K: COPY with a primary key";
    public const string BareCopyName = "K: COPY without a primary key";
    private const int Rows = 200_000;

    /// <summary>Where nothing was committed in the time, pgbench prints no rate; then it runs for longer.</summary>
    private const int Attempts = 3;
    private const int Keys = 1_000_000;

    /// <summary>Has no factor in common with <see cref="Keys"/>, so that every key comes once before any comes again.</summary>
    private const long Stride = 617_363;

    public static string SingleName(int sessions, string protocol) => $"C{sessions}: pgbench upserts, {sessions} sessions, {protocol}";

    /// <summary>C₁, C₃₂: single-row durable upserts a second by pgbench.</summary>
    /// <param name="protocol">prepared or simple.</param>
    public async Task<Figure> UpsertsAsync(int sessions, string protocol, int seconds, string folder)
    {
        await CreateTableAsync();
        await ExecuteAsync($"INSERT INTO limit_row SELECT lpad(i::text, 7, '0'), 1, repeat('x', 200) FROM generate_series(0, {Rows - 1}) i");
        var script = Path.Combine(folder, "upsert.sql");
        await File.WriteAllTextAsync(script, $"""
            \set k random(0, {Rows - 1})
            INSERT INTO limit_row VALUES (lpad(:k::text, 7, '0'), 1, repeat('x', 200)) ON CONFLICT (k) DO UPDATE SET version = limit_row.version + 1;
            """);
        var output = "";
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            output = await RunAsync(sessions, protocol, seconds * attempt, script);
            if (output.Split('\n').FirstOrDefault(text => text.StartsWith("tps = ", StringComparison.Ordinal)) is { } line)
                return new Figure(SingleName(sessions, protocol), "postgres", double.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture), "/s");
        }

        throw new BenchException($"pgbench printed no rate: {output}");
    }

    /// <summary>B: rows a second in upserts of 1,000 rows.</summary>
    /// <param name="scattered">Whether the keys of a statement are in no order and far apart.</param>
    public async Task<Figure> BatchesAsync(bool scattered, TimeSpan time)
    {
        await CreateTableAsync();
        await using var connection = await source.OpenConnectionAsync();
        await using var upsert = new NpgsqlCommand(
            "INSERT INTO limit_row SELECT k, 1, p FROM unnest($1::text[], $2::text[]) AS d (k, p) ON CONFLICT (k) DO UPDATE SET version = limit_row.version + 1, payload = excluded.payload",
            connection);
        var keys = new string[1_000];
        var payloads = Enumerable.Repeat(new string('x', 200), keys.Length).ToArray();
        upsert.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = keys });
        upsert.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = payloads });
        await upsert.PrepareAsync();
        var rows = 0L;
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < time)
        {
            for (var i = 0; i < keys.Length; i++, rows++)
                keys[i] = (rows * (scattered ? Stride : 1) % Keys).ToString("D7", CultureInfo.InvariantCulture);
            await upsert.ExecuteNonQueryAsync();
        }

        return new Figure(scattered ? ScatteredName : OrderedName, "postgres", rows / watch.Elapsed.TotalSeconds, "rows/s");
    }

    /// <summary>K: rows a second of one binary COPY.</summary>
    public async Task<Figure> CopyAsync(int rows, bool primaryKey)
    {
        await CreateTableAsync();
        if (!primaryKey)
            await ExecuteAsync("ALTER TABLE limit_row DROP CONSTRAINT limit_row_pkey");
        await using var connection = await source.OpenConnectionAsync();
        var payload = new string('x', 200);
        var watch = Stopwatch.StartNew();
        await using (var copy = await connection.BeginBinaryImportAsync("COPY limit_row (k, version, payload) FROM STDIN (FORMAT BINARY)"))
        {
            for (var i = 0; i < rows; i++)
            {
                await copy.StartRowAsync();
                await copy.WriteAsync(i.ToString("D7", CultureInfo.InvariantCulture));
                await copy.WriteAsync(1L);
                await copy.WriteAsync(payload);
            }

            await copy.CompleteAsync();
        }

        return new Figure(primaryKey ? CopyName : BareCopyName, "postgres", rows / watch.Elapsed.TotalSeconds, "rows/s");
    }

    public Task DropAsync() => ExecuteAsync("DROP TABLE limit_row");

    private async Task<string> RunAsync(int sessions, string protocol, int seconds, string script)
    {
        var address = new NpgsqlConnectionStringBuilder(connectionString);
        var start = new ProcessStartInfo(
            Path.Combine(binaries, "pgbench"),
            ["-n", "-M", protocol, "-c", $"{sessions}", "-j", "2", "-T", $"{seconds}", "-f", script,
                "-h", address.Host!, "-p", $"{address.Port}", "-U", address.Username!, address.Database!])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PGPASSWORD"] = address.Password;
        using var pgbench = Process.Start(start)!;
        var errors = pgbench.StandardError.ReadToEndAsync();
        var output = await pgbench.StandardOutput.ReadToEndAsync();
        await pgbench.WaitForExitAsync();
        return pgbench.ExitCode == 0 ? output : throw new BenchException($"pgbench failed: {await errors}");
    }

    private Task CreateTableAsync() => ExecuteAsync(
        "DROP TABLE IF EXISTS limit_row; CREATE TABLE limit_row (k text PRIMARY KEY, version bigint, payload text)");

    private async Task ExecuteAsync(string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
