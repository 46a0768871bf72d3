using System.ComponentModel.DataAnnotations;

namespace Directives.Silo.Storage;

public enum StorageProvider
{
    Sqlite,
    Postgres,
}

/// <summary>Where the ledger is kept and how much may wait for it. Section <c>Storage</c> of the configuration.</summary>
public sealed class StorageOptions : IValidatableObject
{
    /// <summary><c>sqlite</c> for one machine, with nothing to install, or <c>postgres</c>. Default: <c>sqlite</c>.</summary>
    public StorageProvider Provider { get; set; } = StorageProvider.Sqlite;

    /// <summary>The SQLite file; its folder is made when missing. Default: <c>data/directives.db</c>.</summary>
    public string Path { get; set; } = "data/directives.db";

    /// <summary>The PostgreSQL database, in Npgsql's form: <c>Host=…;Database=…;Username=…</c>. No default.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>The chain of blocks that this process appends to. Default: 1.</summary>
    [Range(1, 10_000)]
    public int Chain { get; set; } = 1;

    /// <summary>Writes that one transaction takes at most, 1 to 65,536. Default: 2,048.</summary>
    [Range(1, 65_536)]
    public int MaxBatch { get; set; } = 2_048;

    /// <summary>Bytes of states and facts after which a transaction takes no further write. Default: 8 MiB.</summary>
    [Range(1, 1 << 30)]
    public int MaxBatchBytes { get; set; } = 8 << 20;

    /// <summary>Writes that may wait; further ones are refused at once with STORAGE_BUSY. Default: 131,072.</summary>
    [Range(1, 10_000_000)]
    public int MaxQueue { get; set; } = 131_072;

    /// <summary>Bytes of states and facts that may wait. Default: 256 MiB.</summary>
    [Range(1, long.MaxValue)]
    public long MaxQueueBytes { get; set; } = 256L << 20;

    /// <summary>Bytes of one state with its facts. Default: 32 MiB.</summary>
    [Range(1, 1 << 30)]
    public int MaxWriteBytes { get; set; } = 32 << 20;

    /// <summary>Reads that may wait; further ones are refused at once with STORAGE_BUSY. Default: 131,072.</summary>
    [Range(1, 10_000_000)]
    public int MaxReadQueue { get; set; } = 131_072;

    /// <summary>Connections that read, 1 to 64. Default: 2.</summary>
    [Range(1, 64)]
    public int Readers { get; set; } = 2;

    /// <summary>
    /// Latest entries kept in memory, so that who is up to date reads no database. Default: 131,072, more than serving 50,000
    /// offices leaves behind.
    /// </summary>
    [Range(0, 10_000_000)]
    public int TailEntries { get; set; } = 131_072;

    /// <summary>Bytes that these entries may have as stored. Default: 64 MiB.</summary>
    [Range(0, long.MaxValue)]
    public long TailBytes { get; set; } = 64L << 20;

    /// <summary>
    /// How long the chain stays this process's after the last proof that it lives: what a process on another machine waits
    /// before it takes over. A third of it is how often an idle process gives that proof. PostgreSQL only; 1 s to 45 days.
    /// Default: 5 s.
    /// </summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether a start waits for the chain for as long as another process has it, to take over from it. Default: false.</summary>
    public bool Standby { get; set; }

    /// <summary>
    /// How long a start that is no standby waits for the chain while another process has it: longer than the lease of one
    /// that has died on another machine, which is counted anew with every start. Default: 10 s.
    /// </summary>
    public TimeSpan TakeOverWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long writes wait for a database that has gone away. After it they fail: with an unknown outcome where they had
    /// been sent, as not written where they had not; new ones fail at once until it is back. Default: 2 s.
    /// </summary>
    public TimeSpan OutageWait { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a chain that another process has is looked at. Default: 250 ms.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(250);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Enum.IsDefined(Provider))
            yield return new("Storage:Provider must be sqlite or postgres.", [nameof(Provider)]);
        if (Provider is StorageProvider.Sqlite && string.IsNullOrWhiteSpace(Path))
            yield return new("Storage:Path must name a file when Storage:Provider is sqlite.", [nameof(Path)]);
        if (Provider is StorageProvider.Postgres && string.IsNullOrWhiteSpace(ConnectionString))
            yield return new("Storage:ConnectionString must be given when Storage:Provider is postgres.", [nameof(ConnectionString)]);
        if (Lease < TimeSpan.FromSeconds(1) || Lease > TimeSpan.FromDays(45))
            yield return new("Storage:Lease must be 1 s to 45 days.", [nameof(Lease)]);
        if (TakeOverWait < TimeSpan.Zero || OutageWait < TimeSpan.Zero || PollInterval <= TimeSpan.Zero)
            yield return new("Storage:TakeOverWait and Storage:OutageWait must not be negative, Storage:PollInterval must be positive.");
    }
}
