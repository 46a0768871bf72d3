namespace Directives.Gateway.Reports;

/// <summary>What a report begins with.</summary>
/// <param name="Fields">The names of the values of each line, for programs.</param>
/// <param name="Columns">The columns of the printed table.</param>
internal sealed record ReportHead(
    LocalText Title,
    LocalText Subject,
    ImmutableArray<(LocalText Label, LocalText Value)> Particulars,
    ImmutableArray<string> Fields,
    ImmutableArray<ReportColumn> Columns);

/// <param name="Share">Of the width of the page; the columns are as wide as their shares are to each other.</param>
internal sealed record ReportColumn(LocalText Label, int Share);

/// <summary>A line of a report: its values for programs, and what is printed for it.</summary>
/// <param name="Values">
/// One for each of the head's fields: a text, a number, a truth, a time, or null where there is nothing to say.
/// </param>
internal sealed record ReportLine(ImmutableArray<object?> Values)
{
    /// <summary>A line across the printed table, over the rows that follow it; with what is said of it below.</summary>
    public (LocalText Title, LocalText Detail)? Heading { get; init; }

    /// <summary>A row of the printed table: a cell for each column.</summary>
    public ImmutableArray<LocalText>? Cells { get; init; }
}

/// <summary>A report: its head, and its lines one after the other as they are read.</summary>
internal sealed record Report(ReportHead Head, IAsyncEnumerable<ReportLine> Lines);
