using System.Data.Common;
using Directives.Silo.Storage;
using Microsoft.Extensions.Options;

namespace Directives.Silo;

/// <summary>
/// Brings the schema up to this program's version and ends: <c>Directives.Silo migrate</c>. It takes the chain for that,
/// and refuses where another process has it.
/// </summary>
internal static class SchemaMigration
{
    /// <returns>0 when the schema is up to date; 1 where it could not be brought there, with one line on standard error.</returns>
    public static async Task<int> RunAsync(string[] settings, TextWriter output, TextWriter error)
    {
        var builder = Host.CreateApplicationBuilder(settings);
        builder.Logging.ClearProviders();
        builder.Services.AddLedgerStorage(builder.Configuration);
        builder.Services.PostConfigure<StorageOptions>(options => options.Standby = false);
        using var host = builder.Build();
        try
        {
            var database = host.Services.GetRequiredService<ILedgerDatabase>();
            if (database.ReadVersion() < database.CurrentVersion)
            {
                var committer = host.Services.GetRequiredService<Committer>();
                await committer.StartAsync(CancellationToken.None);
                committer.Stop();
            }

            await output.WriteLineAsync("The schema is up to date.");
            return 0;
        }
        catch (ChainHeldException exception)
        {
            await error.WriteLineAsync(
                $"directives: the schema cannot be migrated yet: {exception.Message} Stop that process first; or start this program's gateway with Storage:Standby=true, which migrates when it takes over.");
            return 1;
        }
        catch (Exception exception) when (exception is DbException or SchemaException or OptionsValidationException or IOException)
        {
            await error.WriteLineAsync($"directives: the schema cannot be migrated: {exception.Message}");
            return 1;
        }
    }
}
