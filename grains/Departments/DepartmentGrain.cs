using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Directives.Grains;

[GrainType("department")]
internal sealed partial class DepartmentGrain : Grain, IDepartmentGrain
{
    private readonly IPersistentState<PlaceState> place;
    private readonly IPersistentState<DiaryState> diary;
    private readonly StateRows<DiaryState> pages;
    private readonly StateRows<EntryState> entries;
    private readonly StateRows<RegisterState> registers;
    private readonly StateRows<ReportState> reports;
    private readonly Dictionary<string, RegisterState> unstored = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task> storing = new(StringComparer.Ordinal);
    private readonly Guid activation = Guid.NewGuid();
    private readonly TimeProvider time;

    public DepartmentGrain(
        [PersistentState("place", LedgerStorage.Name)] IPersistentState<PlaceState> place,
        [PersistentState("diary", LedgerStorage.Name)] IPersistentState<DiaryState> diary,
        [FromKeyedServices(LedgerStorage.Name)] IGrainStorage storage,
        IGrainContext context,
        TimeProvider time)
    {
        (this.place, this.diary, this.time) = (place, diary, time);
        pages = new(storage, context, DepartmentRules.PageKind);
        entries = new(storage, context, DepartmentRules.EntryKind);
        registers = new(storage, context, "register");
        reports = new(storage, context, "report");
    }

    private DepartmentPlace Place =>
        place.State.Place ?? throw RefusedException.NotFound($"department {this.GetPrimaryKeyString()}");

    public Task<DepartmentPlace?> GetPlace() => Task.FromResult(place.State.Place);

    public async Task Establish(DepartmentPlace next)
    {
        if (place.State.Place is { } current && current.RegistryVersion >= next.RegistryVersion)
            return;

        var vacant = next.Roster.Count(post => post.Incumbent is null);
        var fact = new Established(next.RegistryVersion, next.Roster.Length, vacant) { At = time.GetLedgerTime() };
        await place.WriteAsync(new PlaceState { Place = next, Facts = [fact] }, this);
    }

    public async Task<PostService> GetService(string seat, string directive)
    {
        foreach (var post in Place.Roster)
        {
            if (post.Seat != seat)
                continue;
            var entry = await FindEntry(directive);
            return new PostService(post, entry, entry?.ServedOn(seat), Place.RegistryVersion);
        }

        throw RefusedException.NotFound($"post {PostId.Of(Place.Id, seat)}");
    }
}
