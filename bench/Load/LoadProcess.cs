using System.Diagnostics;
using System.Text.Json;

namespace Directives.Bench.Load;

/// <summary>This program once more, with a hidden command, and the orders that it is given.</summary>
internal sealed class LoadProcess : IAsyncDisposable
{
    private readonly Process process;

    private LoadProcess(Process process) => this.process = process;

    /// <param name="server">What it calls.</param>
    public static LoadProcess Start(string server)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(LoadProcess).Assembly.Location, "load-client", server])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false,
        };
        start.Environment["DOTNET_gcServer"] = "0";
        return new LoadProcess(Process.Start(start)!);
    }

    /// <param name="begun">Called when it begins to measure.</param>
    /// <exception cref="BenchException">It could not do as told, or has ended.</exception>
    public async Task<Answer> TellAsync(Order order, CancellationToken cancellation, Action? begun = null)
    {
        await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(order, Order.Json).AsMemory(), cancellation);
        await process.StandardInput.FlushAsync(cancellation);
        var answer = await ReadAsync(cancellation);
        while (answer.Begun)
        {
            begun?.Invoke();
            answer = await ReadAsync(cancellation);
        }

        return answer.Error is null ? answer : throw new BenchException($"The client process: {answer.Error}");
    }

    /// <inheritdoc cref="TellAsync"/>
    public async Task<Measured> MeasureAsync(Order order, CancellationToken cancellation, Action? begun = null) =>
        (await TellAsync(order, cancellation, begun)).Measured ?? throw new BenchException($"The client process measured nothing for {order.GetType().Name}.");

    private async Task<Answer> ReadAsync(CancellationToken cancellation) =>
        await process.StandardOutput.ReadLineAsync(cancellation) is { } line
            ? JsonSerializer.Deserialize<Answer>(line, Order.Json)!
            : throw new BenchException("The client process has ended before it answered; what it said is above.");

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10), TimeProvider.System);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        process.Dispose();
    }
}
