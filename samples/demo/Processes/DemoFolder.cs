namespace Directives.Demo.Processes;

/// <summary>The folder of one run: database, logs, announcement. Taken by one demo at a time.</summary>
internal sealed class DemoFolder : IDisposable
{
    private const string LockName = "demo.lock";
    private readonly FileStream taken;

    private DemoFolder(string path, FileStream taken)
    {
        Path = path;
        this.taken = taken;
    }

    public string Path { get; }

    /// <summary>Makes the folder, or empties it where an earlier demo made it.</summary>
    /// <exception cref="DemoException">Another demo uses it, it holds something else, or it cannot be written.</exception>
    public static DemoFolder Take(string path)
    {
        var lockPath = System.IO.Path.Combine(path, LockName);
        if (Directory.Exists(path) && !File.Exists(lockPath) && Directory.EnumerateFileSystemEntries(path).Any())
            throw new DemoException($"{path} holds something that no demo has put there: name another folder, or empty it yourself.");

        try
        {
            Directory.CreateDirectory(path);
            var folder = new DemoFolder(path, Lock(lockPath));
            folder.Empty();
            return folder;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new DemoException($"{path} cannot be emptied: {wrong.Message}");
        }
    }

    public string In(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => taken.Dispose();

    private static FileStream Lock(string lockPath)
    {
        try
        {
            return new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new DemoException($"Something else is running in {System.IO.Path.GetDirectoryName(lockPath)} already: end it first, or name another folder.");
        }
    }

    private void Empty()
    {
        foreach (var entry in new DirectoryInfo(Path).EnumerateFileSystemInfos().Where(entry => entry.Name != LockName))
        {
            if (entry is DirectoryInfo { LinkTarget: null } folder)
                folder.Delete(recursive: true);
            else
                entry.Delete();
        }
    }
}
