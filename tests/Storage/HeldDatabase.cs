using System.Data.Common;
using Directives.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Directives.Tests.Storage;

/// <summary>Keeps a database from committing until disposed of, so that writes wait for each other.</summary>
internal sealed class HeldDatabase : IDisposable
{
    private readonly DbConnection connection;

    public HeldDatabase(TestDatabase database)
    {
        connection = database.Open();
        using var hold = connection.CreateCommand();
        hold.CommandText = connection is SqliteConnection ? "BEGIN IMMEDIATE" : "BEGIN; LOCK TABLE chain IN EXCLUSIVE MODE";
        hold.ExecuteNonQuery();
    }

    public void Dispose()
    {
        using (var release = connection.CreateCommand())
        {
            release.CommandText = "ROLLBACK";
            release.ExecuteNonQuery();
        }

        connection.Dispose();
    }
}
