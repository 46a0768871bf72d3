using Orleans;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Directives.Tests.Compat.Silo;

public sealed class FilterTests
{
    [Fact]
    public async Task Filters_RunInOrderAroundTheGrain_WithTheCallInSight()
    {
        var seen = new List<string>();
        await using var silo = await TestSilo.StartAsync(s => s
            .AddIncomingGrainCallFilter(async context =>
            {
                seen.Add($"outer {context.InterfaceMethod.Name} {context.MethodName} {context.Grain.GetType().Name} {context.TargetId} {context.Request.GetArgumentCount()}");
                await context.Invoke();
                seen.Add($"outer {context.Result}");
            })
            .AddIncomingGrainCallFilter(async context =>
            {
                seen.Add($"inner {context.Request.GetArgument(0)} {context.ImplementationMethod.DeclaringType!.Name} {context.InterfaceName}");
                await context.Invoke();
                seen.Add($"inner {context.Result}");
            }));

        Assert.Equal(5, await silo.Get<ICallGrain>("a").Add(2, 3));

        Assert.Equal(["outer Add Add CallGrain call/a 2", "inner 2 CallGrain ICallGrain", "inner 5", "outer 5"], seen);
    }

    [Fact]
    public async Task Filter_MayChangeArgumentsAndResult()
    {
        await using var silo = await TestSilo.StartAsync(s => s.AddIncomingGrainCallFilter(async context =>
        {
            context.Request.SetArgument(0, 10);
            await context.Invoke();
            context.Result = (int)context.Result! * 2;
        }));

        Assert.Equal(26, await silo.Get<ICallGrain>("a").Add(2, 3));
    }

    [Fact]
    public async Task Filter_ThatSetsTheResultItself_KeepsTheCallFromTheGrain()
    {
        await using var silo = await TestSilo.StartAsync(s => s.AddIncomingGrainCallFilter(context =>
        {
            context.Result = "from the filter";
            return Task.CompletedTask;
        }));

        Assert.Equal("from the filter", await silo.Get<ICallGrain>("a").Key());
    }

    [Fact]
    public async Task Filter_SeesTheGrainsException_AndMayReplaceIt()
    {
        await using var silo = await TestSilo.StartAsync(s => s.AddIncomingGrainCallFilter(async context =>
        {
            try
            {
                await context.Invoke();
            }
            catch (InvalidDataException e)
            {
                throw new ArgumentException($"replaced: {e.Message}");
            }
        }));

        var thrown = await Assert.ThrowsAsync<ArgumentException>(() => silo.Get<ICallGrain>("a").Throw("first"));

        Assert.Equal("replaced: first", thrown.Message);
    }

    [Fact]
    public async Task Filter_ThatSwallowsTheException_StillFailsTheCall()
    {
        await using var silo = await TestSilo.StartAsync(s => s.AddIncomingGrainCallFilter(async context =>
        {
            try
            {
                await context.Invoke();
            }
            catch (InvalidDataException)
            {
            }
        }));

        await Assert.ThrowsAsync<InvalidDataException>(() => silo.Get<ICallGrain>("a").Throw("first"));
    }

    [Fact]
    public async Task Filter_ThatRefuses_FailsTheCall()
    {
        await using var silo = await TestSilo.StartAsync(s => s.AddIncomingGrainCallFilter<RefusingFilter>());

        Assert.Equal("not Key", (await Assert.ThrowsAsync<UnauthorizedAccessException>(silo.Get<ICallGrain>("a").Key)).Message);
    }

    [Fact]
    public async Task Filter_ThatDoesNothing_IsCalledBroken()
    {
        await using var silo = await TestSilo.StartAsync(s => s.AddIncomingGrainCallFilter(_ => Task.CompletedTask));

        Assert.Contains("broken filter", (await Assert.ThrowsAsync<InvalidOperationException>(silo.Get<ICallGrain>("a").Key)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filter_SetsTheContextThatTheGrainSees()
    {
        await using var silo = await TestSilo.StartAsync(s => s.AddIncomingGrainCallFilter(context =>
        {
            RequestContext.Set("who", "the filter");
            return context.Invoke();
        }));

        Assert.Equal("the filter", await silo.Get<ICallGrain>("a").Context("who"));
    }

    [Fact]
    public async Task GrainThatIsAFilter_FiltersItsOwnCalls()
    {
        await using var silo = await TestSilo.StartAsync();

        Assert.Equal("filtered by itself: original", await silo.Get<ISelfFilteringGrain>("a").Answer());
    }

    private sealed class RefusingFilter : IIncomingGrainCallFilter
    {
        public Task Invoke(IIncomingGrainCallContext context) => throw new UnauthorizedAccessException($"not {context.MethodName}");
    }
}

public interface ISelfFilteringGrain : IGrainWithStringKey
{
    Task<string> Answer();
}

internal sealed class SelfFilteringGrain : Grain, ISelfFilteringGrain, IIncomingGrainCallFilter
{
    public Task<string> Answer() => Task.FromResult("original");

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        await context.Invoke();
        context.Result = $"filtered by itself: {context.Result}";
    }
}
