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
    private readonly StateRows<EndorsementState> endorsements;
    private readonly StateRows<IncumbencyState> incumbencies;
    private readonly StateRows<OperationState> operations;
    private readonly Dictionary<string, RegisterState> unstored = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Task> storing = new(StringComparer.Ordinal);
    private readonly Guid activation = Guid.NewGuid();
    private readonly ProductClock time;

    public DepartmentGrain(
        [PersistentState("place", LedgerStorage.Name)] IPersistentState<PlaceState> place,
        [PersistentState("diary", LedgerStorage.Name)] IPersistentState<DiaryState> diary,
        [FromKeyedServices(LedgerStorage.Name)] IGrainStorage storage,
        IGrainContext context,
        ProductClock time)
    {
        (this.place, this.diary, this.time) = (place, diary, time);
        pages = new(storage, context, DepartmentRules.PageKind);
        entries = new(storage, context, DepartmentRules.EntryKind);
        registers = new(storage, context, "register");
        reports = new(storage, context, "report");
        endorsements = new(storage, context, DepartmentRules.EndorsementKind);
        incumbencies = new(storage, context, ChargeRules.RowKind);
        operations = new(storage, context, OperationState.Kind);
    }

    private DepartmentPlace Place =>
        place.State.Place ?? throw RefusedException.NotFound($"department {this.GetPrimaryKeyString()}");

    /// <summary>By which officers, and whoever else remembers the place, know whether what they remember still holds.</summary>
    private long Version => place.State.Changes + (long)diary.State.Changes;

    public Task<DepartmentPlace?> GetPlace() =>
        Task.FromResult(place.State.Place is { } here ? here with { Version = Version } : null);

    public async Task<PostService> GetService(string seat, string directive)
    {
        // Of one moment: a change may begin while the entry is read.
        var version = Version;
        var post = Place.Find(seat) ?? throw RefusedException.NotFound($"post {PostId.Of(Place.Id, seat)}");
        var entry = await FindEntry(directive);
        return new PostService(post, entry, entry?.ServedOn(seat), version);
    }
}
