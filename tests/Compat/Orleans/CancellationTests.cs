namespace Directives.Tests.Compat.Silo;

public sealed class CancellationTests
{
    [Fact]
    public async Task Cancel_WhileTheGrainRuns_ReachesItInATurnOfItsOwn()
    {
        await using var silo = await TestSilo.StartAsync();
        using var source = new CancellationTokenSource();
        var call = silo.Get<ICallGrain>("a").WaitCanceled("call", source.Token);
        await silo.Probe.Saw("begin call");

        await source.CancelAsync();

        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(source.Token, thrown.CancellationToken);
        await silo.Probe.Saw("call told in its turn");
        await silo.Probe.Saw("call canceled");
    }

    [Fact]
    public async Task Cancel_WhileTheCallWaits_EndsItAndItNeverRuns()
    {
        await using var silo = await TestSilo.StartAsync();
        using var source = new CancellationTokenSource();
        var grain = silo.Get<ICallGrain>("a");
        var blocking = grain.Wait("gate");
        await silo.Probe.Saw("begin gate");
        var call = grain.RecordCanceled("call", source.Token);

        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        silo.Probe.Open("gate");
        await blocking;
        await grain.Nothing();

        Assert.Equal(["begin gate", "end gate"], silo.Probe.Events);
    }

    [Fact]
    public async Task Cancel_BeforeTheCall_SendsNothing()
    {
        await using var silo = await TestSilo.StartAsync();
        var grain = silo.Get<ICallGrain>("a");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => grain.RecordCanceled("call", new CancellationToken(canceled: true)));
        await grain.Nothing();

        Assert.Empty(silo.Probe.Events);
    }

    [Fact]
    public async Task Token_ThatIsNeverCanceled_IsPassedOn()
    {
        await using var silo = await TestSilo.StartAsync();
        using var source = new CancellationTokenSource();
        var grain = silo.Get<ICallGrain>("a");

        await grain.RecordCanceled("with none", CancellationToken.None);
        await grain.RecordCanceled("with one", source.Token);
        await source.CancelAsync();

        Assert.Equal(["with none ran, canceled: False", "with one ran, canceled: False"], silo.Probe.Events);
    }
}
