using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Directives.Tests.Compat.Silo;

public sealed class HostingTests
{
    [Fact]
    public async Task Lifecycle_StartsStagesUpwardAndStopsThemDownward()
    {
        var events = new List<string>();
        var silo = await TestSilo.StartAsync(s =>
        {
            foreach (var stage in new[] { ServiceLifecycleStage.Active, ServiceLifecycleStage.First, ServiceLifecycleStage.ApplicationServices })
                s.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(new Participant(stage, events));
            s.AddStartupTask((services, _) =>
            {
                events.Add($"task with {services.GetRequiredService<IGrainFactory>() is not null}");
                return Task.CompletedTask;
            }, ServiceLifecycleStage.RuntimeServices);
        });

        await silo.DisposeAsync();

        Assert.Equal(
            [
                $"start {ServiceLifecycleStage.First}", "task with True", "start 10000", "start 20000",
                "stop 20000", "stop 10000", $"stop {ServiceLifecycleStage.First}",
            ],
            events);
    }

    [Fact]
    public async Task Stop_EndsEveryActivation_WhileStorageStillRuns()
    {
        await using var silo = await TestSilo.StartAsync(s => s.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(services =>
            new Participant(ServiceLifecycleStage.RuntimeStorageServices, services.GetRequiredService<Probe>().Events.Enqueue)));
        await silo.Get<ITimerGrain>("a").Ticks();

        await silo.StopAsync();

        Assert.Equal(["start 6000", "deactivating", "stop 6000"], silo.Probe.Events);
    }

    [Fact]
    public async Task StartThatFails_FailsTheHost()
    {
        var thrown = await Assert.ThrowsAsync<InvalidDataException>(() => TestSilo.StartAsync(s =>
            s.AddStartupTask((_, _) => throw new InvalidDataException("cannot start"))));

        Assert.Equal("cannot start", thrown.Message);
    }

    [Fact]
    public async Task UseOrleans_OnAHostBuilder_RunsASilo()
    {
        using var host = new HostBuilder()
            .ConfigureServices(services => services.AddSingleton<Probe>())
            .UseOrleans(silo => silo.UseLocalhostClustering(serviceId: "directives"))
            .Build();
        await host.StartAsync();

        Assert.Equal("a", await host.Services.GetRequiredService<IGrainFactory>().GetGrain<ICallGrain>("a").Key());
        Assert.Equal("directives", host.Services.GetRequiredService<IOptions<ClusterOptions>>().Value.ServiceId);
        await host.StopAsync();
    }

    [Fact]
    public void UseOrleans_Twice_ConfiguresOneSilo()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleans(silo => silo.Configure<SiloMessagingOptions>(o => o.ResponseTimeout = TimeSpan.FromSeconds(1)));
        builder.UseOrleans(silo => silo.Configure<GrainCollectionOptions>(o => o.CollectionAge = TimeSpan.FromHours(1)));

        Assert.Single(builder.Services, s => s.ServiceType == typeof(IClusterClient));
    }

    [Fact]
    public void UseOrleansClient_SaysWhatToDo()
    {
        var thrown = Assert.Throws<NotSupportedException>(() => Host.CreateEmptyApplicationBuilder(null).UseOrleansClient(_ => { }));

        Assert.Contains("Call UseOrleans", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GrainId_ReadsWhatItWrites()
    {
        var id = GrainId.Create("department", "punjab/s&gad");

        Assert.Equal("department/punjab/s&gad", id.ToString());
        Assert.Equal(id, GrainId.Parse(id.ToString()));
        Assert.False(GrainId.TryParse("no slash", out _));
        Assert.True(default(GrainId).IsDefault);
        Assert.True(GrainId.Create("a", "2").CompareTo(GrainId.Create("b", "1")) < 0);
    }

    private sealed class Participant(int stage, Action<string> record) : ILifecycleParticipant<ISiloLifecycle>
    {
        public Participant(int stage, List<string> events) : this(stage, events.Add)
        {
        }

        public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe<Participant>(
            stage,
            _ =>
            {
                record($"start {stage}");
                return Task.CompletedTask;
            },
            _ =>
            {
                record($"stop {stage}");
                return Task.CompletedTask;
            });
    }
}
