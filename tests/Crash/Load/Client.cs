using System.Text.Json;

namespace Directives.Crash.Load;

/// <summary>The process of a load client: does what it is told on its standard input, until that ends.</summary>
internal sealed class Client : IAsyncDisposable
{
    private readonly ClientLedger ledger;
    private readonly Caller caller;
    private readonly Lock output = new();
    private readonly Watcher watcher;

    private Client(string path, string server)
    {
        ledger = new ClientLedger(path);
        caller = new Caller(server.Split(','), ledger, TimeProvider.System);
        caller.Confirmed += () => Say("+");
        watcher = new Watcher(caller, TimeProvider.System);
    }

    public static async Task<int> RunAsync(string name, string ledger, string server, CancellationToken cancellation)
    {
        await using var client = new Client(ledger, server);
        while (await Console.In.ReadLineAsync(cancellation) is { } line)
        {
            var command = JsonSerializer.Deserialize<ClientCommand>(line)!;
            _ = client.DoAsync(command, name, cancellation);
        }

        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        watcher.Dispose();
        caller.Dispose();
        await ledger.DisposeAsync();
    }

    private async Task DoAsync(ClientCommand command, string name, CancellationToken cancellation)
    {
        try
        {
            switch (command.Do)
            {
                case "import":
                    await new RegistryWork(caller, command).ImportAsync(cancellation);
                    break;
                case "issue":
                    await new LifeWork(caller, command, name).IssueAsync(cancellation);
                    break;
                case "life":
                    await new LifeWork(caller, command, name).RunAsync(cancellation);
                    break;
                case "verify":
                    await new VerificationWork(caller, command, name).RunAsync(cancellation);
                    break;
                case "acts":
                    await new OfficerWork(caller, command, name).RunAsync(cancellation);
                    break;
                case "watch":
                    watcher.Begin(command);
                    break;
                case "unwatch":
                    await watcher.EndAsync(command.Count);
                    break;
                default:
                    throw new CrashException($"a client cannot {command.Do}");
            }

            Say($"done {command.Do}");
        }
        catch (Exception exception)
        {
            Say($"failed {command.Do}: {(exception is CrashException ? exception.Message : exception.ToString()).ReplaceLineEndings(" ")}");
        }
    }

    private void Say(string line)
    {
        lock (output)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }
}
