using Directives.Grains;
using Directives.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Directives.Tests.Storage;

/// <summary>Whatever is done to the storage, it answers as a dictionary would.</summary>
public sealed class StorageModelTests
{
    public enum Step
    {
        Write,
        WriteStale,
        Clear,
        Read,
        Forget,
        Together,
        Restart,
    }

    public static TheoryData<string> Providers => TestDatabase.Providers;

    [Theory, MemberData(nameof(Providers))]
    public void Storage_RandomOperations_AnswersAsADictionary(string provider)
    {
        using var database = TestDatabase.Create(provider);
        var steps = Gen.Frequency(
                (8, Gen.Constant(Step.Write)), (2, Gen.Constant(Step.WriteStale)), (2, Gen.Constant(Step.Clear)), (4, Gen.Constant(Step.Read)),
                (2, Gen.Constant(Step.Forget)), (2, Gen.Constant(Step.Together)), (1, Gen.Constant(Step.Restart)))
            .SelectMany(step => Gen.Choose(0, 3).Select(row => (step, row)));
        var runs = 0;

        Prop.ForAll(
                steps.ListOf().ToArbitrary(),
                script =>
                {
                    var run = runs++;
                    Task.Run(() => RunAsync(database, run, script)).GetAwaiter().GetResult();
                })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(25).WithStartSize(5).WithEndSize(40));
        Assert.True(runs >= 25, $"25 scripts were to run, {runs} did");
    }

    private static async Task RunAsync(TestDatabase database, int run, IReadOnlyCollection<(Step Step, int Row)> script)
    {
        var model = new Model(await TestLedger.StartAsync(database), run);
        try
        {
            foreach (var (step, row) in script)
                await model.TakeAsync(step, row);
            await model.CheckAsync();
        }
        finally
        {
            await model.Ledger.DisposeAsync();
        }
    }

    private sealed class Model(TestLedger ledger, int run)
    {
        private readonly Dictionary<int, (long Version, string? Operation)> stored = [];
        private readonly Dictionary<int, GrainState<OfficerDirectiveState>> held = [];
        private readonly List<string> facts = [];
        private readonly long before = ledger.Ledger.Head.Number;
        private int operations;

        public TestLedger Ledger { get; private set; } = ledger;

        public async Task TakeAsync(Step step, int row)
        {
            switch (step)
            {
                case Step.Write:
                    await WriteAsync(row);
                    break;
                case Step.WriteStale:
                    await WriteStaleAsync(row);
                    break;
                case Step.Clear:
                    await Ledger.Storage.ClearStateAsync("state", Grain(row), await HeldAsync(row));
                    stored[row] = (Stored(row).Version + 1, null);
                    break;
                case Step.Read:
                    await ReadAsync(row);
                    break;
                case Step.Forget:
                    held.Remove(row);
                    break;
                case Step.Together:
                    for (var i = 0; i < 4; i++)
                        await HeldAsync(i);
                    await Task.WhenAll(WriteAsync(0), WriteAsync(1), WriteStaleAsync(2), WriteAsync(3));
                    break;
                case Step.Restart:
                    await Ledger.DisposeAsync();
                    Ledger = await TestLedger.StartAsync(Ledger.Database);
                    break;
            }
        }

        public async Task CheckAsync()
        {
            for (var row = 0; row < 4; row++)
                await ReadAsync(row);
            var read = await Ledger.Ledger.ReadAsync(new(1, before), 10_000, null, default);
            Assert.Equal(facts.Order(), read.Select(entry => ((Opened)entry.Fact).OperationId).Order());
            Assert.Equal(Enumerable.Range(1, facts.Count).Select(i => before + i), read.Select(entry => entry.Position.Number));
            await Ledger.VerifyAsync();
        }

        private async Task WriteAsync(int row)
        {
            var operation = Next();
            var state = await HeldAsync(row);
            state.State = TestLedger.Acted(operation);
            await Ledger.WriteAsync(Grain(row), state, "state");
            facts.Add(operation);
            stored[row] = (Stored(row).Version + 1, operation);
            Assert.Equal($"{Stored(row).Version}", state.ETag);
        }

        private async Task WriteStaleAsync(int row)
        {
            var version = Stored(row).Version;
            var state = new GrainState<OfficerDirectiveState>(TestLedger.Acted(Next())) { ETag = version < 2 ? "5" : $"{version - 1}" };
            var stale = await Assert.ThrowsAsync<InconsistentStateException>(() => Ledger.WriteAsync(Grain(row), state, "state"));
            Assert.Equal($"{version}", stale.StoredEtag);
        }

        private async Task ReadAsync(int row)
        {
            var (version, operation) = Stored(row);
            var read = await Ledger.ReadAsync(Grain(row), "state");
            Assert.Equal(version == 0 ? null : $"{version}", read.ETag);
            Assert.Equal(operation is not null, read.RecordExists);
            Assert.Equal(operation, read.State!.Acts.IsEmpty ? null : read.State.Acts.Single().Operation);
        }

        private async Task<GrainState<OfficerDirectiveState>> HeldAsync(int row) =>
            held.TryGetValue(row, out var state) ? state : held[row] = await Ledger.ReadAsync(Grain(row), "state");

        private (long Version, string? Operation) Stored(int row) => stored.GetValueOrDefault(row);

        private GrainId Grain(int row) => GrainId.Create("officer", $"{run}/{row}");

        private string Next() => $"{run}-{operations++}";
    }
}
