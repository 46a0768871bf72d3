using Orleans;
using Orleans.Runtime;
using Orleans.Storage;

namespace Directives.Tests.Compat.Silo;

public interface IStateGrain : IGrainWithStringKey
{
    Task<string> Read();

    Task Write(string text);

    /// <summary>Asks for so many writes at once.</summary>
    Task WriteTogether(int times);

    Task Clear();

    Task<string> Etag();

    Task WriteSwallowing(string text);

    Task TouchOutside();
}

public sealed class NoteState
{
    public string Text { get; set; } = "new";
}

internal sealed class StateGrain(
    Probe probe,
    [PersistentState("note", "memory")] IPersistentState<NoteState> note,
    [PersistentState("other")] IPersistentState<NoteState> other) : Grain, IStateGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        probe.Record($"activated with {note.State.Text}, {other.State.Text}, exists: {note.RecordExists}");
        return Task.CompletedTask;
    }

    public Task<string> Read() => Task.FromResult(note.State.Text);

    public Task Write(string text)
    {
        note.State.Text = text;
        return note.WriteStateAsync();
    }

    public async Task WriteTogether(int times)
    {
        var writes = new List<Task>();
        for (var i = 1; i <= times; i++)
        {
            note.State.Text = $"text {i}";
            writes.Add(note.WriteStateAsync());
        }
        await Task.WhenAll(writes);
    }

    public Task Clear() => note.ClearStateAsync();

    public Task<string> Etag() => Task.FromResult($"{note.Etag ?? "none"}, exists: {note.RecordExists}");

    public async Task WriteSwallowing(string text)
    {
        note.State.Text = text;
        try
        {
            await note.WriteStateAsync();
        }
        catch (InconsistentStateException)
        {
            await note.ReadStateAsync();
        }
    }

    public async Task TouchOutside()
    {
        await Task.Run(() => note.State.Text);
    }
}

public interface IBadStateGrain : IGrainWithStringKey
{
    Task Nothing();
}

internal sealed class BadStateGrain([PersistentState("note", "no such storage")] IPersistentState<NoteState> note) : Grain, IBadStateGrain
{
    public Task Nothing() => note.WriteStateAsync();
}
