using System.Globalization;

namespace Directives.Demo.Processes;

/// <summary>
/// PostgreSQL's programs on this machine, and the user to run them as: it refuses to run as root, so for root it runs as
/// another.
/// </summary>
/// <param name="Folder">Where <c>initdb</c>, <c>postgres</c> and the others are.</param>
internal sealed record PostgresPrograms(string Folder)
{
    public const string Role = "directives";
    private const string Debian = "/usr/lib/postgresql";

    /// <summary>The newest in Debian's folders, or the first on the PATH; null where there is none.</summary>
    public static PostgresPrograms? Find()
    {
        IEnumerable<string> folders = Directory.Exists(Debian)
            ? Directory.EnumerateDirectories(Debian)
                .OrderByDescending(version => int.TryParse(Path.GetFileName(version), CultureInfo.InvariantCulture, out var number) ? number : 0)
                .Select(version => Path.Combine(version, "bin"))
            : [];
        return folders
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres"))) is { } found
            ? new PostgresPrograms(found)
            : null;
    }

    /// <summary>The user that it runs as: the one that Debian's packages make for it. Null where that is the caller.</summary>
    public string? User { get; } = !Environment.IsPrivilegedProcess ? null : Users.ContainsKey("postgres") ? "postgres" : "nobody";

    /// <summary>What stands before a command to run it as that user.</summary>
    public string[] AsUser => User is null ? [] : ["setpriv", $"--reuid={User}", $"--regid={Users[User]}", "--clear-groups", "--"];

    public string this[string program] => Path.Combine(Folder, program);

    /// <summary>Makes the data of a new server, whose superuser is <see cref="Role"/>.</summary>
    public string[] Initialise(string data, params IEnumerable<string> options) =>
        [.. AsUser, this["initdb"], "-D", data, "-U", Role, "-E", "UTF8", "--locale=C", .. options];

    /// <summary>Runs a server in the foreground.</summary>
    /// <param name="settings"><c>name=value</c>.</param>
    public string[] Serve(string data, IEnumerable<string> settings) =>
        [.. AsUser, this["postgres"], "-D", data, .. settings.SelectMany(setting => (string[])["-c", setting])];

    /// <summary>Each user of this machine with its group.</summary>
    private static Dictionary<string, string> Users => File.ReadLines("/etc/passwd")
        .Select(line => line.Split(':')).Where(fields => fields.Length > 3).DistinctBy(fields => fields[0]).ToDictionary(fields => fields[0], fields => fields[3]);
}
