using System.Reflection;
using Directives.Gateway;
using Directives.Grains;
using Directives.Silo;
using Directives.Silo.Clock;
using Directives.Tests.Support;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orleans;

namespace Directives.Tests.Gateway;

/// <summary>The product's time is not the engine's: what the container gives for a TimeProvider is the engine's.</summary>
public sealed class ProductClockTests
{
    private static readonly Assembly[] Product = [typeof(ProductClock).Assembly, typeof(SiloHosting).Assembly, typeof(GatewayApp).Assembly];

    [Fact]
    public async Task Container_ProductClockStands_GivesTheEngineAnotherThatGoesOn()
    {
        var clock = new FakeTimeProvider();
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = await TestGateway.StartAsync(database, clock);

        Assert.Equal(clock.Start, gateway.Services.GetRequiredService<ProductClock>().GetUtcNow());
        Assert.IsType<SteadyClock>(gateway.Services.GetRequiredService<TimeProvider>());
    }

    [Fact]
    public void SteadyClock_MachinesClockSetBack_GoesOnByTheMonotonicOne()
    {
        var machine = new TwoClocks { Wall = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero) };
        var clock = new SteadyClock(machine);

        (machine.Wall, machine.Monotonic) = (machine.Wall.AddDays(-1), TimeSpan.FromSeconds(2));

        Assert.Equal(new DateTimeOffset(2026, 11, 22, 9, 0, 2, TimeSpan.Zero), clock.GetUtcNow());
    }

    [Fact]
    public async Task Product_WhatTheContainerMakesAndCalls_AsksForNoOtherClock()
    {
        IServiceCollection? services = null;
        using var database = TestDatabase.Create(TestDatabase.Sqlite);
        await using var gateway = await TestGateway.StartAsync(database, configure: builder => services = builder.Services);
        var made = services!.Select(service => service.IsKeyedService ? service.KeyedImplementationType : service.ImplementationType)
            .Concat(Product.SelectMany(assembly => assembly.GetTypes()).Where(type => type.IsAssignableTo(typeof(Grain)) || type.IsAssignableTo(typeof(PageModel))))
            .OfType<Type>()
            .Where(type => Product.Contains(type.Assembly))
            .ToHashSet();
        var called = gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Select(endpoint => endpoint.Metadata.GetMetadata<MethodInfo>())
            .OfType<MethodInfo>()
            .Where(method => Product.Contains(method.DeclaringType!.Assembly))
            .ToHashSet();
        Assert.Contains(called, method => method.Name == "FollowList");

        var asked = made.SelectMany(type => type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            .Concat<MethodBase>(called)
            .SelectMany(method => method.GetParameters().Select(parameter => (method.DeclaringType!.Name, parameter.ParameterType)))
            .ToLookup(asked => asked.ParameterType, asked => asked.Name);

        Assert.Superset(new HashSet<string> { "OfficerGrain", "Committer", "DueService", "StreamEnds", "DirectiveModel", "LiveEndpoints" }, asked[typeof(ProductClock)].ToHashSet());
        Assert.True(!asked.Contains(typeof(TimeProvider)), $"By a TimeProvider of the container go: {string.Join(", ", asked[typeof(TimeProvider)])}");
    }

    private sealed class TwoClocks : TimeProvider
    {
        public DateTimeOffset Wall { get; set; }

        public TimeSpan Monotonic { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Wall;

        public override long GetTimestamp() => Monotonic.Ticks;
    }
}
