using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Directives.Grains;

/// <summary>
/// Its record of a directive begins with its first act; before that it answers from its department's service record.
/// </summary>
[GrainType("officer")]
internal sealed class OfficerGrain : Grain, IOfficerGrain
{
    /// <summary>
    /// Directives that are remembered, how they were served and what was done; past it the one that was asked for first is forgotten,
    /// and read again. Hundreds of thousands of officers may be in memory at once.
    /// </summary>
    private const int MostKept = 4;

    private readonly StateRows<OfficerDirectiveState> rows;
    private readonly ProductClock time;
    private readonly List<PostService> served = [];

    public OfficerGrain(
        [FromKeyedServices(LedgerStorage.Name)] IGrainStorage storage, IGrainContext context, ProductClock time)
    {
        rows = new(storage, context, "directive", MostKept);
        this.time = time;
    }

    private string Post => this.GetPrimaryKeyString();

    public Task<OfficerRecord> Open(ActCommand command, CancellationToken cancellation) =>
        Act(command, OfficerRules.Open, cancellation);

    public Task<OfficerRecord> Acknowledge(ActCommand command, CancellationToken cancellation) =>
        Act(command, OfficerRules.Acknowledge, cancellation);

    public Task<OfficerRecord> Decline(ActCommand command, CancellationToken cancellation) =>
        Act(command, OfficerRules.Decline, cancellation);

    public async Task<OfficerRecord> AcknowledgeOnPaper(PaperCommand command, CancellationToken cancellation)
    {
        var service = await GetService(command.Directive);
        var row = await rows.GetAsync(command.Directive);
        cancellation.ThrowIfCancellationRequested();
        var next = PaperRules.Acknowledge(row.State, command, service, time.GetLedgerTime());
        if (!ReferenceEquals(next, row.State))
            await row.WriteAsync(next);
        return Record(service, row.State);
    }

    public async Task<OfficerRecord> GetRecord(string directive)
    {
        var service = await GetService(directive);
        if (service is not { Entry: not null, Served: not null })
            throw RefusedException.NotAllowedNow("NOT_SERVED", $"{directive} has not been served on {Post}.");
        return Reminded(service, Record(service, (await rows.GetAsync(directive)).State));
    }

    public async Task<OfficerRecordPage> ListRecords(int before, int count)
    {
        var (department, seat) = Parse();
        var records = ImmutableArray.CreateBuilder<OfficerRecord>();
        var post = await GetPost();
        while (true)
        {
            var lines = await department.ListDiary(before, count);
            var mine = lines.Where(line => line.Entry.ServedOn(seat) is not null).Take(count - records.Count).ToList();
            var read = await Task.WhenAll(mine.Select(line => rows.GetAsync(line.Entry.Directive).AsTask()));
            foreach (var (line, row) in mine.Zip(read))
            {
                var service = new PostService(post, line.Entry, line.Entry.ServedOn(seat));
                records.Add(Reminded(service, Record(service, row.State)));
                if (records.Count == count)
                    return new OfficerRecordPage(records.ToImmutable(), line.Index > 1 ? line.Index : 0);
            }

            if (lines.Length < count || lines is not [.., { Index: > 1 } last])
                return new OfficerRecordPage(records.ToImmutable(), 0);
            before = last.Index;
        }
    }

    public async Task<RosterPost> GetPost() => (await GetService("")).Post;

    public async Task<OperationOutcome?> GetOutcome(string directive, string operationId)
    {
        var row = await rows.GetAsync(directive);
        return row.State.Acts.FirstOrDefault(act => act.Operation == operationId) is { } act
            ? new OperationOutcome(operationId, act.Fact, act.At)
            : null;
    }

    private async Task<OfficerRecord> Act(
        ActCommand command,
        Func<OfficerDirectiveState, ActCommand, PostService, DateTimeOffset, OfficerDirectiveState> rule,
        CancellationToken cancellation)
    {
        var service = await FindService(command);
        var row = await rows.GetAsync(command.Directive);
        cancellation.ThrowIfCancellationRequested();
        var next = rule(row.State, command, service, time.GetLedgerTime());
        if (!ReferenceEquals(next, row.State))
            await row.WriteAsync(next);
        return Record(service, row.State);
    }

    /// <summary>What is remembered holds for as long as nothing has changed in the department.</summary>
    private async ValueTask<PostService> FindService(ActCommand command)
    {
        if (served.Find(kept => kept.Entry!.Directive == command.Directive) is { } known
            && known.PlaceVersion >= command.PlaceVersion && command.PlaceVersion > 0)
        {
            return known;
        }

        var service = await GetService(command.Directive);
        if (service.Served is null)
            return service;
        served.RemoveAll(kept => kept.Entry!.Directive == command.Directive);
        if (served.Count >= MostKept)
            served.RemoveAt(0);
        served.Add(service);
        return service;
    }

    private Task<PostService> GetService(string directive)
    {
        var (department, seat) = Parse();
        return department.GetService(seat, directive);
    }

    private (IDepartmentGrain Department, string Seat) Parse() =>
        PostId.TryParse(Post, out var department, out var seat)
            ? (GrainFactory.GetGrain<IDepartmentGrain>(department), seat)
            : throw RefusedException.NotFound($"post {Post}");

    private OfficerRecord Record(PostService service, OfficerDirectiveState state)
    {
        var entry = service.Entry!;
        return new OfficerRecord(
            Post, entry.Directive, entry.Version, entry.Title, service.Served!.Value.Addressee, entry.DiaryNumber, entry.ReceivedAt,
            state.StandingOf(entry.Version, service.Served!.Value.Incumbency),
            [.. state.Acts.Select(act => new OfficerAct(act.Fact, act.At, act.By, act.Name, act.Version, act.Reason, act.Via, act.For, act.Incumbency, act.Paper))],
            entry.AcknowledgeBy, entry.Closed, service.Served!.Value.Incumbency)
        {
            Endorsed = entry.Endorsed is { IsEmpty: false } endorsed ? endorsed : null,
            OrderAcknowledgeBy = entry.TightenedAt(DeadlineKind.Acknowledge) is null ? null : entry.OrderDeadlineOf(DeadlineKind.Acknowledge),
        };
    }

    /// <summary>Not for the answer to an act, of which nothing may grow with the office: its reminders name all who have not answered.</summary>
    private static OfficerRecord Reminded(PostService service, OfficerRecord record)
    {
        var reminders = service.Entry!.RemindersOf(service.Post.Seat);
        return record with { Reminders = reminders.Length, RemindedAt = reminders is [.., var last] ? last.At : null };
    }
}
