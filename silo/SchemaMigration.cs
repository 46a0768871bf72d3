using System.Data.Common;
using Directives.Silo.Storage;
using Microsoft.Extensions.Options;

namespace Directives.Silo;

/// <summary>Brings the schema up to this program's version and ends: <c>Directives.Silo migrate</c>.</summary>
internal static class SchemaMigration
{
    /// <returns>0 when the schema is up to date; 1 where it could not be brought there, with one line on standard error.</returns>
    public static int Run(string[] settings)
    {
        var builder = Host.CreateApplicationBuilder(settings);
        builder.Services.AddLedgerStorage(builder.Configuration);
        using var host = builder.Build();
        try
        {
            host.Services.GetRequiredService<ILedgerDatabase>().Migrate(TimeProvider.System.GetUtcNow());
            Console.WriteLine("The schema is up to date.");
            return 0;
        }
        catch (Exception exception) when (exception is DbException or SchemaException or OptionsValidationException or IOException)
        {
            Console.Error.WriteLine($"directives: the schema cannot be migrated: {exception.Message}");
            return 1;
        }
    }
}
