using System.Globalization;
using System.Reflection;

namespace Directives.Silo.Storage;

/// <summary>A numbered step of the tables, embedded as <c>sql/provider/0001_name.sql</c>.</summary>
internal sealed record Migration(int Version, string Name, string Sql)
{
    /// <summary>The steps for a provider, from 1 on without gaps.</summary>
    public static IReadOnlyList<Migration> For(string provider)
    {
        var assembly = typeof(Migration).Assembly;
        var folder = $".Storage.sql.{provider}.";
        var steps = assembly.GetManifestResourceNames()
            .Where(name => name.Contains(folder, StringComparison.Ordinal))
            .Select(name => Parse(assembly, name, name[(name.IndexOf(folder, StringComparison.Ordinal) + folder.Length)..]))
            .OrderBy(step => step.Version)
            .ToList();
        return steps.Select(step => step.Version).SequenceEqual(Enumerable.Range(1, steps.Count))
            ? steps
            : throw new InvalidOperationException($"The steps of sql/{provider} are not numbered from 1 on without gaps.");
    }

    /// <summary>The steps that are still to be taken.</summary>
    /// <exception cref="SchemaException">The tables are of a newer program.</exception>
    public static IEnumerable<Migration> After(int version, IReadOnlyList<Migration> steps) => version <= steps.Count
        ? steps.Skip(version)
        : throw new SchemaException(
            $"The database has tables of version {version}, and this program knows them up to version {steps.Count}. Start the program that upgraded it, or a newer one.");

    /// <summary>What a step ends with that cannot be taken.</summary>
    public SchemaException Failed(Exception cause) => new(
        $"The tables cannot be brought up to version {Version} ({Name}), nothing was changed: {cause.Message}", cause);

    private static Migration Parse(Assembly assembly, string resource, string file)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return new(int.Parse(file.AsSpan(0, 4), CultureInfo.InvariantCulture), file, reader.ReadToEnd());
    }
}
