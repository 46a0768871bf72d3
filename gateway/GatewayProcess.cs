using System.Data.Common;
using Directives.Silo.Storage;
using Microsoft.Extensions.Logging.Console;

namespace Directives.Gateway;

/// <summary>The gateway from its command line to its exit code.</summary>
internal static class GatewayProcess
{
    /// <summary>Another process has taken over: this one is to be started again, to wait.</summary>
    public const int TakenOver = 3;

    /// <returns>
    /// 0 after a clean stop; 1 where it could not start, <see cref="TakenOver"/> where another process has taken over, each
    /// with one line on standard error; 1 also where a part of it has failed, which the log tells of.
    /// </returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var started = false;
        WebApplication? app = null;
        try
        {
            app = GatewayApp.Build(args, builder => Quieten(builder.Logging, () => Volatile.Read(ref started)));
            await app.StartAsync();
            Volatile.Write(ref started, true);
            await app.WaitForShutdownAsync();
            return await EndAsync(app);
        }
        catch (OperationCanceledException) when (!started && app is not null && app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // It was told to stop while it waited to take over.
            return 0;
        }
        catch (Exception exception) when (!started)
        {
            await Console.Error.WriteLineAsync($"directives: {Describe(exception, app)}");
            if (app is not null)
                await StopStartedAsync(app);
            return 1;
        }
        finally
        {
            if (app is not null)
                await app.DisposeAsync();
        }
    }

    /// <summary>What had started by then ends in order, and not by losing what it runs on.</summary>
    private static async Task StopStartedAsync(WebApplication app)
    {
        try
        {
            await app.StopAsync();
        }
        catch (Exception)
        {
            // What has never started may refuse to stop. Why the start has failed is told already.
        }
    }

    private static async Task<int> EndAsync(WebApplication app)
    {
        if (app.Services.GetRequiredService<ChainLease>().Reason is not { } reason)
            return app.Services.GetServices<IHostedService>().OfType<BackgroundService>().Any(service => service.ExecuteTask is { IsFaulted: true }) ? 1 : 0;
        await Console.Error.WriteLineAsync($"directives: {reason} This process ends; started again, it waits to take over.");
        return TakenOver;
    }

    /// <summary>A failed start is told at length by these; the line on standard error is enough.</summary>
    private static void Quieten(ILoggingBuilder logging, Func<bool> started)
    {
        foreach (var category in (string[])["Microsoft.Extensions.Hosting.Internal.Host", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Hosting.Diagnostics"])
            logging.AddFilter<ConsoleLoggerProvider>(category, level => level >= LogLevel.Warning && started());
    }

    private static string Describe(Exception exception, WebApplication? app)
    {
        var cause = exception is AggregateException { InnerExceptions: [var only] } ? only : exception;
        var text = cause switch
        {
            StartupException => cause.Message,
            DbException => $"the database {app?.Configuration["Storage:Path"]} cannot be opened: {cause.Message}",
            _ => $"cannot start: {cause.Message}",
        };
        return text.ReplaceLineEndings(" ");
    }
}
