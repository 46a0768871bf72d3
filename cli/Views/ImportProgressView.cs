using Directives.Cli.Drafts;
using Directives.V1;
using Spectre.Console;

namespace Directives.Cli.Views;

/// <summary>Shows an import under way: a bar for each phase where somebody watches, a line for each phase otherwise.</summary>
internal static class ImportProgressView
{
    public static async Task<ImportResult> FollowAsync(Terminal terminal, bool silent, Func<IProgress<ImportProgress>, Task<ImportResult>> import)
    {
        if (silent)
            return await import(new Reporter(_ => { }));
        if (!terminal.IsLive)
            return await import(new PhaseLines(terminal));

        return await terminal.DrawProgress().Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(context => import(new PhaseBars(context)));
    }

    private static string Name(ImportProgress.Types.Phase phase) => Words<ImportProgress.Types.Phase>.Of(phase);

    private sealed class Reporter(Action<ImportProgress> report) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => report(value);
    }

    private sealed class PhaseBars(ProgressContext context) : IProgress<ImportProgress>
    {
        private readonly Dictionary<ImportProgress.Types.Phase, ProgressTask> bars = [];

        public void Report(ImportProgress value)
        {
            if (!bars.TryGetValue(value.Phase, out var bar))
            {
                foreach (var earlier in bars.Values)
                    earlier.Value = earlier.MaxValue;
                bars[value.Phase] = bar = context.AddTask(Name(value.Phase));
            }

            bar.IsIndeterminate = value.Total == 0;
            bar.MaxValue = Math.Max(1, value.Total);
            bar.Value = value.Done;
        }
    }

    private sealed class PhaseLines(Terminal terminal) : IProgress<ImportProgress>
    {
        private ImportProgress.Types.Phase shown;

        public void Report(ImportProgress value)
        {
            if (value.Phase == shown)
                return;
            shown = value.Phase;
            terminal.Error.WriteLine($"{Name(value.Phase)} …");
        }
    }
}
