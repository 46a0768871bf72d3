using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Orleans;

namespace Directives.Tests.Gateway;

/// <summary>Runs before every call of a grain; it can hold the call or fail it.</summary>
internal sealed class GrainFaults(Func<IIncomingGrainCallContext, Task> before) : IIncomingGrainCallFilter
{
    public static void Add(WebApplicationBuilder builder, Func<IIncomingGrainCallContext, Task> before) =>
        builder.Services.AddSingleton<IIncomingGrainCallFilter>(new GrainFaults(before));

    /// <summary>No order comes to a department, until it is released.</summary>
    /// <param name="reached">When the first one has come there.</param>
    public static void HoldUp(WebApplicationBuilder builder, string department, TaskCompletionSource reached, Func<bool> released) => Add(builder, call =>
    {
        if (released() || call.MethodName != nameof(global::Directives.Grains.IDepartmentGrain.Receive) || call.TargetId.Key.ToString() != department)
            return Task.CompletedTask;
        reached.TrySetResult();
        return Task.FromException(new TimeoutException("held up by the test"));
    });

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        await before(context);
        await context.Invoke();
    }
}
