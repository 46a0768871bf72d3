using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using Directives.Grains;
using Directives.Silo.Storage;
using Microsoft.Extensions.Options;

namespace Directives.Silo;

/// <summary>
/// Computes all hashes of the chain anew, beside a process that has it or alone, and writes nothing:
/// <c>Directives.Silo verify [--known-head block:hash]</c>.
/// </summary>
internal static class ChainVerification
{
    /// <summary>The chain is not what was written, or not what a known head says.</summary>
    public const int Wrong = 1;

    /// <summary>It could not be read.</summary>
    public const int Unread = 2;

    /// <returns>0 where the chain is right, <see cref="Wrong"/> or <see cref="Unread"/>, each with one line on standard error.</returns>
    public static async Task<int> RunAsync(string[] settings, TextWriter output, TextWriter error)
    {
        var builder = Host.CreateApplicationBuilder(settings);
        builder.Logging.ClearProviders();
        builder.Services.AddLedgerStorage(builder.Configuration);
        using var host = builder.Build();
        try
        {
            var known = builder.Configuration["known-head"] is { } text ? ReadHead(text) : null;
            var chain = host.Services.GetRequiredService<IOptions<StorageOptions>>().Value.Chain;
            var found = await VerifyAsync(host.Services, chain, known);
            var head = string.Create(CultureInfo.InvariantCulture, $"{found.Blocks}:{Convert.ToHexStringLower(found.Head)}");
            await output.WriteLineAsync($"chain {chain}: blocks {found.Blocks}, entries {found.Entries}, head {head}");
            if (found.Mismatch is not { } mismatch)
                return 0;
            var entry = mismatch.Number is { } number ? $", entry {number}" : "";
            await error.WriteLineAsync($"directives: chain {chain} is wrong at block {mismatch.Block}{entry}: {mismatch.Problem}");
            return Wrong;
        }
        catch (Exception exception) when (exception is DbException or SchemaException or OptionsValidationException or IOException or FormatException or LedgerUnavailableException)
        {
            await error.WriteLineAsync($"directives: the chain cannot be verified: {exception.Message}");
            return Unread;
        }
    }

    private static async Task<LedgerVerification> VerifyAsync(IServiceProvider services, int chain, KnownHead? known)
    {
        if (services.GetRequiredService<ILedgerDatabase>().ReadVersion() == 0)
            throw new SchemaException("The database has no ledger.");
        var reads = services.GetRequiredService<ReadQueue>();
        reads.Start();
        try
        {
            return await services.GetRequiredService<LedgerVerifier>().VerifyAsync(chain, known, CancellationToken.None);
        }
        finally
        {
            reads.Stop();
        }
    }

    /// <exception cref="FormatException">It is not a block's number and its hash.</exception>
    private static KnownHead ReadHead(string text)
    {
        if (text.Split(':') is [var block, { Length: SHA256.HashSizeInBytes * 2 } hash]
            && long.TryParse(block, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            && hash.All(char.IsAsciiHexDigit))
        {
            return new(number, Convert.FromHexString(hash));
        }

        throw new FormatException($"--known-head must be a head as this command tells it, 12:9f86d0… with 64 digits, not {text}.");
    }
}
