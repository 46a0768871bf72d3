using System.Globalization;
using System.Text;
using Directives.Tests.Support;

namespace Directives.Tests.Storage;

/// <summary>A database that an earlier program wrote, from <c>golden/</c>.</summary>
internal static class OlderDatabase
{
    private const string Prefix = "database.";

    /// <summary>All that are kept: provider and the version of the tables.</summary>
    public static IReadOnlyList<(string Provider, int Schema)> Kept { get; } =
        [.. typeof(OlderDatabase).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Select(Parse)];

    public static TestDatabase Restore(string provider, int schema)
    {
        var database = TestDatabase.Create(provider);
        using var kept = typeof(OlderDatabase).Assembly.GetManifestResourceStream(Name(provider, schema))
            ?? throw new InvalidOperationException($"{Name(provider, schema)} is not kept");
        if (provider == TestDatabase.Sqlite)
        {
            using var file = File.Create(database.Settings["Storage:Path"]!);
            kept.CopyTo(file);
        }
        else
        {
            using var dump = new StreamReader(kept, Encoding.UTF8);
            database.Execute(dump.ReadToEnd());
        }

        return database;
    }

    private static string Name(string provider, int schema) => string.Create(
        CultureInfo.InvariantCulture, $"{Prefix}schema-{schema}.{(provider == TestDatabase.Sqlite ? "sqlite.db" : "postgres.sql")}");

    private static (string Provider, int Schema) Parse(string resource)
    {
        var parts = resource[Prefix.Length..].Split('.');
        return (parts[1], int.Parse(parts[0]["schema-".Length..], CultureInfo.InvariantCulture));
    }
}
