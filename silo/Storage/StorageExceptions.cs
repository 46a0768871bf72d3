namespace Directives.Silo.Storage;

/// <summary>The tables are not of a version that this program can use.</summary>
internal sealed class SchemaException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Another process that is alive has the chain.</summary>
internal sealed class ChainHeldException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Another process has taken the chain over; this one can no longer write.</summary>
internal sealed class ChainLostException(string message) : Exception(message);

/// <summary>The database refused a transaction; nothing of it was written.</summary>
internal sealed class CommitRejectedException(Exception cause) : Exception(cause.Message, cause);
