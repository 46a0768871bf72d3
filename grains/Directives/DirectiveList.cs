using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Directives.Grains;

/// <summary>The list of directives issued, kept by the relay. Key: <c>directives</c>.</summary>
[Alias("IDirectiveListGrain")]
public interface IDirectiveListGrain : IGrainWithStringKey
{
    const string Key = "directives";

    /// <summary>Adds a directive; one that is listed already is left as it is.</summary>
    [Alias("Add")]
    Task Add(DirectiveLine line);

    /// <summary>The newest first.</summary>
    [Alias("List"), ReadOnly]
    Task<ImmutableArray<DirectiveLine>> List();
}

[GenerateSerializer, Immutable, Alias("DirectiveLine")]
public sealed record DirectiveLine(
    [property: Id(0)] string Number,
    [property: Id(1)] LocalText Title,
    [property: Id(2)] Precedence Precedence,
    [property: Id(3)] DateTimeOffset IssuedAt,
    [property: Id(4)] string Jurisdiction);

/// <summary>
/// The directives that were issued last, in the order of their issue. The others are in pages, so that listing a directive
/// writes no more when there are a hundred thousand than when there are ten. State name: <c>directives</c>; that of a page,
/// which is full and without pages of its own: <c>page/n</c>, from 0.
/// </summary>
public sealed record DirectiveListState : LedgeredState
{
    public const int PageSize = 128;

    /// <summary>Full pages before these lines.</summary>
    public int Pages { get; init; }

    public ImmutableArray<DirectiveLine> Lines { get; init; } = [];

    /// <summary>Adds a line after all others, and puts away what fills pages: much where the list is from before there were any.</summary>
    public DirectiveListState Add(DirectiveLine line)
    {
        var filled = Lines.Length / PageSize;
        return new DirectiveListState
        {
            Pages = Pages + filled,
            Lines = [.. Lines.Skip(filled * PageSize), line],
            Rows = [.. Lines.Chunk(PageSize).Take(filled).Select((page, index) =>
                new WrittenRow(NameOfPage(Pages + index), new DirectiveListState { Lines = [.. page] }))],
        };
    }

    internal static string NameOfPage(int number) => string.Create(CultureInfo.InvariantCulture, $"page/{number}");
}

[GrainType("directives")]
internal sealed class DirectiveListGrain(
    [PersistentState("directives", LedgerStorage.Name)] IPersistentState<DirectiveListState> last,
    [FromKeyedServices(LedgerStorage.Name)] IGrainStorage storage) : Grain, IDirectiveListGrain
{
    /// <summary>Pages that are read at once.</summary>
    private const int ReadTogether = 256;

    private readonly List<DirectiveLine> lines = [];
    private readonly HashSet<string> numbers = new(StringComparer.Ordinal);
    private ImmutableArray<DirectiveLine>? newestFirst;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        foreach (var pages in Enumerable.Range(0, last.State.Pages).Chunk(ReadTogether))
        {
            foreach (var page in await Task.WhenAll(pages.Select(ReadAsync)))
                Keep(page.Lines);
        }

        Keep(last.State.Lines);
    }

    public async Task Add(DirectiveLine line)
    {
        if (numbers.Contains(line.Number))
            return;
        await last.WriteAsync(last.State.Add(line), this);
        Keep([line]);
    }

    public Task<ImmutableArray<DirectiveLine>> List() =>
        Task.FromResult(newestFirst ??= [.. Enumerable.Reverse(lines)]);

    private async Task<DirectiveListState> ReadAsync(int page)
    {
        var row = new StateRow<DirectiveListState>(storage, GrainContext, DirectiveListState.NameOfPage(page));
        await row.ReadAsync();
        return row.State;
    }

    private void Keep(ImmutableArray<DirectiveLine> added)
    {
        lines.AddRange(added);
        numbers.UnionWith(added.Select(line => line.Number));
        newestFirst = null;
    }
}
