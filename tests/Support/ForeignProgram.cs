using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Directives.Tests.Support;

/// <summary>A gRPC client or server in another language, run as a process that ends with the test.</summary>
internal sealed class ForeignProgram : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private ForeignProgram(string executable, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(executable, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => _errors.AppendLine(line.Data);
        _process.BeginErrorReadLine();
    }

    internal static ForeignProgram Node(string script, params string[] arguments)
    {
        var folder = Path.Combine(Folder, "node");
        Assert.True(Directory.Exists(Path.Combine(folder, "node_modules", "@grpc", "grpc-js")), $"grpc-js is not installed: run 'npm ci' in {folder}.");
        return new ForeignProgram("node", [Path.Combine(folder, script), .. arguments]);
    }

    internal static ForeignProgram Python(string script, params string[] arguments) =>
        PythonIn(Path.Combine("Compat", "Grpc"), script, arguments);

    /// <param name="folder">The folder of the tests whose <c>python</c> has the script.</param>
    internal static ForeignProgram PythonIn(string folder, string script, params string[] arguments) =>
        // Debian's packages install for its own interpreter.
        new("/usr/bin/python3", [Path.Combine(Tests, folder, "python", script), .. arguments]);

    /// <summary>The next line that the program prints, as JSON; null at its end.</summary>
    /// <exception cref="TimeoutException">The program stood still.</exception>
    internal async Task<JsonElement?> ReadAsync()
    {
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(2), TimeProvider.System);
        return line is null ? null : JsonElement.Parse(line);
    }

    /// <summary>What went wrong in each case, null for nothing, by name; and under "(end)" how the program failed.</summary>
    internal async Task<IReadOnlyDictionary<string, string?>> RunCasesAsync()
    {
        var results = new Dictionary<string, string?>();
        try
        {
            while (await ReadAsync() is { } result)
                results[result.GetProperty("case").GetString()!] = result.GetProperty("error").GetString();
            await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2), TimeProvider.System);
            if (_process.ExitCode != 0)
                results["(end)"] = $"exit code {_process.ExitCode}: {_errors}";
        }
        catch (TimeoutException)
        {
            results["(end)"] = $"the program stood still after {results.Keys.LastOrDefault()}: {_errors}";
        }
        return results;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static string Folder => Path.Combine(Tests, "Compat", "Grpc");

    private static string Tests
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "Directives.sln")))
                folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests run outside the repository.");
            return Path.Combine(folder.FullName, "tests");
        }
    }
}
