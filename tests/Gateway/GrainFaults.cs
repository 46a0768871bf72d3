using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Orleans;

namespace Directives.Tests.Gateway;

/// <summary>Runs before every call of a grain; it can hold the call or fail it.</summary>
internal sealed class GrainFaults(Func<IIncomingGrainCallContext, Task> before) : IIncomingGrainCallFilter
{
    public static void Add(WebApplicationBuilder builder, Func<IIncomingGrainCallContext, Task> before) =>
        builder.Services.AddSingleton<IIncomingGrainCallFilter>(new GrainFaults(before));

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        await before(context);
        await context.Invoke();
    }
}
