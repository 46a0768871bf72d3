using System.Globalization;

namespace Directives.Grains;

/// <summary>The diary: what the office has received and served.</summary>
internal sealed partial class DepartmentGrain
{
    public async Task<Receipt> Receive(DirectiveOrder order, CancellationToken cancellation)
    {
        var here = Place;
        var entry = await FindEntry(order.Number);
        if (entry is null)
        {
            cancellation.ThrowIfCancellationRequested();
            if (diary.State.Entries.Length == DiaryState.PageSize)
                await TurnPage();
            await diary.WriteAsync(DepartmentRules.Receive(diary.State, here, order, time.GetLedgerTime()), this);
            entry = diary.State.Entries[^1];
            return new Receipt(entry, DepartmentRules.Report(here, entry, new RegisterState()));
        }

        return new Receipt(entry, DepartmentRules.Report(here, entry, (await registers.GetAsync(order.Number)).State));
    }

    public async Task<DiaryEntry?> GetDiaryEntry(string directive) => await FindEntry(directive);

    public async Task<ImmutableArray<DiaryLine>> ListDiary(int before, int count)
    {
        _ = Place;
        var newest = diary.State.Pages * DiaryState.PageSize + diary.State.Entries.Length;
        var lines = ImmutableArray.CreateBuilder<DiaryLine>();
        for (var index = before > 0 ? Math.Min(before - 1, newest) : newest; index > 0 && lines.Count < count; index--)
        {
            var page = await PageOf((index - 1) / DiaryState.PageSize);
            var entry = page.Entries[(index - 1) % DiaryState.PageSize];
            var register = await registers.GetAsync(entry.Directive);
            lines.Add(new DiaryLine(index, entry, DepartmentRules.HasComplied(register.State)));
        }

        return lines.ToImmutable();
    }

    private async ValueTask<DiaryEntry?> FindEntry(string directive)
    {
        for (var number = diary.State.Pages; number >= 0; number--)
        {
            foreach (var entry in (await PageOf(number)).Entries)
            {
                if (entry.Directive == directive)
                    return entry;
            }
        }

        return null;
    }

    private async ValueTask<DiaryState> PageOf(int number) =>
        number == diary.State.Pages ? diary.State : (await pages.GetAsync(PageName(number))).State;

    /// <summary>
    /// Puts the full page away and begins the next. Stopped between the two writes it puts the same page away again.
    /// </summary>
    private async Task TurnPage()
    {
        var full = await pages.GetAsync(PageName(diary.State.Pages));
        await full.WriteAsync(diary.State);
        await diary.WriteAsync(diary.State with { Pages = diary.State.Pages + 1, Entries = [] }, this);
    }

    private static string PageName(int number) => number.ToString(CultureInfo.InvariantCulture);
}
