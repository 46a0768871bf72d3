using System.Diagnostics;

namespace Directives.Demo.Processes;

/// <summary>Short-lived programs and where programs are.</summary>
internal static class Programs
{
    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="DemoException">It cannot be started or fails.</exception>
    public static async Task<string> RunAsync(IReadOnlyList<string> command, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        using var process = Start(start);
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var error = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return process.ExitCode == 0
                ? await output
                : throw new DemoException($"{command[0]} failed with code {process.ExitCode}: {(await error).Trim().ReplaceLineEndings(" ")}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>The repository: the folder with the solution, at or above the demo's own.</summary>
    /// <exception cref="DemoException">There is none.</exception>
    public static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Directives.sln")))
                return folder.FullName;
        }

        throw new DemoException($"There is no Directives.sln at or above {AppContext.BaseDirectory}: run the demo from its repository.");
    }

    /// <summary>A program of the same build as this demo.</summary>
    /// <param name="project">Its folder from the repository's root.</param>
    /// <exception cref="DemoException">It is not built.</exception>
    public static string FindBuilt(string project, string assembly)
    {
        var target = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(FindRepository(), project, "bin", target.Parent!.Name, target.Name, $"{assembly}.dll");
        return File.Exists(program) ? program : throw new DemoException($"{program} is not there: build the solution first.");
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new DemoException($"{start.FileName} cannot be started: {missing.Message}");
        }
    }
}
