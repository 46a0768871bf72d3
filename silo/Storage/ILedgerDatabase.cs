namespace Directives.Silo.Storage;

/// <summary>
/// The kind of database that the ledger is kept in. Its calls block: they are made on threads of the storage's own, of
/// which there are few, because the work comes in batches.
/// </summary>
internal interface ILedgerDatabase : IDisposable
{
    /// <summary>The version of the tables that this program writes.</summary>
    int CurrentVersion { get; }

    /// <summary>The version of the tables; 0 where there are none.</summary>
    /// <exception cref="SchemaException">The tables are of a newer program.</exception>
    int ReadVersion();

    /// <summary>
    /// Takes a chain to append to, and with it the lease. In the same transaction the tables are brought up to the program's
    /// version: only when no program that knows the former ones can still write.
    /// </summary>
    /// <exception cref="ChainHeldException">A process that may be alive has it, or may still be ending a transaction.</exception>
    /// <exception cref="SchemaException">The tables are of a newer program, or cannot be brought up to date.</exception>
    /// <exception cref="ChainLostException">It was taken since the claim's epoch.</exception>
    ILedgerWriter OpenWriter(ChainClaim claim);

    ILedgerReader OpenReader();

    /// <summary>Whether an error is of the database as a whole, so that no single write can have caused it.</summary>
    bool ConcernsAllWrites(Exception error);
}

/// <summary>A process that wants to append to a chain.</summary>
/// <param name="Owner">Names the process to people.</param>
/// <param name="Epoch">The epoch in which the process has had the chain; null at its start.</param>
/// <param name="Lease">How long it has the chain after each commit, where the database leases it.</param>
internal sealed record ChainClaim(int Chain, string Owner, long? Epoch, TimeSpan Lease, DateTimeOffset Now);

/// <summary>The one session that appends to a chain.</summary>
internal interface ILedgerWriter : IDisposable
{
    /// <summary>Where the chain ended when the session was opened; nothing else can still be appending to it.</summary>
    ChainHead Head { get; }

    /// <summary>
    /// Writes a batch in one transaction that appends to a head. States whose version is stale are marked so and left
    /// out; the rest is durable when it returns.
    /// </summary>
    /// <exception cref="CommitRejectedException">The database refused it: nothing was written, and the session goes on.</exception>
    /// <exception cref="ChainLostException">Another process has taken the chain: nothing was written.</exception>
    /// <remarks>After any other exception the outcome is unknown, and the session can only be disposed of.</remarks>
    Committed Commit(CommitBatch batch, ChainHead head);

    /// <summary>Gives the chain up, so that another process need not wait for the lease to run out.</summary>
    void Release();
}

/// <summary>A session that reads. After an exception it can only be disposed of.</summary>
internal interface ILedgerReader : IDisposable
{
    /// <summary>The states of rows, in the order asked for; null where there is no row.</summary>
    StoredState?[] ReadStates(IReadOnlyList<RowKey> keys);

    /// <summary>Entries after a number, in order, of one directive where given.</summary>
    List<StoredEntry> ReadEntries(int chain, long after, int count, string? directive);

    /// <summary>Blocks after a number, in order.</summary>
    List<LedgerBlock> ReadBlocks(int chain, long after, int count);

    /// <summary>Null where the chain has never been taken.</summary>
    ChainHead? ReadHead(int chain);

    List<DueRow> ReadDue(DateTimeOffset until, int count);

    DateTimeOffset? NextDue();

    long ReadPosition(int chain, string name);
}

/// <param name="Payload">Null where the state was cleared.</param>
internal sealed record StoredState(long Version, byte[]? Payload);
