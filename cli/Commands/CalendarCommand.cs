using System.CommandLine;
using Directives.Cli.Views;
using Directives.V1;
using Google.Protobuf;

namespace Directives.Cli.Commands;

/// <summary><c>directives calendar</c>: import, show.</summary>
internal static class CalendarCommand
{
    /// <summary>The server takes less; what is larger is no calendar.</summary>
    private const int MaxFileBytes = 1024 * 1024;

    public static Command Create(Runner run) =>
        new CliCommand("calendar", "On which days offices work: weekly and public holidays, by year") { CreateImport(run), CreateShow(run) };

    private static CliCommand CreateImport(Runner run)
    {
        var file = new Argument<string>("CALENDAR.csv") { Description = "Weekly and public holidays of one or more years" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Read and validate only" };
        var operation = Inputs.OperationId();
        var command = new CliCommand(
            "import", "Replace the years that a CSV file has; all or nothing",
            "directives calendar import samples/punjab/calendar.csv --role admin",
            "directives calendar import calendar.csv --dry-run --role admin")
        {
            file, dryRun, operation,
        };
        return command.Does(run, async (parse, session, cancellation) =>
        {
            var path = parse.GetRequiredValue(file);
            var request = new ImportCalendarRequest
            {
                OperationId = session.Operate(parse.GetValue(operation)),
                File = await ReadAsync(path, cancellation),
                DryRun = parse.GetValue(dryRun),
            };
            session.Locate = field => field.Split(':', 3) is ["calendar.csv", var row, var column] ? $"{path}:{row}: {column}" : field;
            var result = await session.Connection.Calendar.ImportAsync(request, session.Connection.Within(cancellation));
            session.Answer(result, answer => session.Terminal.Output.WriteLine(Describe(answer, request.DryRun)));
        });
    }

    private static CliCommand CreateShow(Runner run)
    {
        var year = new Argument<int>("YEAR") { Description = "Without it, every year", Arity = ArgumentArity.ZeroOrOne };
        var command = new CliCommand(
            "show", "The calendar in force", "directives calendar show 2026 --role oversight", "directives calendar show --lang ur --role oversight")
        {
            year,
        };
        return command.Does(run, async (parse, session, cancellation) =>
        {
            var found = await session.Connection.Calendar.GetAsync(
                new GetCalendarRequest { Year = parse.GetValue(year) }, session.Connection.Within(cancellation));
            session.Answer(found, calendar => Draw(session, calendar));
        });
    }

    private static void Draw(CommandSession session, Calendar calendar)
    {
        if (calendar.Years.Count == 0)
        {
            session.Terminal.Output.WriteLine(calendar.Version == 0
                ? "No calendar has been imported: Saturdays and Sundays are off."
                : "The calendar does not have that year.");
            return;
        }

        var grid = new Grid("On", "Day", "Holiday", "Certainty");
        foreach (var year in calendar.Years)
        {
            foreach (var day in year.Weekly)
                grid.Add(year.Year, day, "weekly", "fixed");
            foreach (var holiday in year.Holidays)
                grid.Add(holiday.On, DayOf(holiday.On), session.Say(holiday.Name), holiday.Expected ? "expected" : "fixed");
        }

        session.Draw(grid);
    }

    private static string DayOf(string date) =>
        DateOnly.TryParse(date, System.Globalization.CultureInfo.InvariantCulture, out var day) ? $"{day.DayOfWeek}".ToLowerInvariant() : "";

    private static string Describe(ImportCalendarResponse result, bool dryRun)
    {
        var counts = FormattableString.Invariant($"{string.Join(", ", result.Years)}, {result.Holidays} public holidays");
        return (dryRun, result.Unchanged) switch
        {
            (true, _) => $"Right in every row: {counts}. Nothing was imported.",
            (_, true) => $"Already in force as version {result.Version}: {counts}. Nothing was written.",
            _ => $"Imported as version {result.Version}: {counts}.",
        };
    }

    private static async Task<ByteString> ReadAsync(string path, CancellationToken cancellation)
    {
        try
        {
            await using var file = File.OpenRead(path);
            if (file.Length > MaxFileBytes)
                throw new UsageException($"{path} has {file.Length} bytes: that is no calendar.");
            return await ByteString.FromStreamAsync(file, cancellation);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be read: {wrong.Message}");
        }
    }
}
