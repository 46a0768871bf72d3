using System.Reflection;

namespace Orleans.Runtime;

/// <summary>A timer's tick, as a call among the others. Nobody waits for it and it dies with its activation.</summary>
internal sealed class TimerTick(GrainTimer timer, Activation activation, GrainTimerCreationOptions options)
    : Call<bool>(activation.Runtime, activation.GrainId, [])
{
    private static readonly MethodInfo s_method = typeof(IGrainTimerInvoker).GetMethod(nameof(IGrainTimerInvoker.InvokeCallbackAsync))!;

    public override bool ReadOnly => false;

    public override bool AlwaysInterleave => options.Interleave;

    public override bool IsLocal => true;

    public override bool KeepsAlive => options.KeepAlive;

    public override MethodInfo GetMethod() => s_method;

    protected override ValueTask<bool> InvokeGrainAsync() => timer.TickAsync();

    /// <summary>What filters see a tick as.</summary>
    internal interface IGrainTimerInvoker : IAddressable
    {
        Task InvokeCallbackAsync();
    }
}
