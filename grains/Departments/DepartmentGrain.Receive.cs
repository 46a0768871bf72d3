using System.Globalization;

namespace Directives.Grains;

/// <summary>The diary: what the office has received and served.</summary>
internal sealed partial class DepartmentGrain
{
    public async Task<Receipt> Receive(DirectiveOrder order, CancellationToken cancellation)
    {
        var here = Place;
        if (await FindEntry(order.Number) is { } received)
            return await FollowAsync(here, received, order, cancellation);

        cancellation.ThrowIfCancellationRequested();
        var next = DepartmentRules.Receive(diary.State, here, order, time.GetLedgerTime());
        await WriteDiaryAsync(next);
        var entry = (EntryState)next.Rows[^1].State;

        // An office that passes nothing on reads it when somebody acts: a directive goes to offices by the ten thousand.
        if (entry.Entry!.PassedTo.IsEmpty)
            entries.Forget(order.Number);
        else
            entries.Add(order.Number, entry);
        return new Receipt(entry.Entry, DepartmentRules.Report(here, entry.Entry!, new RegisterState()));
    }

    /// <summary>Who reads the diary meanwhile finds the page that is put away here: it is not stored yet.</summary>
    private async Task WriteDiaryAsync(DiaryState next)
    {
        var turned = next.Pages > diary.State.Pages ? diary.State : null;
        var name = diary.State.Pages.ToString(CultureInfo.InvariantCulture);
        if (turned is not null)
            pages.Add(name, turned);
        try
        {
            await diary.WriteAsync(next, this);
        }
        catch
        {
            if (turned is not null)
                pages.Forget(name);
            throw;
        }
    }

    private async Task<Receipt> FollowAsync(DepartmentPlace here, DiaryEntry entry, DirectiveOrder order, CancellationToken cancellation)
    {
        var row = await entries.GetAsync(order.Number);
        var next = DepartmentRules.Follow(diary.State, here, entry, row.ETag, order, time.GetLedgerTime());
        if (!ReferenceEquals(next, diary.State))
        {
            cancellation.ThrowIfCancellationRequested();
            entry = ((EntryState)next.Rows[^1].State).Entry!;
            await diary.WriteAsync(next, this);
            entries.Forget(order.Number);
        }

        return new Receipt(entry, DepartmentRules.Report(here, entry, await RegisterOf(order.Number)));
    }

    public async Task<DiaryEntry?> GetDiaryEntry(string directive) => await FindEntry(directive);

    public async Task<ImmutableArray<DiaryLine>> ListDiary(int before, int count)
    {
        _ = Place;
        var newest = diary.State.Count;
        var lines = ImmutableArray.CreateBuilder<DiaryLine>();
        for (var index = before > 0 ? Math.Min(before - 1, newest) : newest; index > 0 && lines.Count < count; index--)
        {
            var page = await PageOf((index - 1) / DiaryState.PageSize);
            var directive = page.Directives[(index - 1) % DiaryState.PageSize];
            var entry = (await entries.GetAsync(directive)).State.Entry!;
            lines.Add(new DiaryLine(index, entry, DepartmentRules.HasComplied(entry, await RegisterOf(directive))));
        }

        return lines.ToImmutable();
    }

    /// <summary>Null where the directive was not received.</summary>
    private async ValueTask<DiaryEntry?> FindEntry(string directive) =>
        MayHave(directive) ? (await entries.GetAsync(directive)).State.Entry : null;

    /// <summary>An entry with the register of its acts: where both must be read from storage, it is done at once.</summary>
    private async ValueTask<(DiaryEntry Entry, RegisterState Register)?> FindCounted(string directive)
    {
        if (!MayHave(directive))
            return null;
        var register = RegisterOf(directive);
        var entry = (await entries.GetAsync(directive)).State.Entry;
        var counted = await register;
        return entry is null ? null : (entry, counted);
    }

    /// <summary>Whether an entry must be looked for, which is known without reading while the diary has one page.</summary>
    private bool MayHave(string directive) => diary.State.Pages > 0 || diary.State.Directives.Contains(directive);

    private async ValueTask<DiaryState> PageOf(int number) => number == diary.State.Pages
        ? diary.State
        : (await pages.GetAsync(number.ToString(CultureInfo.InvariantCulture))).State;
}
