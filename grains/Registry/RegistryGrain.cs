using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Directives.Grains;

[GrainType("registry")]
internal sealed class RegistryGrain(
    [PersistentState("registry", LedgerStorage.Name)] IPersistentState<RegistryState> registry,
    [FromKeyedServices(LedgerStorage.Name)] IGrainStorage storage,
    IGrainContext context,
    ProductClock time) : Grain, IRegistryGrain
{
    private const int MaxPartSize = 500;

    private RegistryState State => registry.State;

    public async Task<ImportTicket> Begin(string operationId, string digest, CancellationToken cancellation)
    {
        Operation.Check(operationId);
        if (State.Outcomes.FirstOrDefault(outcome => outcome.OperationId == operationId) is { } done)
            return done.Digest == digest ? new ImportTicket(done.Status.Version, done.Status, true) : throw Operation.Reused(operationId);
        CheckAtRest();
        if (State.InForce.Digest == digest)
            return new ImportTicket(State.InForce.Version, State.InForce);

        cancellation.ThrowIfCancellationRequested();
        await registry.WriteAsync(State with { LastVersion = State.LastVersion + 1 }, this);
        return new ImportTicket(State.LastVersion, null);
    }

    public async Task Stage(long version, int part, ImmutableArray<DepartmentPlace> places, CancellationToken cancellation)
    {
        CheckBegun(version);
        if (places.Length > MaxPartSize || part < 0)
            throw RefusedException.Field("part", $"must have a number from 0 and at most {MaxPartSize} departments");
        var row = Part(version, part);
        await row.ReadAsync();
        cancellation.ThrowIfCancellationRequested();
        await row.WriteAsync(new RegistryPart { Places = places });
    }

    public async Task<RegistryStatus> Commit(ImportCommit commit, CancellationToken cancellation)
    {
        if (State.Outcomes.FirstOrDefault(outcome => outcome.OperationId == commit.OperationId) is { } done)
            return done.Digest == commit.Digest ? State.Status : throw Operation.Reused(commit.OperationId);
        CheckBegun(commit.Version);
        cancellation.ThrowIfCancellationRequested();
        var fact = new RegistryImported(
            commit.Version, commit.Parts, commit.Departments, commit.Posts, commit.By, commit.Digest, commit.OperationId)
        {
            At = time.GetLedgerTime(),
        };
        var outcome = new ImportOutcome(commit.OperationId, commit.Digest, InForce(commit));
        var outcomes = State.Outcomes.Length < RegistryState.MaxOutcomes ? State.Outcomes : State.Outcomes.RemoveAt(0);
        var next = State with
        {
            Establishing = commit,
            EstablishedParts = 0,
            Outcomes = outcomes.Add(outcome),
            Facts = [fact],
        };
        await registry.WriteAsync(next, this);
        return State.Status;
    }

    public async Task<ImmutableArray<DepartmentPlace>> GetPart(long version, int part)
    {
        var row = Part(version, part);
        await row.ReadAsync();
        return row.State.Places;
    }

    public async Task Establish(long version, int partsEstablished)
    {
        if (State.Establishing is not { } commit || commit.Version != version || partsEstablished <= State.EstablishedParts)
            return;

        var next = partsEstablished < commit.Parts
            ? State with { EstablishedParts = partsEstablished }
            : State with { Establishing = null, EstablishedParts = 0, InForce = InForce(commit) };
        await registry.WriteAsync(next, this);
        for (var part = 0; partsEstablished == commit.Parts && part < commit.Parts; part++)
            await Part(version, part).ClearAsync();
    }

    public Task<RegistryStatus> GetStatus() => Task.FromResult(State.Status);

    public Task<RegistryVersions> GetVersions() =>
        Task.FromResult(new RegistryVersions(State.InForce.Version, State.Establishing?.Version ?? State.InForce.Version));

    private StateRow<RegistryPart> Part(long version, int part) =>
        new(storage, context, string.Create(CultureInfo.InvariantCulture, $"part/{version}/{part}"));

    private static RegistryStatus InForce(ImportCommit commit) => new(
        commit.Version, commit.Root, commit.Digest, commit.Departments, commit.Posts, commit.Vacant, commit.WithAdditionalCharge, 0, 0);

    private void CheckBegun(long version)
    {
        CheckAtRest();
        if (version != State.LastVersion || version == State.InForce.Version)
            throw RefusedException.NotAllowedNow("IMPORT_SUPERSEDED", $"Import {version} is over: it was committed, or a newer one has begun.");
    }

    private void CheckAtRest()
    {
        if (State.Establishing is not null)
            throw RefusedException.NotAllowedNow("IMPORT_UNDER_WAY", "Another import is being established; try again when it is done.");
    }
}
