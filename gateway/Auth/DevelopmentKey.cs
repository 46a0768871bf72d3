using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Directives.Gateway;

/// <summary>The ECDSA P-256 key that signs development tokens, kept in a file that only its owner can read.</summary>
internal sealed class DevelopmentKey : IDisposable
{
    public const string FileName = "development-key.pem";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly ECDsa key;

    private DevelopmentKey(ECDsa key)
    {
        this.key = key;
        Key = new ECDsaSecurityKey(key) { KeyId = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..16] };
    }

    public ECDsaSecurityKey Key { get; }

    /// <summary>Reads the key, or makes it where there is none.</summary>
    /// <exception cref="StartupException">It cannot be read or made, or others can read it.</exception>
    public static DevelopmentKey Open(string path)
    {
        try
        {
            if (!File.Exists(path))
                Create(path);
            return new DevelopmentKey(Read(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new StartupException($"The key for development tokens, {path}, cannot be used: {exception.Message}");
        }
    }

    public void Dispose() => key.Dispose();

    private static ECDsa Read(string path)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) != 0)
            throw new UnauthorizedAccessException("others can read it; set its mode to 0600, or delete it to have a new one made");

        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
            return key.KeySize == 256 ? key : throw new CryptographicException("it is no P-256 key");
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>Of two processes that make it at once, the first one's key stays.</summary>
    private static void Create(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } directory)
            Directory.CreateDirectory(directory);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var written = $"{path}.{Environment.ProcessId}.{Guid.NewGuid():n}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using (var file = new StreamWriter(written, options))
            file.WriteLine(key.ExportPkcs8PrivateKeyPem());
        try
        {
            File.Move(written, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(written);
        }
    }
}
